import { type Instant, ok } from '@reprise/core';
import { nodeOf } from '@reprise/core/plan';
import type { DecisionResult } from '../decision.ts';
import { type Due, dues } from '../due.ts';
import { isHalted } from '../halted.ts';
import { isLiveStep } from '../live-steps.ts';
import type { ExecutionState } from '../state.ts';
import { approveBySchedule } from './act-on-approval.ts';
import { advance } from './advance.ts';
import { type Draft, draftOf } from './draft.ts';
import { endAttempt } from './end-attempt.ts';
import { stopAllIn, stoppedOutcome, stopStep } from './stop.ts';

/**
 * Time has passed: what is due by now happens, in the order in which it fell due, before anything new starts. So a
 * server that slept does not fail a wait that was over before its pipeline's deadline. Waking too early is harmless.
 */
export function wake(state: ExecutionState, now: Instant): DecisionResult {
  const due = [...dues(state)].filter(({ at }) => at <= now);
  if (due.length === 0) return ok({ events: [], effects: [], state });
  due.sort((one, other) => one.at - other.at || ORDER[one.what] - ORDER[other.what]);
  const draft = draftOf(state, now);
  for (const each of due) happen(draft, each);
  advance(draft);
  return ok(draft.finish());
}

/** What happens first of several things that fall due in one moment: a good end before a bad one. */
const ORDER = {
  'wait-over': 0,
  'auto-approve': 1,
  'step-deadline': 2,
  'container-deadline': 3,
  force: 4,
} as const satisfies Readonly<Record<Due['what'], number>>;

/** Makes one thing happen, unless something that was due before it has already changed its node. */
function happen(draft: Draft, { node, what }: Due): void {
  const at = draft.state.nodes.get(node);
  if (at?.phase === 'running-container') {
    if (isHalted(draft.state, nodeOf(draft.state.plan, node))) return;
    draft.emit({ type: 'NodeTimedOut', at: draft.now, node });
    stopAllIn(draft, node, 'timeout');
    return;
  }
  if (!isLiveStep(at)) return;
  if (what === 'wait-over') endAttempt(draft, node, at, { status: 'Success', outputs: {} });
  else if (what === 'auto-approve') approveBySchedule(draft, node, at);
  else if (what === 'step-deadline') stopStep(draft, node, at, 'timeout');
  else if (at.phase === 'stopping') {
    const remark = 'its delegate did not confirm the stop in time';
    endAttempt(draft, node, at, stoppedOutcome(draft.state, node, at.cause, remark));
  }
}
