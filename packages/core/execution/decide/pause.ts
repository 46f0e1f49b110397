import { type Instant, ok } from '@reprise/core';
import { nodeOf, type PlanNode } from '@reprise/core/plan';
import type { Pause, Resume } from '../command.ts';
import type { DecisionResult } from '../decision.ts';
import type { ExecutionState } from '../state.ts';
import { advance } from './advance.ts';
import { type Draft, draftOf } from './draft.ts';
import { refuse } from './refuse.ts';
import { scheduleStep } from './schedule-step.ts';
import { startInstances, takeTurn } from './take-turn.ts';

/** Somebody keeps anything new from starting. To say so twice changes nothing. */
export function pause(state: ExecutionState, { by }: Pause, now: Instant): DecisionResult {
  if (state.abort !== undefined) {
    const facts = { by: state.abort.by.name };
    return refuse('ALREADY_ABORTING', 'the execution is being aborted: it cannot pause', facts);
  }
  if (state.pause !== undefined) return ok({ events: [], effects: [], state });
  const draft = draftOf(state, now);
  draft.emit({ type: 'ExecutionPaused', at: now, by });
  return ok(draft.finish());
}

/** Somebody ends the pause: every turn that came meanwhile is taken. Without a pause there is nothing to do. */
export function resume(state: ExecutionState, { by }: Resume, now: Instant): DecisionResult {
  if (state.pause === undefined) return ok({ events: [], effects: [], state });
  const draft = draftOf(state, now);
  draft.emit({ type: 'ExecutionResumed', at: now, by });
  takeAllTurns(draft);
  advance(draft);
  return ok(draft.finish());
}

/** Takes the turns that have come in what is open, and lets what is over end. */
function takeAllTurns(draft: Draft): void {
  for (const key of [...draft.state.open]) {
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

function tryAgainIfDue(draft: Draft, node: PlanNode): void {
  const at = draft.state.nodes.get(node.key);
  if (at?.phase === 'delayed' && at.dueAt <= draft.now) scheduleStep(draft, node, at.attempt);
}
