import type { SelectionRequest } from '@reprise/core/selection';
import { answerOnce, askedOf } from '../answer-once.ts';
import type { UseCase } from '../needs.ts';
import { findPipeline, type PipelineInput } from '../pipelines/pipelines.ts';
import { openScope } from '../scopes/scope.ts';
import { type BegunExecution, beginRun } from './begin-run.ts';

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
