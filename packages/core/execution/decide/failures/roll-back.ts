import type { NodeKey } from '@reprise/core';
import { isWithin } from '@reprise/core/plan';
import { askingContainers } from '../../asking.ts';
import { liveSteps } from '../../live-steps.ts';
import type { LiveStep } from '../../node-state.ts';
import type { FailedOutcome } from '../../outcome.ts';
import type { Draft } from '../draft.ts';
import { reviewEmptied } from '../turns/review-emptied.ts';

/**
 * A stage or group is to be undone. What runs in it goes on to its end; what failed in it and waits to be tried again,
 * or for a decision, has failed. When it is empty its rollback begins, or, of what is undone `afterOthers`, once the stages
 * beside it are over: see `advance`.
 */
export function rollBack(draft: Draft, container: NodeKey, afterOthers = false): void {
  const wait = afterOthers ? { afterOthers } : {};
  draft.emit({ type: 'RollbackRequested', at: draft.now, node: container, ...wait });
  for (const { node, step } of liveSteps(draft.state)) {
    if (!isWithin(draft.state.plan, node, container)) continue;
    const outcome = endOf(step);
    if (outcome === undefined) continue;
    const { attempt } = step;
    draft.emit({ type: 'StepEnded', at: draft.now, node, attempt, outcome });
  }
  for (const node of askingContainers(draft.state)) {
    if (!isWithin(draft.state.plan, node, container)) continue;
    draft.emit({ type: 'NodeEnded', at: draft.now, node, ...NOT_GIVEN });
  }
  reviewEmptied(draft, container);
}

/** How a step that does not run ends for it; undefined for one that runs. */
function endOf(step: LiveStep): FailedOutcome | undefined {
  if (step.phase === 'asking') return step.tried?.at(-1)?.outcome ?? NOT_GIVEN;
  const waits = step.phase === 'delayed' || step.phase === 'undecided';
  return waits ? step.tried?.at(-1)?.outcome : undefined;
}

const NOT_GIVEN = {
  status: 'Failed',
  failure: { message: 'it was rolled back before its inputs were given', types: [] },
} as const satisfies FailedOutcome;
