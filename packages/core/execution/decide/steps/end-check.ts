import { after, type NodeKey, taskIdOf } from '@reprise/core';
import { type ApprovalChecks, criteriaHold, type Published } from '@reprise/core/step-types';
import { checksOf, isOverdue } from '../../checks.ts';
import type { LiveStep, RestingStep } from '../../node-state.ts';
import type { Failure, StepOutcome, StepOutputs } from '../../outcome.ts';
import type { Draft } from '../draft.ts';
import { endAttempt } from './end-attempt.ts';
import { stoppedOutcome } from './stop.ts';

/** Ends the task of a live attempt: with it the attempt, unless it was a check that has said neither yes nor no. */
export function endTask(draft: Draft, node: NodeKey, step: LiveStep, outcome: StepOutcome): void {
  const checks = checksOf(step);
  if (checks === undefined || isBeingStopped(step, outcome)) {
    endAttempt(draft, node, step, outcome);
    return;
  }
  const said = outcome.status === 'Success' ? verdict(checks, outcome.outputs) : wentWrong(outcome);
  if (said.kind === 'end') endAttempt(draft, node, step, said.outcome);
  else if (step.phase === 'stopping' && !isOverdue(step)) {
    endAttempt(draft, node, step, stoppedOutcome(draft.state, { node, step }, step.cause));
  } else rest(draft, { node, step, checks }, said.failure);
}

/** The step is being stopped, and this is no answer of its script's. */
const isBeingStopped = (step: LiveStep, { status }: StepOutcome): boolean =>
  step.phase === 'stopping' && !isOverdue(step) && status !== 'Success';

/** What one check comes to. */
type Verdict =
  | { readonly kind: 'end'; readonly outcome: StepOutcome }
  | { readonly kind: 'undecided'; readonly failure?: Failure };

/** A check that went wrong has said nothing, and nothing is guessed of it (I12). */
const wentWrong = (outcome: Exclude<StepOutcome, { readonly status: 'Success' }>): Verdict => ({
  kind: 'undecided',
  failure: outcome.failure,
});

/** A yes counts before a no. Criteria that cannot be worked out would not be any better the next time. */
function verdict(checks: ApprovalChecks, outputs: StepOutputs): Verdict {
  const { approval, rejection } = checks;
  const published = publishedIn(outputs, checks);
  const yes = criteriaHold(approval, published);
  if (!yes.ok) return failed(`approvalCriteria have no value: ${yes.error}`);
  if (yes.value) return { kind: 'end', outcome: { status: 'Success', outputs } };
  const no = rejection === undefined ? null : criteriaHold(rejection, published);
  if (no === null) return { kind: 'undecided' };
  if (!no.ok) return failed(`rejectionCriteria have no value: ${no.error}`);
  return no.value ? { kind: 'end', outcome: REJECTED } : { kind: 'undecided' };
}

const REJECTED = {
  status: 'ApprovalRejected',
  failure: {
    message: 'rejected: what its script published meets rejectionCriteria',
    types: ['ApprovalRejection'],
  },
} as const satisfies StepOutcome;

const failed = (message: string): Verdict => ({
  kind: 'end',
  outcome: { status: 'Failed', failure: { message, types: ['ConfigurationFailure'] } },
});

/** What criteria see of it: nothing of a secret. */
function publishedIn(
  { outputVariables }: StepOutputs,
  { secrets = [] }: ApprovalChecks,
): Published {
  const isRecord = typeof outputVariables === 'object' && outputVariables !== null;
  const all = isRecord ? Object.entries(outputVariables) : [];
  return Object.fromEntries(all.filter(([name]) => !secrets.includes(name)));
}

function rest(
  draft: Draft,
  {
    node,
    step,
    checks,
  }: { readonly node: NodeKey; readonly step: LiveStep; readonly checks: ApprovalChecks },
  failure: Failure | undefined,
): void {
  const { now } = draft;
  const { attempt } = step;
  const next = after(now, checks.interval);
  const why = failure === undefined ? {} : { failure };
  draft.emit({ type: 'CheckUndecided', at: now, node, attempt, next, ...why });
}

/** Checks an approval once more: by a new attempt, so that what is said of an old one does not count (I3). */
export function checkAgain(draft: Draft, node: NodeKey, step: RestingStep): void {
  const { work } = step;
  if (work.kind !== 'task') throw new Error(`${node} has nothing that could be checked again`);
  const attempt = step.attempt + 1;
  draft.emit({ type: 'CheckRepeated', at: draft.now, node, attempt });
  const taskId = taskIdOf(draft.executionId, node, attempt);
  draft.effect({ type: 'StartTask', taskId, selectors: work.selectors, task: work.task });
}
