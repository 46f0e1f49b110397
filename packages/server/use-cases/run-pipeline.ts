import { ok } from '@reprise/core';
import { overlayInputs } from '@reprise/core/pipeline';
import { inputsOfSets } from './input-sets.ts';
import type { UseCase } from './needs.ts';
import { type OpenExecution, openedFrom } from './open-execution.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';
import { withTemplates } from './resolve-templates.ts';
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
  const { scope, identifier, yaml } = found.value;
  const sets = await inputsOfSets(needs.store, scope, identifier, inputSets);
  if (!sets.ok) return sets;
  const inputs = overlayInputs([sets.value, inputsYaml]);
  const resolved = await withTemplates(needs.store, scope, yaml);
  const definition = needs.compile(yaml, inputs, resolved);
  if (!definition.ok) return definition;
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
