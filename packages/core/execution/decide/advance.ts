import { nodeOf } from '@reprise/core/plan';
import type { Draft } from './draft.ts';
import { endIfOver } from './end-container.ts';
import { meetAtBarriers } from './meet-at-barriers.ts';
import { startInstances, takeTurn } from './take-turn.ts';

/**
 * Brings the execution to where only the outside world or time can move it: starts what may start, ends what is over.
 * It looks only at what stands after, and around, the nodes that have settled in this draft.
 */
export function advance(draft: Draft): void {
  for (;;) {
    const settled = draft.takeSettled();
    if (settled !== undefined) {
      const { before, place } = nodeOf(draft.state.plan, settled);
      for (const next of before) takeTurn(draft, next);
      if (place !== undefined) startInstances(draft, place.loop);
      continue;
    }
    const container = draft.takeReview();
    if (container !== undefined) endIfOver(draft, container);
    else if (!meetAtBarriers(draft)) return;
  }
}
