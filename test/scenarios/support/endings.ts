import { partsOfTaskId, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import type { Ending, Outcome } from './scenario.ts';

/** The ending of this very try; the last one repeats. */
export function endingOf(outcome: Outcome | undefined, task: TaskId): Ending | undefined {
  if (!Array.isArray(outcome)) return outcome;
  return outcome[partsOfTaskId(task).attempt - 1] ?? outcome.at(-1);
}

/** What the delegate answers for an ending that a scenario names. */
export function taskOutcome(outcome: Ending | undefined): TaskOutcome | 'hang' {
  if (outcome === undefined || outcome === 'Success') return { status: 'Success', outputs: {} };
  if (outcome === 'hang') return 'hang';
  if (outcome === 'Failed') {
    return { status: 'Failed', failure: { message: 'as scripted', types: ['Unknown'] } };
  }
  if ('publishes' in outcome) return { status: 'Success', outputs: outcome.publishes };
  if ('fails' in outcome) {
    const { fails, exitCode } = outcome;
    const code = exitCode === undefined ? {} : { exitCode };
    return { status: 'Failed', failure: { message: 'as scripted', types: [fails], ...code } };
  }
  return { status: 'Success', outputs: { outputVariables: outcome.outputs } };
}
