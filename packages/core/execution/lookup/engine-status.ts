import type { NodeKey } from '@reprise/core';
import { isWithin } from '@reprise/core/plan';
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

/** `….currentStatus` and `….liveStatus`: a node that still runs is FAILED as soon as something in it is. */
export function currentStatus(state: ExecutionState, key: NodeKey): string | null {
  const node = state.nodes.get(key);
  if (node?.phase !== 'running-container') return ownStatus(state, key);
  const worst = worstOf(endsBelow(state, key));
  return worst === 'Success' ? ownStatus(state, key) : ENGINE_NAMES[worst];
}

function* endsBelow(state: ExecutionState, key: NodeKey): Generator<EndStatus> {
  for (const unwell of state.unwell) {
    const node = state.nodes.get(unwell);
    if (node?.phase === 'ended' && isWithin(state.plan, unwell, key)) yield node.status;
  }
}
