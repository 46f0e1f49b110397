import { type Instant, ok } from '@reprise/core';
import type { Pause, Resume } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { refuse } from '../refuse.ts';
import { takeAllTurns } from '../turns/take-all-turns.ts';

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
