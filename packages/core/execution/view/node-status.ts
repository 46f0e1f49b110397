import type { NodeKey } from '@reprise/core';
import { isWithin, nodeOf } from '@reprise/core/plan';
import type { StepWork } from '@reprise/core/step-types';
import { isHalted } from '../halted.ts';
import { isLiveStep } from '../live-steps.ts';
import { waitsInLoop } from '../loop-turns.ts';
import type { ExecutionState, LiveStep, NodeState } from '../state.ts';
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
  return waitingIn(state, key) ?? 'Running';
}

const waitsForSiblings = (state: ExecutionState, key: NodeKey): boolean =>
  waitsInLoop(state, key) && !isHalted(state, nodeOf(state.plan, key));

function liveStatus(step: LiveStep): Status {
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
    case 'waiting':
      return WAITING[step.work.kind];
    case 'stopping':
      return 'Discontinuing';
  }
}

/** What people can be waited for, the most pressing last. */
const FOR_PEOPLE = ['ApprovalWaiting', 'InputWaiting', 'InterventionWaiting'] as const;

/** What a container waits for when nothing else goes on in it: a decision about a failure before all else. */
function waitingIn(state: ExecutionState, container: NodeKey): (typeof FOR_PEOPLE)[number] | null {
  let waits = -1;
  for (const key of state.open) {
    const waiting = ownWaiting(state.nodes.get(key));
    if (waiting === null || !isWithin(state.plan, key, container)) continue;
    const pressing = FOR_PEOPLE.findIndex((status) => status === waiting);
    if (pressing === -1) return null;
    waits = Math.max(waits, pressing);
  }
  return FOR_PEOPLE[waits] ?? null;
}

/** The status of a step, or of a container that waits by itself; null for one that only holds others. */
function ownWaiting(node: NodeState | undefined): Status | null {
  if (isLiveStep(node)) return liveStatus(node);
  return node?.phase === 'running-container' && node.asking !== undefined ? 'InputWaiting' : null;
}

const WAITING = {
  task: 'Queued',
  approval: 'ApprovalWaiting',
  wait: 'WaitStepRunning',
  pipeline: 'Running',
} as const satisfies Readonly<Record<StepWork['kind'], Status>>;
