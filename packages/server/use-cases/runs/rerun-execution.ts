import { type Json, ok, refused } from '@reprise/core';
import { fittingInputs, overlayInputs, pipelineHeader } from '@reprise/core/pipeline';
import type { SelectionRequest } from '@reprise/core/selection';
import type { KeyedRequest, StoredExecutionRow, StoredPipeline } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { answerOnce, askedOf } from '../answer-once.ts';
import { storedDefinition } from '../executions/executions.ts';
import { type ExecutionInput, openExecution, openRow } from '../executions/open-execution.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { inputsOfSets } from '../pipelines/input-sets.ts';
import { findPipeline } from '../pipelines/pipelines.ts';
import { withTemplates } from '../pipelines/resolve-templates.ts';
import { refusal } from '../refusals.ts';
import { type BegunExecution, beginRun } from './begin-run.ts';
import { pastValuesOf } from './past-values.ts';
import { originOf, rerunOriginal } from './rerun-original.ts';

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
  /** The sender's name for this request: sent again, it gets the same answer. */
  readonly key?: string | undefined;
}

/**
 * Runs an execution again: the pipeline as it is stored now, with the inputs of that execution and what is given over
 * them, whole or some of its stages. What those ask of the other stages is taken from that execution where it knows. The
 * permission, and what the pipeline allows, are those of now.
 */
export const rerunExecution: UseCase<RerunInput, BegunExecution> = async (needs, caller, input) => {
  const opened = await openRow(needs, caller, 'core_pipeline_execute', input);
  if (!opened.ok) return opened;
  const row = opened.value;
  const { scope, pipelineId } = row;
  if (input.pipeline !== undefined && input.pipeline !== pipelineId) {
    return refused(otherPipeline(row, input.pipeline));
  }
  const request = { caller, key: input.key, scope, asked: askedBy(input) };
  return answerOnce(needs, request, async (keyed) => {
    const sought = { scope, pipeline: pipelineId };
    const pipeline = await findPipeline(needs, caller, 'core_pipeline_execute', sought);
    if (!pipeline.ok) return pipeline;
    const found = { ...input, row, pipeline: pipeline.value, request: keyed };
    return input.original ? rerunOriginal(needs, caller, found) : rerunLatest(needs, caller, found);
  });
};

/** All that a request asks for. */
const askedBy = (input: RerunInput): readonly Json[] => [
  'rerun',
  input.execution,
  input.inputsYaml,
  [...(input.inputSets ?? [])],
  askedOf(input.selection),
  input.original,
  input.note ?? null,
];

interface LatestRerun extends Omit<RerunInput, 'pipeline'> {
  readonly row: StoredExecutionRow;
  readonly pipeline: StoredPipeline;
  readonly request: KeyedRequest | undefined;
}

async function rerunLatest(
  needs: UseCaseNeeds,
  caller: Caller,
  { row, pipeline, request, ...input }: LatestRerun,
): Answer<BegunExecution> {
  const inputs = await inputsFor(needs, row, pipeline, input);
  if (!inputs.ok) return inputs;
  const { selection } = input;
  const past = selection === undefined ? ok(undefined) : await pastValues(needs, caller, input);
  if (!past.ok) return past;
  return beginRun(needs, caller, pipeline, {
    inputsYaml: inputs.value.yaml,
    selection: selection && { ...selection, ...(past.value && { past: past.value }) },
    rerun: originOf(row, 'latest'),
    note: input.note,
    request,
    explanation: `Runs the definition as it is stored now, with ${inputs.value.words}`,
  });
}

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
  { inputsYaml, inputSets = [] }: Pick<RerunInput, 'inputsYaml' | 'inputSets'>,
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
