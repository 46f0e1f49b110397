import { refused } from '@reprise/core';
import { pipelineHeader } from '@reprise/core/pipeline';
import { answerOnce } from '../answer-once.ts';
import type { UseCase } from '../needs.ts';
import { findPipeline, type PipelineInput } from '../pipelines/pipelines.ts';
import { refusal } from '../refusals.ts';
import { openScope } from '../scopes/scope.ts';
import { type BegunExecution, beginRun } from './begin-run.ts';

export interface DynamicRunInput extends PipelineInput {
  /** The whole pipeline that is to run in place of the stored one. */
  readonly yaml: string;
  readonly note?: string | undefined;
  /** The sender's name for this request: sent again, it gets the same answer. */
  readonly key?: string | undefined;
}

/**
 * Starts an execution of a pipeline by YAML that comes with the request and is not stored. Whoever may do that could as
 * well save the pipeline, run it and save it back, and has to have the rights for it.
 */
export const runDynamic: UseCase<DynamicRunInput, BegunExecution> = async (
  needs,
  caller,
  { yaml, note, key, ...input },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_execute', input.scope);
  if (!scope.ok) return scope;
  const asked = ['dynamic', input.pipeline, yaml, note ?? null];
  return answerOnce(needs, { caller, key, scope: scope.value, asked }, async (request) => {
    const editable = await findPipeline(needs, caller, 'core_pipeline_edit', input);
    if (!editable.ok) return editable;
    const { identifier } = editable.value;
    const said = pipelineHeader(yaml)?.identifier;
    if (said !== undefined && said !== identifier) {
      const message = `The request is for the pipeline ${identifier}, and its YAML is of ${said}.`;
      return refused(refusal('IDENTIFIER_MISMATCH', message, { pipelineIdentifier: identifier }));
    }
    return beginRun(
      needs,
      caller,
      { ...editable.value, yaml },
      {
        inputsYaml: '',
        note,
        request,
        explanation: 'Runs the definition that came with the request, with no inputs',
      },
    );
  });
};
