import { ok } from '@reprise/core';
import { inputsTemplate } from '@reprise/core/pipeline';
import type { UseCase } from './needs.ts';
import { type OpenExecution, openedFrom } from './open-execution.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';
import { prepareRun } from './prepare-run.ts';
import { withTemplates } from './resolve-templates.ts';

export interface RunInput extends PipelineInput {
  /** A sparse copy of the pipeline with the values of its runtime inputs; may be empty. */
  readonly inputsYaml: string;
  /** Names of stored input sets, in the order in which they are laid over each other. */
  readonly inputSets?: readonly string[];
  readonly note?: string | undefined;
}

/** Starts an execution of the pipeline as it is stored now. */
export const runPipeline: UseCase<RunInput, OpenExecution> = async (needs, caller, input) => {
  const { inputsYaml, inputSets = [], note } = input;
  const found = await findPipeline(needs, caller, 'core_pipeline_execute', input);
  if (!found.ok) return found;
  const prepared = await prepareRun(needs, found.value, { inputsYaml, inputSets });
  if (!prepared.ok) return prepared;
  const begun = await needs.engine.run({
    ...prepared.value,
    by: caller.principal,
    ...(note === undefined ? {} : { note }),
  });
  return begun.ok ? ok(openedFrom(begun.value)) : begun;
};

/** The skeleton of a pipeline's runtime inputs; empty when it has none. */
export const templateOfInputs: UseCase<PipelineInput, string> = async (needs, caller, input) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!found.ok) return found;
  const resolved = await withTemplates(needs.store, found.value.scope, found.value.yaml);
  return ok(inputsTemplate(resolved.yaml));
};
