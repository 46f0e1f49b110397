import type { NodeKey } from '@reprise/core';
import { type ExecutionState, endedWell } from '@reprise/core/execution';
import { nodeOf, type PlanNode } from '@reprise/core/plan';

/**
 * The scheduling rules once more, as plain recursion over a small pipeline and without a thought for speed: what the
 * real thing is compared with.
 */
type Past = 'clean' | 'ignored' | 'broken';

const broadWhen = (node: PlanNode) => node.when?.status ?? 'Success';

/** Whether nothing will happen to the node any more: it ended, or it never runs because of what came before. */
export function isSettled(state: ExecutionState, key: NodeKey): boolean {
  const at = state.nodes.get(key);
  return at === undefined ? isPassedOver(state, key) : at.phase === 'ended';
}

export function isPassedOver(state: ExecutionState, key: NodeKey): boolean {
  const node = nodeOf(state.plan, key);
  if (node.place !== undefined && failedBefore(state, node.place.loop)) {
    return !state.nodes.has(key);
  }
  return (
    !state.nodes.has(key) &&
    node.after.every((each) => isSettled(state, each)) &&
    broadWhen(node) === 'Success' &&
    pastOf(state, node) === 'broken'
  );
}

/** Whether an instance of a loop has failed after which its other instances are not to begin. */
function failedBefore(state: ExecutionState, key: NodeKey): boolean {
  const loop = nodeOf(state.plan, key);
  if (loop.kind !== 'strategy' || loop.strategy.onFailure === 'RunAll') return false;
  return loop.children.some((child) => {
    const at = state.nodes.get(child);
    return at?.phase === 'ended' && !endedWell(at.status);
  });
}

/** Whether as many of a loop's instances run as may: then the next one waits. */
export function isFull(state: ExecutionState, key: NodeKey): boolean {
  const loop = nodeOf(state.plan, key);
  if (loop.kind !== 'strategy') return false;
  const limit = Number(loop.strategy.maxConcurrency?.text ?? Number.POSITIVE_INFINITY);
  return loop.children.filter((child) => state.open.has(child)).length >= limit;
}

/** What came before a node, all of which must be settled. */
export function pastOf(state: ExecutionState, node: PlanNode): Past {
  const parent = node.parent === null ? null : nodeOf(state.plan, node.parent);
  const beside = node.after.map((key) => through(state, key));
  if (!isAround(parent)) return worst(beside);
  const agreed = node.when === undefined && broadWhen(parent) !== 'Success';
  return agreed ? worst(beside) : worst([...beside, pastAround(state, parent, node)]);
}

/** A group, and a loop, which stands where its instances would. */
const isAround = (node: PlanNode | null): node is PlanNode =>
  node?.kind === 'group' || node?.kind === 'strategy';

function pastAround(state: ExecutionState, group: PlanNode, inside: PlanNode): Past {
  // A node that states its own condition is held to all that came before, whatever its groups have agreed to.
  if (inside.when === undefined) return pastOf(state, group);
  const parent = group.parent === null ? null : nodeOf(state.plan, group.parent);
  const beside = group.after.map((key) => through(state, key));
  return isAround(parent) ? worst([...beside, pastAround(state, parent, inside)]) : worst(beside);
}

function through(state: ExecutionState, key: NodeKey): Past {
  const at = state.nodes.get(key);
  if (at?.phase !== 'ended') return 'broken';
  const before = nodeOf(state.plan, key).after.map((each) => through(state, each));
  if (at.status === 'IgnoreFailed') return worst([...before, 'ignored']);
  return at.status === 'Success' || at.status === 'Skipped' ? worst(before) : 'broken';
}

function worst(pasts: readonly Past[]): Past {
  if (pasts.includes('broken')) return 'broken';
  return pasts.includes('ignored') ? 'ignored' : 'clean';
}

/** Whether nothing starts any more in the node: the execution is aborted, or a deadline around it has passed. */
export function isHaltedAt(state: ExecutionState, key: NodeKey | null): boolean {
  if (state.abort !== undefined) return true;
  if (key === null) return false;
  const at = state.nodes.get(key);
  const timedOut =
    (at?.phase === 'running-container' && at.timedOutAt !== undefined) ||
    (at?.phase === 'ended' && at.status === 'Expired');
  return timedOut || isHaltedAt(state, nodeOf(state.plan, key).parent);
}
