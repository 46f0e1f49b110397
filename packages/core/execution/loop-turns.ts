import type { NodeKey } from '@reprise/core';
import { nodeOf } from '@reprise/core/plan';
import { runningAt } from './running.ts';
import type { ExecutionState } from './state.ts';
import { endedWell } from './status.ts';

/**
 * The instances of a loop that runs whose turn it is now, in the order of the loop, as the state stands while each is
 * taken: what one of them does at once (a skip, a failure) counts for the next. None when as many run as may, and when
 * one has failed and the rest is not to run after that.
 */
export function* waitingInstances(state: ExecutionState, loop: NodeKey): Generator<NodeKey> {
  const node = nodeOf(state.plan, loop);
  if (node.kind !== 'strategy') throw new Error(`${loop} is no loop`);
  for (const key of node.children) {
    if (state.nodes.has(key)) continue;
    if (node.strategy.onFailure === 'SkipQueued' && anyFailed(state, node.children)) return;
    const most = runningAt(state, loop)?.maxConcurrency ?? Number.POSITIVE_INFINITY;
    if (openOf(state, node.children) >= most) return;
    yield key;
  }
}

function openOf(state: ExecutionState, instances: readonly NodeKey[]): number {
  let open = 0;
  for (const key of instances) if (state.open.has(key)) open += 1;
  return open;
}

function anyFailed(state: ExecutionState, instances: readonly NodeKey[]): boolean {
  if (state.unwell.size === 0) return false;
  return instances.some((key) => {
    const at = state.nodes.get(key);
    return at?.phase === 'ended' && !endedWell(at.status);
  });
}

/**
 * Whether an instance waits for its turn behind its siblings, rather than for good: after a failure those that have not
 * begun may be passed over.
 */
export function waitsInLoop(state: ExecutionState, instance: NodeKey): boolean {
  const { place } = nodeOf(state.plan, instance);
  if (place === undefined || state.nodes.has(instance)) return false;
  if (runningAt(state, place.loop) === undefined) return false;
  const loop = nodeOf(state.plan, place.loop);
  if (loop.kind !== 'strategy') throw new Error(`${place.loop} is no loop`);
  return loop.strategy.onFailure === 'RunAll' || !anyFailed(state, loop.children);
}
