import { nodeOf, type PlanNode } from '@reprise/core/plan';
import type { ExecutionState } from './state.ts';

/** Why nothing starts any more in a node: the execution is being aborted, or a deadline around the node has passed. */
export type Halt = 'abort' | 'timeout';

/** Whether and why nothing starts any more in `node`. An abort counts before a deadline. */
export function haltOf(state: ExecutionState, node: PlanNode): Halt | null {
  if (state.abort !== undefined) return 'abort';
  let at: PlanNode = node;
  for (;;) {
    const around = state.nodes.get(at.key);
    if (around?.phase === 'running-container' && around.timedOutAt !== undefined) return 'timeout';
    if (at.parent === null) return null;
    at = nodeOf(state.plan, at.parent);
  }
}

/** Whether nothing starts any more in `node`. */
export const isHalted = (state: ExecutionState, node: PlanNode): boolean =>
  haltOf(state, node) !== null;
