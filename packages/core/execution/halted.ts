import { isRollback, nodeOf, type PlanNode } from '@reprise/core/plan';
import type { ExecutionState } from './state.ts';

/**
 * Why nothing starts any more in a node: the execution is being aborted, a deadline around the node has passed, what it
 * belongs to is being undone, or a step group around it is to be run again, and is to be empty first.
 */
export type Halt = 'abort' | 'timeout' | 'rollback' | 'restart';

/**
 * Whether and why nothing starts any more in `node`. An abort counts before all else. A rollback goes on whatever
 * became of what it undoes, which is its own time limit and a rollback further out; a container that is being undone
 * is itself under way.
 */
export function haltOf(state: ExecutionState, node: PlanNode): Halt | null {
  if (state.abort !== undefined) return 'abort';
  let undoing = false;
  let below: PlanNode | null = null;
  let begun = false;
  let restarting = false;
  for (let at = node; ; at = nodeOf(state.plan, at.parent)) {
    const around = state.nodes.get(at.key);
    if (around?.phase === 'running-container') {
      const undone = around.rollbackAt !== undefined;
      // A pipeline that is to be undone lets the stages that have begun go on to their end.
      const goesOn = at.kind === 'pipeline' && begun;
      const spared = undone && (below === null || isRollback(below));
      if (around.timedOutAt !== undefined && !spared) return 'timeout';
      if (undone && !spared && !undoing && !goesOn) return 'rollback';
      restarting ||= below !== null && !undoing && around.restart !== undefined;
    }
    if (at.parent === null) return restarting ? 'restart' : null;
    begun ||= at.kind === 'stage' && around !== undefined;
    undoing ||= isRollback(at);
    below = at;
  }
}

/** Whether nothing starts any more in `node`. */
export const isHalted = (state: ExecutionState, node: PlanNode): boolean =>
  haltOf(state, node) !== null;
