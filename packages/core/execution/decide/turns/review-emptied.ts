import type { NodeKey } from '@reprise/core';
import { isWithin, nodeOf } from '@reprise/core/plan';
import { askingContainers } from '../../asking.ts';
import { restartingGroups } from '../../restarting.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { isHeldBack } from './held-back.ts';

/** Nothing starts any more in a container: what is open in it although nothing runs in it is over. */
export function reviewEmptied(draft: Draft, container: NodeKey): void {
  for (const key of emptied(draft.state)) {
    if (isWithin(draft.state.plan, key, container)) draft.review(key);
  }
}

/** All that a pause may have emptied, what has not begun for want of its inputs, and what waits to be run again. */
function emptied(state: ExecutionState): Iterable<NodeKey> {
  if (!isHeldBack(state)) return [...askingContainers(state), ...restartingGroups(state)];
  return [...state.open].filter((key) => nodeOf(state.plan, key).kind !== 'step');
}
