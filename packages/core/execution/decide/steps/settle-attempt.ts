import { after, type NodeKey } from '@reprise/core';
import type {
  AskPeople,
  FailureAction,
  FinalAction,
  RetryGroup,
  RetryStep,
} from '@reprise/core/pipeline';
import { nodeOf } from '@reprise/core/plan';
import { isHalted } from '../../halted.ts';
import type { AfterFailure, FailedOutcome, StepOutcome } from '../../outcome.ts';
import type { Draft } from '../draft.ts';
import { failStagesBeside } from '../failures/fail-beside.ts';
import { mayRetry } from '../failures/may-retry.ts';
import { groupToRetry, mayRestart, planRestart } from '../failures/plan-restart.ts';
import { actionFor } from '../failures/strategy.ts';
import { describe } from '../refuse.ts';
import { settleStep } from './settle-step.ts';

interface AttemptEnd<Outcome extends StepOutcome> {
  readonly node: NodeKey;
  readonly attempt: number;
  readonly outcome: Outcome;
}

/**
 * An attempt is over. A good end is the step's; of a bad one its failure strategies decide, except where nothing starts
 * any more: what is being aborted, or undone, or has run out of time, is not tried again.
 */
export function settleAttempt(draft: Draft, end: AttemptEnd<StepOutcome>): void {
  const { node, attempt, outcome } = end;
  const action = isFailure(outcome) ? decided(draft, node, outcome) : null;
  if (isFailure(outcome) && action !== null) act(draft, { node, attempt, outcome }, action);
  else draft.emit({ type: 'StepEnded', at: draft.now, node, attempt, outcome });
}

const isFailure = (outcome: StepOutcome): outcome is FailedOutcome =>
  outcome.status !== 'Success' && outcome.status !== 'IgnoreFailed';

function decided(draft: Draft, key: NodeKey, { failure }: FailedOutcome): FailureAction | null {
  const { plan } = draft.state;
  const node = nodeOf(plan, key);
  return isHalted(draft.state, node) ? null : actionFor(plan, node, failure.types);
}

function act(draft: Draft, end: AttemptEnd<FailedOutcome>, action: FailureAction): void {
  if (action.type === 'Retry') retry(draft, end, action);
  else if (action.type === 'RetryStepGroup') retryGroup(draft, end, action);
  else if (action.type === 'ManualIntervention') ask(draft, end, action);
  else if (action.type === 'ProceedWithDefaultValues') settle(draft, end, 'MarkAsFailure');
  else {
    settle(draft, end, action.type);
    if (action.failAll) failStagesBeside(draft, end.node);
  }
}

function retry(draft: Draft, end: AttemptEnd<FailedOutcome>, action: RetryStep): void {
  const may = mayRetry(draft.state, end, action, draft.now);
  if (may.kind === 'yes') {
    goOn(draft, end, { action: 'Retry', at: after(draft.now, may.interval) });
    return;
  }
  const { failure } = end.outcome;
  const message = may.remark === undefined ? failure.message : `${failure.message}; ${may.remark}`;
  const outcome = { ...end.outcome, failure: { ...failure, message } };
  act(draft, { ...end, outcome }, action.onRetryFailure);
}

/** The step is over, and its group begins anew; where it may not, or there is none, the failure is the step's alone. */
function retryGroup(draft: Draft, end: AttemptEnd<FailedOutcome>, action: RetryGroup): void {
  const { state, now } = draft;
  const group = groupToRetry(state.plan, end.node);
  if (group === null || !mayRestart(state, group, action)) {
    act(draft, end, action.onRetryFailure);
    return;
  }
  const decision = { action: 'RetryStepGroup', failed: end.outcome } as const;
  draft.emit({ type: 'StepEnded', at: now, ...end, decision });
  planRestart(draft, group, action, `${describe(state.plan, end.node)} failed`);
}

function ask(draft: Draft, end: AttemptEnd<FailedOutcome>, action: AskPeople): void {
  const deadline = after(draft.now, action.timeout);
  const { onTimeout } = action;
  goOn(draft, end, { action: 'ManualIntervention', deadline, onTimeout });
}

const goOn = (draft: Draft, end: AttemptEnd<FailedOutcome>, next: AfterFailure): void =>
  draft.emit({ type: 'AttemptFailed', at: draft.now, ...end, next });

const settle = (draft: Draft, end: AttemptEnd<FailedOutcome>, action: FinalAction): void =>
  settleStep(draft, { node: end.node, attempt: end.attempt, failed: end.outcome }, action);
