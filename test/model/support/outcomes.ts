import type { EndChild, LiveStep, StepOutcome, TaskOutcome } from '@reprise/core/execution';
import type { FailureType } from '@reprise/core/pipeline';
import { OUTPUT, REFUSAL } from '../../../packages/core/execution/testing/random-pipelines.ts';
import type { Outcome, Status } from '../reference/words.ts';

/** Of `how` a task turns out. */
export const SUCCEEDS = 2;
export const SAYS_NOTHING = 4;

const FAILURES: readonly FailureType[] = ['Unknown', 'Connectivity', 'Timeout', 'Verification'];

/** How a task turns out that is in this phase. What it publishes is `value`. */
export function taskOutcomeOf(how: number, phase: LiveStep['phase'], value: string): TaskOutcome {
  const failure = {
    message: 'it went wrong',
    types: [FAILURES[how % FAILURES.length] ?? 'Unknown'],
  };
  if (phase === 'stopping' && how % 2 === 0) return { status: 'Stopped', message: 'TERM' };
  if (how % 50 === 33) return { status: 'Stopped', message: 'TERM' };
  if (how % 10 < 4) {
    return { status: 'Success', outputs: { outputVariables: { V: value } } };
  }
  if (how % 10 === 8) return { status: 'IgnoreFailed', failure };
  if (how % 10 === 5)
    return { status: 'Success', outputs: { outputVariables: { [REFUSAL]: 'no' } } };
  return how % 10 > 5 ? { status: 'Failed', failure } : { status: 'Success', outputs: {} };
}

/** How the pipeline that a chained stage runs turns out. */
export function childOutcomeOf(how: number, value: string): EndChild['outcome'] {
  const status: Status = how % 10 < 6 ? 'Success' : how % 10 < 9 ? 'Failed' : 'Aborted';
  if (status === 'Success') return { status, outputs: { outputVariables: { V: value } } };
  return { status, failure: { message: 'the child', types: ['Unknown'] } };
}

/** An outcome as the model is told of it. */
export const told = ({ status, ...rest }: StepOutcome): Outcome => ({
  status: status as Status,
  ...('failure' in rest && { types: rest.failure.types }),
  ...('outputs' in rest && outputIn(rest.outputs)),
});

/** What of the outputs the model knows. */
export function outputIn(outputs: object | undefined): Pick<Outcome, 'output' | 'refuses'> {
  const values: unknown = outputs === undefined ? null : Reflect.get(outputs, 'outputVariables');
  if (typeof values !== 'object' || values === null) return {};
  const output: unknown = Reflect.get(values, OUTPUT);
  if (typeof output === 'string') return { output };
  return Reflect.has(values, REFUSAL) ? { refuses: true } : {};
}
