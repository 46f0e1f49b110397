import { ok, refused } from '@reprise/core';
import { fittingInputs, overlayInputs, pipelineHeader } from '@reprise/core/pipeline';
import type { SelectionRequest } from '@reprise/core/selection';
import type { StoredExecutionRow, StoredPipeline } from '../ports/index.ts';
import type { Answer, Caller } from './answer.ts';
import { type BegunExecution, beginRun } from './begin-run.ts';
import { storedDefinition } from './executions.ts';
import { inputsOfSets } from './input-sets.ts';
import type { UseCase, UseCaseNeeds } from './needs.ts';
import { type ExecutionInput, openExecution, openRow } from './open-execution.ts';
import { pastValuesOf } from './past-values.ts';
import { findPipeline } from './pipelines.ts';
import { refusal } from './refusals.ts';
import { originOf, rerunOriginal } from './rerun-original.ts';
import { withTemplates } from './resolve-templates.ts';

export interface RerunInput extends ExecutionInput {
  /** The pipeline that the caller believes the execution to be of. */
  readonly pipeline?: string | undefined;
  /** What to change of the inputs that the execution ran with; may be empty. */
  readonly inputsYaml: string;
  readonly inputSets?: readonly string[];
  /** Some of the stages; all of them when left out. */
  readonly selection?: SelectionRequest | undefined;
  /** Run what that execution ran, to the letter, instead of the pipeline as it is stored now. */
  readonly original: boolean;
  readonly note?: string | undefined;
}

/**
 * Runs an execution again: the pipeline as it is stored now, with the inputs of that execution and what is given over
 * them, whole or some of its stages. What those ask of the other stages is taken from that execution where it knows. The
 * permission, and what the pipeline allows, are those of now.
 */
export const rerunExecution: UseCase<RerunInput, BegunExecution> = async (
  needs,
  caller,
  { original, ...input },
) => {
  const opened = await openRow(needs, caller, 'core_pipeline_execute', input);
  if (!opened.ok) return opened;
  const row = opened.value;
  const { scope, pipelineId } = row;
  if (input.pipeline !== undefined && input.pipeline !== pipelineId) {
    return refused(otherPipeline(row, input.pipeline));
  }
  const pipeline = await findPipeline(needs, caller, 'core_pipeline_execute', {
    scope,
    pipeline: pipelineId,
  });
  if (!pipeline.ok) return pipeline;
  if (original) return rerunOriginal(needs, caller, { ...input, row, pipeline: pipeline.value });
  const inputs = await inputsFor(needs, row, pipeline.value, input);
  if (!inputs.ok) return inputs;
  const { selection } = input;
  const past = selection === undefined ? ok(undefined) : await pastValues(needs, caller, input);
  if (!past.ok) return past;
  return beginRun(needs, caller, pipeline.value, {
    inputsYaml: inputs.value.yaml,
    selection: selection && { ...selection, ...(past.value && { past: past.value }) },
    rerun: originOf(row, 'latest'),
    note: input.note,
    explanation: `Runs the definition as it is stored now, with ${inputs.value.words}`,
  });
};

interface RerunInputs {
  readonly yaml: string;
  /** Which ones, for people. */
  readonly words: string;
}

/** The inputs of the execution that the pipeline still asks for, and what is given over them unless they are fixed. */
async function inputsFor(
  needs: UseCaseNeeds,
  row: StoredExecutionRow,
  { scope, identifier, yaml }: StoredPipeline,
  { inputsYaml, inputSets = [] }: Omit<RerunInput, 'original'>,
): Answer<RerunInputs> {
  const definition = await storedDefinition(needs, row);
  const resolved = await withTemplates(needs.store, scope, yaml);
  const before = fittingInputs(resolved.yaml, definition.inputsYaml);
  const words = `the inputs of execution ${row.executionId}`;
  const isGiven = inputSets.length > 0 || inputsYaml.trim() !== '';
  if (!isGiven) return ok({ yaml: before, words });
  if (pipelineHeader(resolved.yaml)?.fixedInputsOnRerun === true) {
    return ok({
      yaml: before,
      words: `${words} (the given ones are ignored: the pipeline has fixedInputsOnRerun)`,
    });
  }
  const sets = await inputsOfSets(needs.store, scope, identifier, inputSets);
  if (!sets.ok) return sets;
  return ok({
    yaml: overlayInputs([before, sets.value, inputsYaml]),
    words: `${words} and the given ones over them`,
  });
}

/** What the execution knows about its stages. */
async function pastValues(needs: UseCaseNeeds, caller: Caller, input: ExecutionInput) {
  const opened = await openExecution(needs, caller, 'core_pipeline_execute', input);
  return opened.ok ? ok(pastValuesOf(opened.value.state, needs.clock.now())) : opened;
}

const otherPipeline = ({ executionId, pipelineId }: StoredExecutionRow, asked: string) =>
  refusal(
    'IDENTIFIER_MISMATCH',
    `Execution ${executionId} ran pipeline ${pipelineId}, not ${asked}.`,
    { asked, found: pipelineId },
  );
