import { nodeOf } from '@reprise/core/plan';
import type { Draft } from './draft.ts';
import { undoAfterOthers } from './failures/undo-after-others.ts';
import { meetAtBarriers } from './meetings/meet-at-barriers.ts';
import { endIfOver } from './turns/end-container.ts';
import { startInstances, takeTurn } from './turns/take-turn.ts';

/**
 * Brings the execution to where only the outside world or time can move it: starts what may start, ends what is over.
 * It looks only at what stands after, and around, the nodes that have settled in this draft. Of what ends in one moment
 * all has ended before a loop begins more instances: one of them may have failed, and the rest be not to run after that.
 */
export function advance(draft: Draft): void {
  while (
    takeTurns(draft) ||
    endOne(draft) ||
    refillOne(draft) ||
    meetAtBarriers(draft) ||
    undoAfterOthers(draft)
  );
}

/** Gives what stands after a settled node its turn; false when every settled node was looked at. */
function takeTurns(draft: Draft): boolean {
  const settled = draft.takeSettled();
  if (settled === undefined) return false;
  const { before, place } = nodeOf(draft.state.plan, settled);
  for (const next of before) takeTurn(draft, next);
  if (place !== undefined) draft.refill(place.loop);
  return true;
}

function endOne(draft: Draft): boolean {
  const container = draft.takeReview();
  if (container !== undefined) endIfOver(draft, container);
  return container !== undefined;
}

function refillOne(draft: Draft): boolean {
  const loop = draft.takeRefill();
  if (loop !== undefined) startInstances(draft, loop);
  return loop !== undefined;
}
