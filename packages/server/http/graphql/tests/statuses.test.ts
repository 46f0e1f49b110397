import { FIRST_GEN_SCHEMA, FIRST_GEN_STATUSES } from '@reprise/api/graphql';
import { asExecutionId } from '@reprise/core';
import { END_STATUSES, LIVE_STATUSES } from '@reprise/core/execution';
import { buildSchema, isEnumType } from 'graphql';
import { expect, it } from 'vitest';
import { executionStatus, stageStatus, statusesNamed } from '../executions/status.ts';

it('the statuses of the contract are those of its schema', () => {
  const type = buildSchema(FIRST_GEN_SCHEMA).getType('ExecutionStatus');
  const names = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  expect(names).toEqual([...FIRST_GEN_STATUSES]);
});

it.each([
  ['Success', 'SUCCESS'],
  ['IgnoreFailed', 'SUCCESS'],
  ['Skipped', 'SKIPPED'],
  ['Failed', 'FAILED'],
  ['Errored', 'ERROR'],
  ['Expired', 'EXPIRED'],
  ['Aborted', 'ABORTED'],
  ['ApprovalRejected', 'REJECTED'],
  ['NotStarted', 'QUEUED'],
  ['Queued', 'QUEUED'],
  ['Running', 'RUNNING'],
  ['WaitStepRunning', 'RUNNING'],
  ['Discontinuing', 'RUNNING'],
  ['Pausing', 'RUNNING'],
  ['ResourceWaiting', 'WAITING'],
  ['Paused', 'PAUSED'],
  ['ApprovalWaiting', 'PAUSED'],
  ['InterventionWaiting', 'PAUSED'],
  ['InputWaiting', 'PAUSED'],
] as const)('%s is %s', (status, name) => {
  expect(executionStatus({ status, retriedBy: null })).toBe(name);
  expect(stageStatus(status, 'Running')).toBe(name);
});

it('what was resumed is RESUMED, however it ended', () => {
  const retriedBy = asExecutionId('x');
  expect(executionStatus({ status: 'Failed', retriedBy })).toBe('RESUMED');
});

it('a stage that never started is queued while its execution lives, and nothing afterwards', () => {
  expect(stageStatus('NotStarted', 'Running')).toBe('QUEUED');
  expect(stageStatus('NotStarted', 'Failed')).toBeNull();
  expect(stageStatus('Skipped', 'Failed')).toBe('SKIPPED');
});

it('a filter by a name finds every status that is called so, and no other', () => {
  for (const status of [...END_STATUSES, ...LIVE_STATUSES]) {
    const name = executionStatus({ status, retriedBy: null });
    const finding = FIRST_GEN_STATUSES.filter((one) => statusesNamed(one).includes(status));
    expect(finding).toEqual([name]);
  }
  expect(statusesNamed('RESUMED')).toEqual(['RESUMED']);
});
