import { refused } from '@reprise/core';
import type { UseCase } from './needs.ts';
import type { OpenExecution } from './open-execution.ts';
import { refusal } from './refusals.ts';
import { type RunInput, runPipeline } from './run-pipeline.ts';

export interface RunWithInputSetsInput extends RunInput {
  /** The stages to run; this server runs all of them or none. */
  readonly stages: readonly string[];
}

/** Starts an execution with the inputs of stored input sets. A choice of stages is refused before anything happens. */
export const runWithInputSets: UseCase<RunWithInputSetsInput, OpenExecution> = async (
  needs,
  caller,
  { stages, ...input },
) => {
  if (stages.length === 0) return runPipeline(needs, caller, input);
  const message = `This server does not run chosen stages by this call: leave out stageIdentifiers (${stages.join(', ')}) to run the whole pipeline.`;
  return refused(refusal('INVALID_REQUEST', message, { stageIdentifiers: stages }));
};
