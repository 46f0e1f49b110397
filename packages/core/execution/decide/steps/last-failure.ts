import type { UndecidedStep } from '../../node-state.ts';
import type { FailedOutcome } from '../../outcome.ts';

/** What people are asked about: how the last attempt failed. */
export function lastFailure({ tried }: UndecidedStep): FailedOutcome {
  const last = tried?.at(-1);
  if (last === undefined) throw new Error('people are asked about a step that has not failed');
  return last.outcome;
}
