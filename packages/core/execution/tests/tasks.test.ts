import { asDelegateId, asLeaseToken } from '@reprise/core';
import { type Command, decide, type ExecutionState, stepsHeldBy } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { pipeline, script, stage } from '../testing/pipelines.ts';
import { DELEGATE, Run } from '../testing/run.ts';
import { given, isTaken, succeeds } from '../testing/specification.ts';

const twoSteps = pipeline([stage('s', [script('one'), script('two')])]);
const success = { status: 'Success', outputs: {} } as const;

describe('taking a task', () => {
  it('records who holds the step, under which lease', () => {
    given(twoSteps)
      .when(isTaken('one'))
      .gives({ happened: ['StepStarted one'], effects: [], statuses: { one: 'Running' } });
  });

  it('changes nothing when the same delegate takes it again under the same lease', () => {
    given(twoSteps)
      .when(isTaken('one'), isTaken('one'))
      .gives({ happened: [], statuses: { one: 'Running' } });
  });

  it('is refused to another delegate, and under another lease', () => {
    const { run } = given(twoSteps).when(isTaken('one'));
    const take = { type: 'StartStep', node: run.key('one'), attempt: 1 } as const;
    const lease = asLeaseToken('another');
    expect(run.refusal({ ...take, delegate: DELEGATE, lease }).code).toBe('LEASE_LOST');
    const other = asDelegateId('delegate-2');
    const refusal = run.refusal({ ...take, delegate: other, lease: run.lease('one') });
    expect(refusal).toMatchObject({ code: 'LEASE_LOST', facts: { delegate: DELEGATE } });
  });

  it('is refused for a step whose turn has not come, and for what is no step', () => {
    const { run } = given(twoSteps);
    const take = { attempt: 1, delegate: DELEGATE, lease: run.lease('one') } as const;
    const start = (node: string): Command => ({ ...take, type: 'StartStep', node: run.key(node) });
    expect(run.refusal(start('two')).code).toBe('STEP_NOT_LIVE');
    expect(run.refusal(start('s')).code).toBe('NODE_NOT_FOUND');
  });
});

describe('a result', () => {
  it('that comes twice is refused the second time', () => {
    const { run } = given(twoSteps).when(succeeds('one'));
    const refusal = run.refusal(run.reportOf('one', success));
    expect(refusal.code).toBe('STEP_NOT_LIVE');
    expect(refusal.message).toBe('attempt 1 of step one of stage s is over: it ended Success');
  });

  it('under a lease that is not the one of the attempt is refused', () => {
    const { run } = given(twoSteps).when(isTaken('one'));
    const late = { ...run.reportOf('one', success), lease: asLeaseToken('old') } as Command;
    expect(run.refusal(late).code).toBe('LEASE_LOST');
  });

  it('of a step that nobody has taken is refused', () => {
    given(twoSteps).refuses(Run.start(twoSteps).reportOf('one', success), 'LEASE_LOST');
  });

  it('of an attempt that was superseded is refused', () => {
    const { run } = given(twoSteps).when(isTaken('one'));
    const old = { ...run.reportOf('one', success), attempt: 0 } as Command;
    expect(run.refusal(old).code).toBe('ATTEMPT_SUPERSEDED');
  });

  it('after the end of the execution is refused, whatever it says', () => {
    const { run } = given(pipeline([stage('s', [script('one')])])).when(succeeds('one'));
    expect(run.refusal(run.reportOf('one', success)).code).toBe('EXECUTION_ENDED');
    expect(run.refusal({ type: 'Wake' }).code).toBe('EXECUTION_ENDED');
  });

  it('of a task that the delegate stopped without being asked is a failure: nobody knows how far it came', () => {
    const { run } = given(twoSteps).when(isTaken('one'));
    run.report('one', { status: 'Stopped', message: 'the machine shut down' });
    const node = run.state.nodes.get(run.key('one'));
    expect(node).toMatchObject({ status: 'Failed', failure: { types: ['DelegateRestart'] } });
  });
});

describe('a delegate that vanished', () => {
  const lose = (run: Run, lease = run.lease('one')): Command => ({
    type: 'LoseStep',
    node: run.key('one'),
    attempt: 1,
    lease,
    reason: 'the delegate was not heard of for 60s',
  });

  it('fails its step with DelegateRestart: what cannot be known is not guessed', () => {
    const { run } = given(twoSteps).when(isTaken('one'));
    run.perform(lose(run));
    expect(run.state.nodes.get(run.key('one'))).toMatchObject({
      status: 'Failed',
      failure: { types: ['DelegateRestart'], message: 'the delegate was not heard of for 60s' },
    });
    expect(run.status('release')).toBe('Failed');
  });

  it('has its late result refused', () => {
    const { run } = given(pipeline([stage('a', [script('one')]), stage('b')])).when(isTaken('one'));
    run.perform(lose(run));
    expect(run.refusal(run.reportOf('one', success)).code).toBe('EXECUTION_ENDED');
  });

  it('fails a step whose start was never recorded, so that it does not stay queued for ever', () => {
    const { run } = given(twoSteps);
    run.perform(lose(run));
    expect(run.status('one')).toBe('Failed');
  });

  it('is not believed about a step that another lease holds', () => {
    const { run } = given(twoSteps).when(isTaken('one'));
    expect(run.refusal(lose(run, asLeaseToken('old'))).code).toBe('LEASE_LOST');
  });
});

it('knows what a delegate holds', () => {
  const { run } = given(twoSteps).when(isTaken('one'));
  const held = { node: run.key('one'), attempt: 1, stopping: null };
  expect(stepsHeldBy(run.state, DELEGATE)).toMatchObject([held]);
  expect(stepsHeldBy(run.state, asDelegateId('delegate-2'))).toEqual([]);
  run.abort();
  expect(stepsHeldBy(run.state, DELEGATE)).toMatchObject([{ ...held, stopping: 'abort' }]);
});

it('leaves the state that it decides about as it was', () => {
  const { run } = given(twoSteps).when(isTaken('one'));
  const before: ExecutionState = run.state;
  const copy = structuredClone({ nodes: before.nodes, open: before.open, unwell: before.unwell });
  expect(decide(before, run.reportOf('one', success), run.now).ok).toBe(true);
  expect({ nodes: before.nodes, open: before.open, unwell: before.unwell }).toEqual(copy);
});
