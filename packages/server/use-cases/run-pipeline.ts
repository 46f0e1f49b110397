import { ok } from '@reprise/core';
import { inputsTemplate } from '@reprise/core/pipeline';
import type { UseCase } from './needs.ts';
import { type OpenExecution, openedFrom } from './open-execution.ts';
import { findPipeline, type PipelineInput } from './pipelines.ts';

export interface RunInput extends PipelineInput {
  /** A sparse copy of the pipeline with the values of its runtime inputs; may be empty. */
  readonly inputsYaml: string;
  readonly note?: string | undefined;
}

/** Starts an execution of the pipeline as it is stored now. */
export const runPipeline: UseCase<RunInput, OpenExecution> = async (needs, caller, input) => {
  const { inputsYaml, note } = input;
  const found = await findPipeline(needs, caller, 'core_pipeline_execute', input);
  if (!found.ok) return found;
  const definition = needs.compile(found.value.yaml, inputsYaml);
  if (!definition.ok) return definition;
  const begun = await needs.engine.run({
    scope: found.value.scope,
    definition: definition.value,
    by: caller.principal,
    ...(note === undefined ? {} : { note }),
  });
  return begun.ok ? ok(openedFrom(begun.value)) : begun;
};

/** The skeleton of a pipeline's runtime inputs; empty when it has none. */
export const templateOfInputs: UseCase<PipelineInput, string> = async (needs, caller, input) => {
  const found = await findPipeline(needs, caller, 'core_pipeline_view', input);
  return found.ok ? ok(inputsTemplate(found.value.yaml)) : found;
};
