import { ok, refused } from '@reprise/core';
import { inputsTemplate } from '@reprise/core/pipeline';
import type { UseCase } from './needs.ts';
import { type OpenExecution, openedFrom } from './open-execution.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';
import { refusal } from './refusals.ts';
import { surroundingsOf } from './surroundings.ts';

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
  if (inputSets.length > 0) return refused(noInputSets(inputSets));
  const definition = needs.compile(found.value.yaml, inputsYaml);
  if (!definition.ok) return definition;
  const { scope } = found.value;
  const surroundings = await surroundingsOf(needs, scope, definition.value.compiledYaml);
  const begun = await needs.engine.run({
    scope,
    definition: definition.value,
    by: caller.principal,
    ...(note === undefined ? {} : { note }),
    ...(surroundings === undefined ? {} : { surroundings }),
  });
  return begun.ok ? ok(openedFrom(begun.value)) : begun;
};

/** Running without what was asked for would be worse than not running. */
const noInputSets = (inputSets: readonly string[]) =>
  refusal(
    'INVALID_INPUTS',
    `This server keeps no input sets yet, and so not ${inputSets.join(', ')}. Send the inputs as the body of the request.`,
    { inputSets: [...inputSets] },
  );

/** The skeleton of a pipeline's runtime inputs; empty when it has none. */
export const templateOfInputs: UseCase<PipelineInput, string> = async (needs, caller, input) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  return found.ok ? ok(inputsTemplate(found.value.yaml)) : found;
};
