import type { Plan } from '@reprise/core/plan';
import type { ExecutionEvent } from '../event.ts';
import type { ExecutionState } from '../state.ts';
import { applyEvent } from './apply-event.ts';
import { copyOf, newState } from './working-state.ts';

/** The state after one more event (I1). Throws `ImpossibleEvent` when it cannot have happened to this state. */
export function evolve(state: ExecutionState, event: ExecutionEvent): ExecutionState {
  const next = copyOf(state);
  applyEvent(next, event);
  return next;
}

/**
 * The state of an execution: its events, folded over the plan of its pipeline (I1). Throws an error that says which
 * event is wrong and why when the stream is empty, does not begin with its creation, or does not fit the plan; such a
 * stream is put aside and shown (I13).
 */
export function fold(plan: Plan, events: readonly ExecutionEvent[]): ExecutionState {
  const [created] = events;
  if (created?.type !== 'ExecutionCreated') {
    const found = created === undefined ? 'is empty' : `begins with ${created.type}`;
    throw new Error(`an execution's stream begins with ExecutionCreated; this one ${found}`);
  }
  const state = newState(plan, created);
  events.forEach((event, index) => {
    if (index === 0) return;
    try {
      applyEvent(state, event);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`event ${index + 1} of the stream does not fit: ${message}`, { cause });
    }
  });
  return state;
}
