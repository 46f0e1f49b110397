import { after, formatDuration, type NodeKey, taskIdOf } from '@reprise/core';
import { isWithin, nodeOf, type PlanNode, titleOf } from '@reprise/core/plan';
import { abortReason } from '../../abort-reason.ts';
import { checksOf, isOverdue } from '../../checks.ts';
import { type LiveAttempt, liveSteps, taskStopCause } from '../../live-steps.ts';
import type { HeldStep, LiveStep, StoppingStep } from '../../node-state.ts';
import type { StepOutcome, StopCause, StopReason } from '../../outcome.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { expiryBy, STOP_PATIENCE, timeoutMessage } from '../timeouts.ts';
import { reviewEmptied } from '../turns/review-emptied.ts';
import { closeAttempt } from './close-attempt.ts';

/** Stops every live step in a container. What is open in it without one is over then, too. */
export function stopAllIn(draft: Draft, container: NodeKey, cause: StopCause | 'fail-all'): void {
  const { plan } = draft.state;
  for (const { node, step } of liveSteps(draft.state)) {
    if (isWithin(plan, node, container)) stopStep(draft, node, step, cause);
  }
  reviewEmptied(draft, container);
}

/**
 * Stops a live step where nothing starts any more. One that nobody runs is over at once; one that a delegate runs is over when the delegate says so,
 * for it may just have done its work. One that is being stopped already is left to it.
 */
function stopStep(draft: Draft, node: NodeKey, step: LiveStep, cause: StopReason): void {
  switch (step.phase) {
    case 'stopping':
      if (isOverdue(step)) askToStop(draft, node, step, cause);
      return;
    case 'resting':
    case 'queued':
    case 'waiting':
    case 'delayed':
    case 'asking':
    case 'undecided':
      closeAttempt(draft, node, step, stoppedOutcome(draft.state, { node, step }, cause));
      return;
    case 'held':
      askToStop(draft, node, step, cause);
  }
}

/** Asks the delegate of an attempt to stop it. */
export function askToStop(
  draft: Draft,
  node: NodeKey,
  { attempt }: HeldStep | StoppingStep,
  cause: StopReason,
): void {
  const { now } = draft;
  const forceAt = after(now, STOP_PATIENCE);
  draft.emit({ type: 'StepStopping', at: now, node, attempt, cause, forceAt });
  const taskId = taskIdOf(draft.executionId, node, attempt);
  draft.effect({ type: 'StopTask', taskId, cause: taskStopCause(cause) });
}

/** How a step that was stopped ends. `remark` is what else there is to say about the stop. */
export function stoppedOutcome(
  state: ExecutionState,
  { node, step }: LiveAttempt,
  cause: StopReason,
  remark = '',
): StepOutcome {
  const end = (reason: string): string => (remark === '' ? reason : `${reason}; ${remark}`);
  switch (cause) {
    case 'abort':
      return { status: 'Aborted', failure: { message: end(abortReason(state)), types: [] } };
    case 'timeout': {
      const message = end(`${timeoutReason(state, node)}${lastProblem(step)}${untaken(step)}`);
      return { status: 'Expired', failure: { message, types: ['Timeout'] } };
    }
    case 'check-overdue': {
      const message = end(overdueMessage(step));
      return { status: 'Failed', failure: { message, types: ['Timeout'] } };
    }
    case 'marked-failed': {
      const message = end('User Initiated Failure');
      return { status: 'Failed', failure: { message, types: ['UserMarkedFailure'] } };
    }
    case 'fail-all': {
      const message = end('stopped: a stage beside it failed, and all are rolled back at once');
      return { status: 'Failed', failure: { message, types: [] } };
    }
  }
}

function overdueMessage(step: LiveStep): string {
  const limit = checksOf(step)?.limit;
  const length = limit === undefined ? '' : ` of ${formatDuration(limit)}`;
  return `its script did not end within its scriptTimeout${length}`;
}

/** Of an approval that a script never gave: what kept the script from doing so in the end. */
function lastProblem(step: LiveStep): string {
  const problem = 'problem' in step ? step.problem : undefined;
  return problem === undefined ? '' : `; its last check went wrong: ${problem.message}`;
}

/** Of a task that waited all the time: for whom. */
function untaken(step: LiveStep): string {
  if (step.phase !== 'queued' || step.work.kind !== 'task') return '';
  const { selectors } = step.work;
  return selectors.length === 0
    ? '; no delegate took it'
    : `; no delegate with its selectors took it: ${selectors.join(', ')}`;
}

/** Whose time ran out: that of the nearest node around the step that was stopped for it, or the step's own. */
function timeoutReason(state: ExecutionState, key: NodeKey): string {
  for (let node = parentOf(state, key); node !== null; node = parentOf(state, node.key)) {
    const at = runningAt(state, node.key);
    if (at?.timedOutAt !== undefined) {
      return expiryBy(at) ?? `stopped because ${titleOf(node)} passed its timeout`;
    }
  }
  return timeoutMessage(nodeOf(state.plan, key));
}

function parentOf(state: ExecutionState, key: NodeKey): PlanNode | null {
  const { parent } = nodeOf(state.plan, key);
  return parent === null ? null : nodeOf(state.plan, parent);
}
