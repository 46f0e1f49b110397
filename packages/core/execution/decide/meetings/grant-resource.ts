import { type Instant, ok, taskIdOf } from '@reprise/core';
import type { GrantResource } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { findAttempt } from '../find-attempt.ts';
import { describe, refuse } from '../refuse.ts';
import { endAttempt } from '../steps/end-attempt.ts';
import { takeAllTurns } from '../turns/take-all-turns.ts';

/**
 * A queue says that it is somebody's turn: a step that waited there has done its work, or a retry holds again what a
 * reused stage held. What is not waited for any more changes nothing.
 */
export function grantResource(
  state: ExecutionState,
  command: GrantResource,
  now: Instant,
): DecisionResult {
  const { node, attempt } = command;
  const claim = state.claims?.get(taskIdOf(state.created.executionId, node, attempt));
  if (claim === undefined) {
    const message = `${describe(state.plan, node)} stands in no queue`;
    return refuse('STEP_NOT_LIVE', message, { node, attempt });
  }
  const draft = draftOf(state, now);
  if (claim.regaining === true) {
    draft.emit({ type: 'QueueRegained', at: now, node });
    takeAllTurns(draft);
  } else {
    const found = findAttempt(state, command);
    // It holds the key already, and its step is over.
    if (!found.ok) return ok({ events: [], effects: [], state });
    endAttempt(draft, node, found.value, { status: 'Success', outputs: {} });
  }
  advance(draft);
  return ok(draft.finish());
}
