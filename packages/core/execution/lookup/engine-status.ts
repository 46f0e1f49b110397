import type { NodeKey } from '@reprise/core';
import { isWithin, nodeOf } from '@reprise/core/plan';
import type { ExecutionState } from '../state.ts';
import { type EndStatus, type Status, worstOf } from '../status.ts';
import { nodeStatus } from '../view/node-status.ts';

/** Expressions see a status under the engine's name for it, the API under the other. */
const ENGINE_NAMES = {
  NotStarted: 'NOT_STARTED',
  Queued: 'QUEUED',
  Running: 'RUNNING',
  ApprovalWaiting: 'APPROVAL_WAITING',
  WaitStepRunning: 'WAIT_STEP_RUNNING',
  InterventionWaiting: 'INTERVENTION_WAITING',
  InputWaiting: 'INPUT_WAITING',
  ResourceWaiting: 'RESOURCE_WAITING',
  Pausing: 'PAUSING',
  Paused: 'PAUSED',
  Discontinuing: 'DISCONTINUING',
  Success: 'SUCCEEDED',
  IgnoreFailed: 'IGNORE_FAILED',
  Skipped: 'SKIPPED',
  Failed: 'FAILED',
  Errored: 'ERRORED',
  Expired: 'EXPIRED',
  Aborted: 'ABORTED',
  ApprovalRejected: 'APPROVAL_REJECTED',
} as const satisfies Readonly<Record<Status, string>>;

/** `….status` of a node; null while its turn has not come. */
export function ownStatus(state: ExecutionState, key: NodeKey): string | null {
  return state.nodes.has(key) ? ENGINE_NAMES[nodeStatus(state, key)] : null;
}

/**
 * `….currentStatus` and `….liveStatus`: a node that still runs is FAILED as soon as something in it is. The first does
 * not look into loops, the second does.
 */
export function currentStatus(
  state: ExecutionState,
  key: NodeKey,
  counted: 'all' | 'not in loops',
): string | null {
  const node = state.nodes.get(key);
  if (node?.phase !== 'running-container') return ownStatus(state, key);
  const worst = worstOf(endsBelow(state, key, counted));
  return worst === 'Success' ? ownStatus(state, key) : ENGINE_NAMES[worst];
}

function* endsBelow(
  state: ExecutionState,
  key: NodeKey,
  counted: 'all' | 'not in loops',
): Generator<EndStatus> {
  for (const unwell of state.unwell) {
    const node = state.nodes.get(unwell);
    if (node?.phase !== 'ended' || !isWithin(state.plan, unwell, key)) continue;
    if (counted === 'all' || !isLooped(state, unwell, key)) yield node.status;
  }
}

/** Whether a node is a loop, or stands in one, inside `container`. */
function isLooped({ plan }: ExecutionState, key: NodeKey, container: NodeKey): boolean {
  for (
    let at: NodeKey | null = key;
    at !== null && at !== container;
    at = nodeOf(plan, at).parent
  ) {
    if (nodeOf(plan, at).kind === 'strategy') return true;
  }
  return false;
}
