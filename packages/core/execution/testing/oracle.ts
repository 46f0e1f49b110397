import type { NodeKey } from '@reprise/core';
import { type ExecutionState, endedWell, type NodeState } from '@reprise/core/execution';
import { isRollback, nodeOf, type PlanNode, rollbackOf } from '@reprise/core/plan';

/**
 * The scheduling rules once more, as plain recursion over a small pipeline and without a thought for speed: what the
 * real thing is compared with.
 */
type Past = 'clean' | 'ignored' | 'undone' | 'broken';

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
    mayNotRun(broadWhen(node), pastOf(state, node))
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

/** Whether a node never runs after such a past: a stage that was undone is neither a success nor a failure. */
const mayNotRun = (when: ReturnType<typeof broadWhen>, past: Past): boolean =>
  past === 'undone' ? when !== 'All' : past === 'broken' && when === 'Success';

/** What came before a node, all of which must be settled. */
export function pastOf(state: ExecutionState, node: PlanNode): Past {
  const parent = node.parent === null ? null : nodeOf(state.plan, node.parent);
  const beside = node.after.map((key) => through(state, key));
  if (!isAround(parent)) return worst(beside);
  const agreed = node.when === undefined && broadWhen(parent) !== 'Success';
  return agreed ? worst(beside) : worst([...beside, pastAround(state, parent, node)]);
}

/** A group, and a loop, which stands where its instances would. Around a rollback there is nothing. */
const isAround = (node: PlanNode | null): node is PlanNode =>
  (node?.kind === 'group' && !isRollback(node)) || node?.kind === 'strategy';

function pastAround(state: ExecutionState, group: PlanNode, inside: PlanNode): Past {
  // A node that states its own condition is held to all that came before, whatever its groups have agreed to.
  if (inside.when === undefined) return pastOf(state, group);
  const parent = group.parent === null ? null : nodeOf(state.plan, group.parent);
  const beside = group.after.map((key) => through(state, key));
  return isAround(parent) ? worst([...beside, pastAround(state, parent, inside)]) : worst(beside);
}

function through(state: ExecutionState, key: NodeKey): Past {
  const at = state.nodes.get(key);
  if (at?.phase !== 'ended') return pastOf(state, nodeOf(state.plan, key));
  const before = nodeOf(state.plan, key).after.map((each) => through(state, each));
  if (isUndoneStage(state, key)) return worst([...before, 'undone']);
  if (at.status === 'IgnoreFailed') return worst([...before, 'ignored']);
  return at.status === 'Success' || at.status === 'Skipped' ? worst(before) : 'broken';
}

/** A stage that was rolled back; a looped one when every instance that did not end well was. */
function isUndoneStage(state: ExecutionState, key: NodeKey): boolean {
  const node = nodeOf(state.plan, key);
  const at = state.nodes.get(key);
  if (node.kind === 'stage') return at?.phase === 'ended' && at.rolledBack === true;
  if (node.kind !== 'strategy' || node.template.kind !== 'stage') return false;
  const failed = node.children.filter((child) => {
    const end = state.nodes.get(child);
    return end?.phase === 'ended' && !endedWell(end.status);
  });
  return failed.length > 0 && failed.every((child) => isUndoneStage(state, child));
}

function worst(pasts: readonly Past[]): Past {
  if (pasts.includes('broken')) return 'broken';
  if (pasts.includes('undone')) return 'undone';
  return pasts.includes('ignored') ? 'ignored' : 'clean';
}

/**
 * Whether the node never starts because of what is around it: the execution is aborted, or a deadline has passed, or
 * something is undone that it is not the rollback of.
 */
export const isHaltedAt = (state: ExecutionState, { key, parent }: PlanNode): boolean =>
  state.abort !== undefined || haltsInside(state, parent, key, false);

function haltsInside(
  state: ExecutionState,
  key: NodeKey | null,
  part: NodeKey,
  inRollback: boolean,
): boolean {
  if (key === null) return false;
  const { parent } = nodeOf(state.plan, key);
  const rollback = rollbackOf(nodeOf(state.plan, key));
  const at = state.nodes.get(key);
  if (part === rollback && isUndone(at)) return haltsInside(state, parent, key, true);
  const timedOut =
    (at?.phase === 'running-container' && at.timedOutAt !== undefined) ||
    (at?.phase === 'ended' && at.status === 'Expired');
  const restarting = at?.phase === 'running-container' && at.restart !== undefined && !inRollback;
  if (timedOut || restarting || (isUndone(at) && !inRollback)) return true;
  return haltsInside(state, parent, key, inRollback);
}

const isUndone = (at: NodeState | undefined): boolean =>
  (at?.phase === 'running-container' && at.rollbackAt !== undefined) ||
  (at?.phase === 'ended' && at.rolledBack === true);
