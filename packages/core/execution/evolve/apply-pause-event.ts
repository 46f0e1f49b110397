import type { ExecutionPaused, ExecutionResumed } from '../event.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import type { WorkingState } from './working-state.ts';

export function executionPaused(state: WorkingState, event: ExecutionPaused): void {
  if (state.pause !== undefined) throw new ImpossibleEvent(event, 'it is paused already');
  state.pause = { at: event.at, by: event.by };
}

export function executionResumed(state: WorkingState, event: ExecutionResumed): void {
  if (state.pause === undefined) throw new ImpossibleEvent(event, 'it is not paused');
  delete state.pause;
}
