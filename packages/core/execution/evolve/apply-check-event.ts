import { checksOf } from '../checks.ts';
import type { CheckRepeated, CheckUndecided } from '../event.ts';
import type { LiveStep } from '../node-state.ts';
import { liveAttempt } from './apply-step-event.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import { trailOf } from './nodes.ts';
import type { WorkingState } from './working-state.ts';

/** A check may also be over that no delegate ever took: one whose lease ran out before. */
export function checkUndecided(state: WorkingState, event: CheckUndecided): void {
  const step = liveAttempt(state, event);
  const isMade = step.phase === 'queued' || step.phase === 'held' || step.phase === 'stopping';
  if (!isMade || checksOf(step) === undefined) {
    throw new ImpossibleEvent(event, 'no check of an approval is made');
  }
  const { next: dueAt, failure } = event;
  const problem = failure === undefined ? {} : { problem: failure };
  const { attempt } = event;
  state.nodes.set(event.node, { phase: 'resting', attempt, dueAt, ...lasting(step), ...problem });
}

export function checkRepeated(state: WorkingState, event: CheckRepeated): void {
  const step = state.nodes.get(event.node);
  if (step?.phase !== 'resting' || event.attempt !== step.attempt + 1) {
    throw new ImpossibleEvent(event, 'it does not wait for this check');
  }
  const { attempt } = event;
  const problem = step.problem === undefined ? {} : { problem: step.problem };
  state.nodes.set(event.node, { phase: 'queued', attempt, ...lasting(step), ...problem });
}

/** What all checks of one approval have in common: its clock does not start anew. */
function lasting(step: Extract<LiveStep, { readonly work: unknown }>) {
  const { startedAt, work, deadline } = step;
  return {
    startedAt,
    work,
    ...(deadline !== undefined && { deadline }),
    ...trailOf(step),
  };
}
