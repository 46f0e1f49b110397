import type { NodeKey } from '@reprise/core';
import { isWithin, nodeOf } from '@reprise/core/plan';
import type { StepWork } from '@reprise/core/step-types';
import { checksOf, isOverdue } from '../checks.ts';
import { isHalted } from '../halted.ts';
import { isLiveStep } from '../live-steps.ts';
import { waitsInLoop } from '../loop-turns.ts';
import type { LiveStep, NodeState } from '../node-state.ts';
import { isRegaining } from '../regaining.ts';
import type { ExecutionState } from '../state.ts';
import type { Status } from '../status.ts';

/** The status of the execution, which is its pipeline's. */
export const statusOf = (state: ExecutionState): Status => nodeStatus(state, state.plan.root);

/**
 * The status of one node now; NotStarted for one whose turn has not come, or never will, and Queued for an instance of
 * a loop that waits until fewer of the others run.
 */
export function nodeStatus(state: ExecutionState, key: NodeKey): Status {
  const node = state.nodes.get(key);
  if (node === undefined) return waitsForSiblings(state, key) ? 'Queued' : 'NotStarted';
  if (node.phase === 'ended') return node.status;
  if (node.phase !== 'running-container') return liveStatus(node);
  if (isHalted(state, nodeOf(state.plan, key))) return 'Discontinuing';
  if (state.pause !== undefined) return isBusy(state, key) ? 'Pausing' : 'Paused';
  if (isRegaining(state)) return 'ResourceWaiting';
  return waitingIn(state, key) ?? 'Running';
}

const waitsForSiblings = (state: ExecutionState, key: NodeKey): boolean =>
  waitsInLoop(state, key) && !isHalted(state, nodeOf(state.plan, key));

function liveStatus(step: LiveStep): Status {
  // Whether its script runs just now or not: it waits for a yes.
  if (checksOf(step) !== undefined && (step.phase !== 'stopping' || isOverdue(step))) {
    return 'ApprovalWaiting';
  }
  switch (step.phase) {
    case 'queued':
    case 'delayed':
      return 'Queued';
    case 'asking':
      return 'InputWaiting';
    case 'undecided':
      return 'InterventionWaiting';
    case 'held':
      return 'Running';
    case 'resting':
      return 'ApprovalWaiting';
    case 'waiting':
      return WAITS[step.work.kind];
    case 'stopping':
      return 'Discontinuing';
  }
}

const WAITS = {
  task: 'Queued',
  approval: 'ApprovalWaiting',
  wait: 'WaitStepRunning',
  pipeline: 'Running',
  barrier: 'ResourceWaiting',
  queue: 'ResourceWaiting',
} as const satisfies Readonly<Record<StepWork['kind'], Status>>;

/** From what people must do first to what comes by itself. */
const WAITING = [
  'InterventionWaiting',
  'InputWaiting',
  'ApprovalWaiting',
  'ResourceWaiting',
] as const;
type Waiting = (typeof WAITING)[number];

/** What a container waits for when nothing else goes on in it: a decision about a failure before all else. */
function waitingIn(state: ExecutionState, container: NodeKey): Waiting | null {
  const found = new Set<Status>();
  for (const key of state.open) {
    const status = ownWaiting(state.nodes.get(key));
    if (status === null || !isWithin(state.plan, key, container)) continue;
    if (!WAITING.some((each) => each === status)) return null;
    found.add(status);
  }
  return WAITING.find((each) => found.has(each)) ?? null;
}

/** Whether something in a container goes on although nothing new starts. */
function isBusy(state: ExecutionState, container: NodeKey): boolean {
  for (const key of state.open) {
    const node = state.nodes.get(key);
    if (!isLiveStep(node) || node.phase === 'delayed') continue;
    const waits = WAITING.some((each) => each === liveStatus(node));
    if (!waits && isWithin(state.plan, key, container)) return true;
  }
  return false;
}

/** The status of a step, or of a container that waits by itself; null for one that only holds others. */
function ownWaiting(node: NodeState | undefined): Status | null {
  if (isLiveStep(node)) return liveStatus(node);
  return node?.phase === 'running-container' && node.asking !== undefined ? 'InputWaiting' : null;
}
