import type { NodeKey } from '@reprise/core';
import { isWithin } from '@reprise/core/plan';
import { liveSteps } from '../live-steps.ts';
import type { Draft } from './draft.ts';

/**
 * A stage or group is to be undone. What runs in it goes on to its end; what failed in it and waits to be tried again,
 * or for a decision, has failed. When it is empty its rollback begins: see `advance`.
 */
export function rollBack(draft: Draft, container: NodeKey): void {
  const at = draft.state.nodes.get(container);
  if (at?.phase !== 'running-container' || at.rollbackAt !== undefined) return;
  draft.emit({ type: 'RollbackRequested', at: draft.now, node: container });
  for (const { node, step } of liveSteps(draft.state)) {
    if (step.phase !== 'delayed' && step.phase !== 'undecided') continue;
    const outcome = step.tried?.at(-1)?.outcome;
    if (outcome === undefined || !isWithin(draft.state.plan, node, container)) continue;
    const { attempt } = step;
    draft.emit({ type: 'StepEnded', at: draft.now, node, attempt, outcome });
  }
}
