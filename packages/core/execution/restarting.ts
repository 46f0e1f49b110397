import type { Instant, NodeKey } from '@reprise/core';
import { containerOf, nodeOf, type PlanNode, partsOf } from '@reprise/core/plan';
import { haltOf } from './halted.ts';
import { runningAt } from './running.ts';
import type { ExecutionState } from './state.ts';

/** The step groups that are to be run again and have not begun to, in the order in which they began. */
export function* restartingGroups(state: ExecutionState): Generator<NodeKey> {
  for (const key of state.open) if (runningAt(state, key)?.restart !== undefined) yield key;
}

/** From when on a step group may be run again, once it is empty; null when it is not to be, or what is around it is being stopped. */
export function restartDue(state: ExecutionState, key: NodeKey): Instant | null {
  const restart = runningAt(state, key)?.restart;
  if (restart === undefined) return null;
  if (restart.dropped || haltOf(state, nodeOf(state.plan, key)) !== null) return null;
  return restart.at;
}

/** Whether nothing in the group goes on any more: only then time brings its next try about. */
export const isEmpty = ({ plan, open }: ExecutionState, key: NodeKey): boolean =>
  !partsOf(containerOf(plan, key)).some((part) => open.has(part));

/** Whether a node will have its turn anew, since a group around it is to be run again. */
export function hasAnotherTurn(state: ExecutionState, node: PlanNode): boolean {
  for (let at = node; at.parent !== null; at = nodeOf(state.plan, at.parent)) {
    if (restartDue(state, at.parent) !== null) return true;
  }
  return false;
}
