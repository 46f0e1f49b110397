import { after, asMilliseconds, type NodeKey } from '@reprise/core';
import type { RetryGroup } from '@reprise/core/pipeline';
import { type GroupNode, isRollback, isWithin, nodeOf, type Plan } from '@reprise/core/plan';
import { askingContainers } from '../../asking.ts';
import { liveSteps } from '../../live-steps.ts';
import type { FailedOutcome } from '../../outcome.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { closeAttempt } from '../steps/close-attempt.ts';
import { reviewEmptied } from '../turns/review-emptied.ts';

/** The step group that is run again when a step fails: the innermost one around it; null where there is none, as in what undoes a stage. */
export function groupToRetry(plan: Plan, step: NodeKey): GroupNode | null {
  for (let at = nodeOf(plan, step); at.parent !== null; at = nodeOf(plan, at.parent)) {
    if (isRollback(at) || at.kind === 'stage') return null;
    if (at.kind === 'group') return at;
  }
  return null;
}

/** Whether a group may be run again by this action: its count bounds the tries of the group, whichever of its steps failed. */
export function mayRestart(
  state: ExecutionState,
  { key }: GroupNode,
  { retryCount }: RetryGroup,
): boolean {
  return restartsOf(state, key) < retryCount;
}

const restartsOf = (state: ExecutionState, group: NodeKey): number =>
  runningAt(state, group)?.restarts ?? 0;

/**
 * Has a group run again. What a delegate runs in it goes on to its end; what waits, for whatever it is, ends now. The
 * next try begins when the group is empty, and not before its interval is over: see `endIfOver`.
 */
export function planRestart(
  draft: Draft,
  { key }: GroupNode,
  { retryIntervals }: RetryGroup,
  why: string,
): void {
  const { now } = draft;
  const used = restartsOf(draft.state, key);
  const interval = retryIntervals[used] ?? retryIntervals.at(-1) ?? asMilliseconds(0);
  draft.emit({ type: 'GroupRestartPlanned', at: now, node: key, due: after(now, interval) });
  endWhatWaits(draft, key, why);
}

function endWhatWaits(draft: Draft, group: NodeKey, why: string): void {
  const { plan } = draft.state;
  const message = `its step group is run again: ${why}`;
  const outcome = { status: 'Failed', failure: { message, types: [] } } as const;
  for (const { node, step } of liveSteps(draft.state)) {
    if (step.phase === 'held' || step.phase === 'stopping' || !isWithin(plan, node, group))
      continue;
    closeAttempt(
      draft,
      node,
      step,
      step.tried?.at(-1)?.outcome ?? (outcome satisfies FailedOutcome),
    );
  }
  for (const node of askingContainers(draft.state)) {
    if (isWithin(plan, node, group))
      draft.emit({ type: 'NodeEnded', at: draft.now, node, ...outcome });
  }
  reviewEmptied(draft, group);
}
