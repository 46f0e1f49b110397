import { type Instant, type LeaseToken, type NodeKey, ok } from '@reprise/core';
import type { EndStep, TaskOutcome } from '../../command.ts';
import type { CommandRefusal, DecisionResult } from '../../decision.ts';
import type { HeldStep, LiveStep, StoppingStep } from '../../node-state.ts';
import type { StepOutcome } from '../../outcome.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { findAttempt } from '../find-attempt.ts';
import { describe, refuse } from '../refuse.ts';
import { endTask } from './end-check.ts';
import { stoppedOutcome } from './stop.ts';

/**
 * A delegate reports how its task ended. Refused unless the attempt runs under that very lease (I3). What is reported
 * is recorded as it is, also when the step was just being stopped: a task that did its work has done it.
 */
export function endStep(state: ExecutionState, command: EndStep, now: Instant): DecisionResult {
  const found = findAttempt(state, command);
  if (!found.ok) return found;
  const { node, lease, outcome } = command;
  const step = found.value;
  if (!isHeldUnder(step, lease)) return leaseLost(state, node, step);
  const draft = draftOf(state, now);
  endTask(draft, node, step, outcomeOf(state, node, step, outcome));
  advance(draft);
  return ok(draft.finish());
}

/** Whether a delegate holds the attempt under this lease. */
export const isHeldUnder = (step: LiveStep, lease: LeaseToken): step is HeldStep | StoppingStep =>
  (step.phase === 'held' || step.phase === 'stopping') && step.lease === lease;

/** The answer to who speaks of an attempt without holding it. */
export function leaseLost(
  state: ExecutionState,
  node: NodeKey,
  { attempt }: LiveStep,
): { readonly ok: false; readonly error: CommandRefusal } {
  const message = `attempt ${attempt} of ${describe(state.plan, node)} is not held under this lease: the report does not count`;
  return refuse('LEASE_LOST', message, { node, attempt });
}

function outcomeOf(
  state: ExecutionState,
  node: NodeKey,
  step: HeldStep | StoppingStep,
  outcome: TaskOutcome,
): StepOutcome {
  if (outcome.status !== 'Stopped') return outcome;
  if (step.phase === 'stopping') {
    return stoppedOutcome(state, { node, step }, step.cause, outcome.message);
  }
  // Stopped, and not by this server: how far it came cannot be known (I12).
  const message = `the delegate stopped it without being asked: ${outcome.message}`;
  return { status: 'Failed', failure: { message, types: ['DelegateRestart'] } };
}
