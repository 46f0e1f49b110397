import { type Instant, ok } from '@reprise/core';
import type { StartStep } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { ExecutionState } from '../../state.ts';
import { draftOf } from '../draft.ts';
import { findAttempt } from '../find-attempt.ts';
import { describe, refuse } from '../refuse.ts';

/** A delegate took a task. The same delegate may say so again under the same lease: that changes nothing (I3). */
export function startStep(state: ExecutionState, command: StartStep, now: Instant): DecisionResult {
  const found = findAttempt(state, command);
  if (!found.ok) return found;
  const step = found.value;
  const { node, attempt, delegate, lease } = command;
  switch (step.phase) {
    case 'queued': {
      const draft = draftOf(state, now);
      draft.emit({ type: 'StepStarted', at: now, node, attempt, delegate, lease });
      return ok(draft.finish());
    }
    case 'held':
    case 'stopping': {
      if (step.lease === lease && step.delegate === delegate) {
        return ok({ events: [], effects: [], state });
      }
      const message = `${describe(state.plan, node)} is held by another delegate`;
      return refuse('LEASE_LOST', message, { node, attempt, delegate: step.delegate });
    }
    case 'resting':
    case 'delayed':
    case 'asking':
    case 'undecided': {
      const message = `${describe(state.plan, node)} has no attempt to be taken now`;
      return refuse('STEP_NOT_LIVE', message, { node, attempt });
    }
    case 'waiting': {
      const message = `${describe(state.plan, node)} is not run by a delegate`;
      return refuse('STEP_NOT_LIVE', message, { node, attempt });
    }
  }
}
