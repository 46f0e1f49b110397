import { type Instant, ok } from '@reprise/core';
import { nodeOf } from '@reprise/core/plan';
import type { DecisionResult } from '../decision.ts';
import { type Due, dues } from '../due.ts';
import { isHalted } from '../halted.ts';
import { isLiveStep } from '../live-steps.ts';
import type { LiveStep } from '../node-state.ts';
import type { ExecutionState } from '../state.ts';
import { advance } from './advance.ts';
import { type Draft, draftOf } from './draft.ts';
import { approveBySchedule } from './people/act-on-approval.ts';
import { interruptStep } from './people/interrupt-step.ts';
import { endAttempt } from './steps/end-attempt.ts';
import { checkAgain, endTask } from './steps/end-check.ts';
import { endWaiting } from './steps/end-waiting.ts';
import { scheduleStep } from './steps/schedule-step.ts';
import { settleStep } from './steps/settle-step.ts';
import { stopAllIn, stoppedOutcome } from './steps/stop.ts';

/**
 * Time has passed: what is due by now happens, in the order in which it fell due, before anything new starts. So a
 * server that slept does not fail a wait that was over before its pipeline's deadline. Waking too early is harmless.
 */
export function wake(state: ExecutionState, now: Instant): DecisionResult {
  const due = [...dues(state)].filter(({ at }) => at <= now);
  if (due.length === 0) return ok({ events: [], effects: [], state });
  due.sort(
    (one, other) =>
      rankOf(one) - rankOf(other) || one.at - other.at || ORDER[one.what] - ORDER[other.what],
  );
  const draft = draftOf(state, now);
  for (const each of due) happen(draft, each);
  advance(draft);
  return ok(draft.finish());
}

/** A new attempt begins something: it comes after all that ends. */
const rankOf = ({ what }: Due): number =>
  what === 'retry-due' || what === 'check-due' || what === 'group-retry-due' ? 1 : 0;

/** What happens first of several things that fall due in one moment: a good end before a bad one. */
const ORDER = {
  'wait-over': 0,
  'auto-approve': 1,
  'step-deadline': 2,
  'intervention-deadline': 3,
  'input-deadline': 4,
  'container-deadline': 5,
  'check-overdue': 6,
  force: 7,
  'check-due': 8,
  'retry-due': 9,
  'group-retry-due': 10,
} as const satisfies Readonly<Record<Due['what'], number>>;

/** Makes one thing happen, unless something that was due before it has already changed its node. */
function happen(draft: Draft, { node, what }: Due): void {
  const at = draft.state.nodes.get(node);
  if (what === 'input-deadline') {
    endWaiting(draft, node);
    return;
  }
  if (what === 'group-retry-due') {
    draft.review(node);
    return;
  }
  if (at?.phase === 'running-container') {
    if (at.rollbackAt !== undefined || isHalted(draft.state, nodeOf(draft.state.plan, node)))
      return;
    draft.emit({ type: 'NodeTimedOut', at: draft.now, node });
    stopAllIn(draft, node, 'timeout');
    return;
  }
  if (isLiveStep(at)) happenToStep(draft, { node, what }, at);
}

function happenToStep(
  draft: Draft,
  { node, what }: Pick<Due, 'node' | 'what'>,
  step: LiveStep,
): void {
  const { attempt } = step;
  switch (step.phase) {
    case 'delayed':
      if (what === 'retry-due') scheduleStep(draft, nodeOf(draft.state.plan, node), attempt);
      return;
    case 'asking':
      return;
    case 'undecided': {
      const failed = step.tried?.at(-1)?.outcome;
      if (what !== 'intervention-deadline' || failed === undefined) return;
      settleStep(draft, { node, attempt, failed }, step.onTimeout);
      return;
    }
    case 'stopping': {
      if (what !== 'force') return;
      const remark = 'its delegate did not confirm the stop in time';
      endTask(draft, node, step, stoppedOutcome(draft.state, node, step.cause, remark));
      return;
    }
    case 'resting':
      if (what === 'check-due') checkAgain(draft, node, step);
      else if (what === 'step-deadline') interruptStep(draft, node, step, 'timeout');
      return;
    case 'queued':
    case 'held':
    case 'waiting':
      if (what === 'wait-over') endAttempt(draft, node, step, { status: 'Success', outputs: {} });
      else if (what === 'auto-approve') approveBySchedule(draft, node, step);
      else if (what === 'check-overdue') interruptStep(draft, node, step, 'check-overdue');
      else if (what === 'step-deadline') interruptStep(draft, node, step, 'timeout');
  }
}
