import { type Instant, ok } from '@reprise/core';
import { stepOf } from '@reprise/core/plan';
import type { DecisionResult } from '../decision.ts';
import { type Due, dues, duesOf } from '../due.ts';
import type { ExecutionState } from '../state.ts';
import { advance } from './advance.ts';
import { type Draft, draftOf } from './draft.ts';
import { approveBySchedule } from './people/act-on-approval.ts';
import { interruptStep } from './people/interrupt-step.ts';
import { endAttempt } from './steps/end-attempt.ts';
import { checkAgain, endTask } from './steps/end-check.ts';
import { endWaiting } from './steps/end-waiting.ts';
import { lastFailure } from './steps/last-failure.ts';
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
  for (const each of due) {
    const still = stillDue(draft, each);
    if (still !== undefined) happen(draft, still);
  }
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

/** The same as its node stands now; undefined when something that was due before it has changed that. */
function stillDue({ state, now }: Draft, { node, what }: Due): Due | undefined {
  return [...duesOf(state, node)].find((due) => due.what === what && due.at <= now);
}

function happen(draft: Draft, due: Due): void {
  const { node } = due;
  switch (due.what) {
    case 'wait-over':
      endAttempt(draft, node, due.step, { status: 'Success', outputs: {} });
      break;
    case 'auto-approve':
      approveBySchedule(draft, node, due);
      break;
    case 'step-deadline':
      interruptStep(draft, node, due.step, 'timeout');
      break;
    case 'intervention-deadline': {
      const { attempt, onTimeout } = due.step;
      settleStep(draft, { node, attempt, failed: lastFailure(due.step) }, onTimeout);
      break;
    }
    case 'input-deadline':
      endWaiting(draft, node);
      break;
    case 'container-deadline':
      draft.emit({ type: 'NodeTimedOut', at: draft.now, node });
      stopAllIn(draft, node, 'timeout');
      break;
    case 'check-overdue':
      interruptStep(draft, node, due.step, 'check-overdue');
      break;
    case 'force': {
      const remark = 'its delegate did not confirm the stop in time';
      endTask(draft, node, due.step, stoppedOutcome(draft.state, due, due.step.cause, remark));
      break;
    }
    case 'check-due':
      checkAgain(draft, node, due.step);
      break;
    case 'retry-due':
      scheduleStep(draft, stepOf(draft.state.plan, node), due.step.attempt);
      break;
    case 'group-retry-due':
      draft.review(node);
  }
}
