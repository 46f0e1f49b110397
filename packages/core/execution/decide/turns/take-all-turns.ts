import { nodeOf, type StepNode } from '@reprise/core/plan';
import type { Draft } from '../draft.ts';
import { scheduleStep } from '../steps/schedule-step.ts';
import { startInstances, takeTurn } from './take-turn.ts';

/** Takes the turns that came while they were held back, and lets what is over end. */
export function takeAllTurns(draft: Draft): void {
  for (const key of draft.state.open) {
    const node = nodeOf(draft.state.plan, key);
    if (node.kind === 'step') {
      tryAgainIfDue(draft, node);
      continue;
    }
    if (node.kind === 'strategy') startInstances(draft, key);
    else for (const child of node.children) takeTurn(draft, child);
    draft.review(key);
  }
}

function tryAgainIfDue(draft: Draft, node: StepNode): void {
  const at = draft.state.nodes.get(node.key);
  if (at?.phase === 'delayed' && at.dueAt <= draft.now) scheduleStep(draft, node, at.attempt);
}
