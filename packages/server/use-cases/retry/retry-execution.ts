import { type Json, ok, refused } from '@reprise/core';
import type { RetryPlan } from '@reprise/core/retry';
import type { KeyedRequest } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { answerOnce } from '../answer-once.ts';
import { storedDefinition } from '../executions/executions.ts';
import { type OpenExecution, openExecution, openedFrom } from '../executions/open-execution.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { lacksRights, refusal } from '../refusals.ts';
import type { BegunExecution } from '../runs/begin-run.ts';
import { differenceInInputs } from './compare-inputs.ts';
import { unchanged } from './plan-changed.ts';
import { planFor, type RetryPlanInput } from './plan-retry.ts';

export interface RetryInput extends RetryPlanInput {
  /** The pipeline that the caller believes the execution to be of. */
  readonly pipeline?: string | undefined;
  /** Empty, or the inputs that the source ran with: a retry changes none. */
  readonly inputsYaml: string;
  /** The digest of the plan that the caller was shown. */
  readonly planDigest?: string | undefined;
  readonly note?: string | undefined;
  /** The sender's name for this request: sent again, it gets the same answer. */
  readonly key?: string | undefined;
}

/**
 * Continues an ended execution from the named stages, with what it ran (I11): the definition and inputs of the source,
 * whatever the pipeline says by now.
 */
export const retryExecution: UseCase<RetryInput, BegunExecution> = async (needs, caller, input) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_retry', input);
  if (!opened.ok) return opened;
  const { scope } = opened.value.row;
  const request = { caller, key: input.key, scope, asked: askedBy(input) };
  return answerOnce(needs, request, (keyed) => begin(needs, caller, opened.value, input, keyed));
};

async function begin(
  needs: UseCaseNeeds,
  caller: Caller,
  opened: OpenExecution,
  input: RetryInput,
  request: KeyedRequest | undefined,
): Answer<BegunExecution> {
  const fitting = await fits(needs, opened, input);
  if (!fitting.ok) return fitting;
  const planned = await planFor(needs, caller, opened, input);
  if (!planned.ok) return planned;
  const plan = unchanged(needs, opened, planned.value, input.planDigest);
  if (!plan.ok) return plan;
  const missing = plan.value.changed.missingPermissions;
  if (missing.length > 0) return refused(lacksRights(caller.principal, missing));
  const begun = await needs.engine.retry({
    source: opened.state,
    plan: plan.value,
    by: caller.principal,
    ...(input.note === undefined ? {} : { note: input.note }),
    ...(request === undefined ? {} : { request }),
  });
  if (!begun.ok) return begun;
  return ok({ ...openedFrom(begun.value), explanation: explanationOf(plan.value) });
}

/** All that a request asks for. The order of the stages is none of it. */
const askedBy = (input: RetryInput): readonly Json[] => [
  'retry',
  input.execution,
  input.pipeline ?? null,
  input.from?.toSorted() ?? null,
  input.runAllStages,
  input.inputsYaml,
  input.planDigest ?? null,
  input.note ?? null,
  ...(input.retryChained === true ? ['retryChained'] : []),
];

function explanationOf({ source, from, stages }: RetryPlan): string {
  const reused = stages.flatMap(({ decision, identifier }) =>
    decision === 'reuse' ? [identifier] : [],
  );
  const rest = reused.length === 0 ? 'nothing is reused' : `${reused.join(', ')} reused`;
  return `Runs the definition and the inputs of execution ${source} as they were, from ${from.join(', ')}; ${rest}.`;
}

/** Whether the request speaks of this execution as it was: its pipeline, its inputs. */
async function fits(
  needs: UseCaseNeeds,
  { row }: OpenExecution,
  { pipeline, inputsYaml }: RetryInput,
): Answer<null> {
  if (pipeline !== undefined && pipeline !== row.pipelineId) {
    return refused(
      refusal(
        'IDENTIFIER_MISMATCH',
        `Execution ${row.executionId} ran pipeline ${row.pipelineId}, not ${pipeline}.`,
        { asked: pipeline, found: row.pipelineId },
      ),
    );
  }
  if (inputsYaml.trim() === '') return ok(null);
  const difference = differenceInInputs(await storedDefinition(needs, row), inputsYaml);
  if (difference === null) return ok(null);
  return refused(
    refusal(
      'INPUTS_DIFFER',
      `A retry runs with the inputs of execution ${row.executionId}, and the given ones differ: ${difference}. ` +
        'Leave the body empty, or run the pipeline anew to change its inputs.',
      { planExecutionId: row.executionId, difference },
    ),
  );
}
