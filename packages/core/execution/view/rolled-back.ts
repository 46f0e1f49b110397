import type { ExecutionState } from '../state.ts';

/** Whether all that the pipeline did was undone at its end: there is nothing left of it to continue. */
export function wasRolledBack({ plan, nodes }: ExecutionState): boolean {
  const at = nodes.get(plan.root);
  return at?.phase === 'ended' && at.rolledBack === true;
}
