import { type Instant, type NodeKey, ok, type Result } from '@reprise/core';
import type { EndChild, NoteChild } from '../../command.ts';
import type { CommandRefusal, DecisionResult } from '../../decision.ts';
import type { WaitingStep } from '../../node-state.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { type Draft, draftOf } from '../draft.ts';
import { findAttempt } from '../find-attempt.ts';
import { describe, refuse } from '../refuse.ts';
import { closeAttempt } from './close-attempt.ts';
import { settleAttempt } from './settle-attempt.ts';

/** The child of a chained stage has begun. Saying so twice changes nothing (I3). */
export function noteChild(state: ExecutionState, command: NoteChild, now: Instant): DecisionResult {
  const found = findChildStep(state, command);
  if (!found.ok) return found;
  if (found.value.child !== undefined) return ok({ events: [], effects: [], state });
  const draft = draftOf(state, now);
  emitChild(draft, command);
  return ok(draft.finish());
}

/**
 * The child has ended, or could not begin. A failure is the attempt's, and the failure strategies decide of it; an abort
 * of the child is somebody's will, and is not tried again.
 */
export function endChild(state: ExecutionState, command: EndChild, now: Instant): DecisionResult {
  const found = findChildStep(state, command);
  if (!found.ok) return found;
  const step = found.value;
  const { node, attempt, child, outcome } = command;
  const draft = draftOf(state, now);
  if (child !== undefined && step.child === undefined) emitChild(draft, { node, attempt, child });
  if (outcome.status === 'Aborted') closeAttempt(draft, node, step, outcome);
  else settleAttempt(draft, { node, attempt, outcome });
  advance(draft);
  return ok(draft.finish());
}

type Child = Pick<NoteChild, 'node' | 'attempt' | 'child'>;

function emitChild(draft: Draft, { node, attempt, child }: Child): void {
  draft.emit({ type: 'ChildStarted', at: draft.now, node, attempt, child });
}

function findChildStep(
  state: ExecutionState,
  { node, attempt }: { readonly node: NodeKey; readonly attempt: number },
): Result<WaitingStep, CommandRefusal> {
  const found = findAttempt(state, { node, attempt });
  if (!found.ok) return found;
  const step = found.value;
  if (step.phase === 'waiting' && step.work.kind === 'pipeline') return ok(step);
  const message = `${describe(state.plan, node)} does not wait for another pipeline`;
  return refuse('STEP_NOT_LIVE', message, { node, attempt });
}
