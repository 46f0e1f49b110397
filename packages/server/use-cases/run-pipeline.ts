import { ok } from '@reprise/core';
import { inputsTemplate } from '@reprise/core/pipeline';
import { expressionsAsked, previewStages, type SelectionRequest } from '@reprise/core/selection';
import { answerOnce, askedOf } from './answer-once.ts';
import { type BegunExecution, beginRun } from './begin-run.ts';
import type { UseCase } from './needs.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';
import { withTemplates } from './resolve-templates.ts';
import { openScope } from './scope.ts';

export interface RunInput extends PipelineInput {
  /** A sparse copy of the pipeline with the values of its runtime inputs; may be empty. */
  readonly inputsYaml: string;
  /** Names of stored input sets, in the order in which they are laid over each other. */
  readonly inputSets?: readonly string[];
  /** Some of its stages; all of them when left out. */
  readonly selection?: SelectionRequest | undefined;
  readonly note?: string | undefined;
  /** The sender's name for this request: sent again, it gets the same answer. */
  readonly key?: string | undefined;
}

/** Starts an execution of the pipeline as it is stored now. */
export const runPipeline: UseCase<RunInput, BegunExecution> = async (needs, caller, input) => {
  const { inputsYaml, inputSets = [], selection, note, key, pipeline } = input;
  const scope = await openScope(needs, caller, 'core_pipeline_execute', input.scope);
  if (!scope.ok) return scope;
  const asked = ['run', pipeline, inputsYaml, [...inputSets], askedOf(selection), note ?? null];
  return answerOnce(needs, { caller, key, scope: scope.value, asked }, async (request) => {
    const found = await findPipeline(needs, caller, 'core_pipeline_execute', input);
    if (!found.ok) return found;
    return beginRun(needs, caller, found.value, {
      inputsYaml,
      inputSets,
      selection,
      note,
      request,
      explanation: `Runs the definition as it is stored now, with ${inputsInWords(inputsYaml, inputSets)}`,
    });
  });
};

function inputsInWords(inputs: string, sets: readonly string[]): string {
  if (sets.length > 0) return `the inputs of ${sets.join(', ')} and the given ones`;
  return inputs.trim() === '' ? 'no inputs' : 'the given inputs';
}

export interface InputsTemplateInput extends PipelineInput {
  /** Only these stages; all when empty. */
  readonly stages: readonly string[];
}

/** What a run of a pipeline, or of some of its stages, asks for. */
export interface AskedInputs {
  /** The skeleton of the runtime inputs; empty when there are none. */
  readonly yaml: string;
  /** Expressions that lead to stages outside the chosen ones. */
  readonly expressions: readonly string[];
}

/** What must be given to run a pipeline, or some of its stages. */
export const templateOfInputs: UseCase<InputsTemplateInput, AskedInputs> = async (
  needs,
  caller,
  { stages, ...input },
) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  if (!found.ok) return found;
  const resolved = await withTemplates(needs.store, found.value.scope, found.value.yaml);
  const preview = stages.length === 0 ? ok(null) : previewStages(resolved, stages);
  if (!preview.ok) return preview;
  if (preview.value === null) return ok({ yaml: inputsTemplate(resolved.yaml), expressions: [] });
  const { yaml, leftOut } = preview.value;
  const expressions = expressionsAsked(yaml, leftOut).map(({ expression }) => expression);
  return ok({ yaml: inputsTemplate(yaml), expressions });
};
