import { type Instant, type NodeKey, ok } from '@reprise/core';
import type { LoseStep } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { LiveStep } from '../../node-state.ts';
import type { StepOutcome } from '../../outcome.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { findAttempt } from '../find-attempt.ts';
import { endTask } from './end-check.ts';
import { isHeldUnder, leaseLost } from './end-step.ts';
import { stoppedOutcome } from './stop.ts';

/**
 * The delegate of a task vanished: how far the task came cannot be known and is not guessed (I12). A task whose lease
 * ran out before its start was recorded is lost as well.
 */
export function loseStep(state: ExecutionState, command: LoseStep, now: Instant): DecisionResult {
  const found = findAttempt(state, command);
  if (!found.ok) return found;
  const { node, lease, reason } = command;
  const step = found.value;
  if (step.phase !== 'queued' && !isHeldUnder(step, lease)) return leaseLost(state, node, step);
  const draft = draftOf(state, now);
  endTask(draft, node, step, lostOutcome(state, node, step, reason));
  advance(draft);
  return ok(draft.finish());
}

/** A step that was being stopped ends as stopped: nobody waits for its result any more. */
function lostOutcome(
  state: ExecutionState,
  node: NodeKey,
  step: LiveStep,
  reason: string,
): StepOutcome {
  if (step.phase === 'stopping') return stoppedOutcome(state, { node, step }, step.cause, reason);
  return { status: 'Failed', failure: { message: reason, types: ['DelegateRestart'] } };
}
