import type { NodeKey } from '@reprise/core';
import { isInRollback, nodeOf, stageOf } from '@reprise/core/plan';
import { runningAt } from '../../running.ts';
import type { Draft } from '../draft.ts';
import { stopAllIn } from '../steps/stop.ts';
import { rollBack } from './roll-back.ts';

/**
 * The pipeline is being undone because of `node`, and nothing that goes on beside it is waited for (`failAll`): each
 * other stage that runs is stopped, and then undone. One that is being undone already goes on with that.
 */
export function failStagesBeside(draft: Draft, node: NodeKey): void {
  const { plan } = draft.state;
  if (isInRollback(plan, nodeOf(plan, node))) return;
  const own = stageOf(plan, node)?.key;
  const others = [...draft.state.open].filter(
    (key) => key !== own && nodeOf(plan, key).kind === 'stage',
  );
  for (const key of others) {
    if (runningAt(draft.state, key)?.rollbackAt !== undefined) continue;
    rollBack(draft, key);
    stopAllIn(draft, key, 'fail-all');
  }
}
