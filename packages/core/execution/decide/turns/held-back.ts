import { type ContainerNode, nodeOf, rollbackOf } from '@reprise/core/plan';
import { isHalted } from '../../halted.ts';
import { waitingInstances } from '../../loop-turns.ts';
import { isRegaining } from '../../regaining.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { mayRun } from '../history.ts';

/** Whether nothing new may start for now; unlike what is halted, it will. */
export const isHeldBack = (state: ExecutionState): boolean =>
  state.pause !== undefined || isRegaining(state);

/** Whether a container, in which nothing runs, is not over all the same: something in it is held back. */
export function holdsBack(draft: Draft, container: ContainerNode): boolean {
  const { state } = draft;
  if (!isHeldBack(state)) return false;
  const rollback = rollbackOf(container);
  const isUndone = runningAt(state, container.key)?.rollbackAt !== undefined;
  if (isUndone && rollback !== undefined) {
    return !state.nodes.has(rollback) && !isHalted(state, nodeOf(state.plan, rollback));
  }
  if (isHalted(state, container)) return false;
  if (container.kind === 'strategy') {
    return waitingInstances(state, container.key).next().done === false;
  }
  return container.children.some((key) => {
    const child = nodeOf(state.plan, key);
    if (state.nodes.has(key) || isHalted(state, child)) return false;
    return mayRun(child, draft.history.before(child));
  });
}
