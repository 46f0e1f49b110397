import { asMilliseconds } from '@reprise/core';
import { nextWake, STOP_PATIENCE } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import {
  customApproval,
  onFailure,
  pipeline,
  retryUpTo,
  script,
  stage,
  text,
} from '../testing/pipelines.ts';
import { bob, Run, START } from '../testing/run.ts';
import {
  fails,
  given,
  isAborted,
  isPaused,
  isResumed,
  isStopped,
  isTaken,
  passes,
  succeeds,
} from '../testing/specification.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How often `customApproval` looks, and how long one look may take. */
const INTERVAL = 30_000;
const LIMIT = 2 * MINUTE;

const says = { status: 'yes' };
const declines = { status: 'no' };
const waits = { status: 'perhaps' };

const gated = pipeline([stage('gate', [customApproval('ask')]), stage('next', [script('ship')])]);

describe('an approval by a script', () => {
  it('waits for a yes from the first moment on, whoever runs its script', () => {
    given(gated)
      .gives({
        effects: ['StartTask ask'],
        statuses: { ask: 'ApprovalWaiting', gate: 'ApprovalWaiting' },
      })
      .when(isTaken('ask'))
      .gives({ statuses: { ask: 'ApprovalWaiting', release: 'ApprovalWaiting' } });
  });

  it('is given by a script that says yes, and publishes what the script did', () => {
    const { run } = given(gated)
      .when(succeeds('ask', says))
      .gives({ statuses: { ask: 'Success', ship: 'Queued' } });
    expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
      outputs: { outputVariables: says },
    });
  });

  it('is not given by a script that publishes nothing at all', () => {
    const { run } = given(gated);
    run.take('ask');
    run.report('ask', { status: 'Success', outputs: {} });
    expect(run.happened()).toEqual(['CheckUndecided ask']);
  });

  it('is rejected by a script that says no', () => {
    given(gated)
      .when(succeeds('ask', declines))
      .gives({
        statuses: { ask: 'ApprovalRejected', release: 'ApprovalRejected', ship: 'NotStarted' },
      });
  });

  it('is checked again when the interval is over, until the script has made up its mind', () => {
    const { run } = given(gated)
      .when(succeeds('ask', waits))
      .gives({
        happened: ['CheckUndecided ask'],
        effects: [],
        statuses: { ask: 'ApprovalWaiting' },
      });
    expect(nextWake(run.state)).toBe(START + INTERVAL);
    run.pass(INTERVAL - 1);
    expect(run.happened()).toEqual([]);
    run.pass(1);
    expect(run.happened()).toEqual(['CheckRepeated ask']);
    expect(run.tasks('StartTask')).toEqual(['ask']);
    run.succeed('ask', waits);
    run.pass(INTERVAL);
    run.succeed('ask', says);
    expect(run.status('ask')).toBe('Success');
  });

  it('makes every check as a task of its own: a late word about an old one does not count', () => {
    const run = Run.start(gated);
    run.take('ask');
    const late = run.reportOf('ask', { status: 'Success', outputs: { outputVariables: says } });
    run.succeed('ask', waits);
    expect(run.refusal(late).code).toBe('LEASE_LOST');
    run.pass(INTERVAL);
    expect(run.refusal(late).code).toBe('ATTEMPT_SUPERSEDED');
    const tasks = run.effects.flatMap((effect) =>
      effect.type === 'StartTask' ? [effect.taskId.split('/').at(-1)] : [],
    );
    expect(tasks).toEqual(['1', '2']);
  });

  it('gives all checks the same work, worked out once', () => {
    const run = Run.start(
      pipeline([
        stage('gate', [customApproval('ask', { script: text('echo <+step.retryCount>') })]),
      ]),
    );
    run.succeed('ask', waits);
    run.pass(INTERVAL);
    expect(run.scriptOf('ask')).toBe('echo 0');
  });

  it('takes a check that went wrong for no answer', () => {
    given(gated)
      .when(fails('ask'))
      .gives({ happened: ['CheckUndecided ask'], statuses: { ask: 'ApprovalWaiting' } })
      .when(passes(INTERVAL), succeeds('ask', says))
      .gives({ statuses: { ask: 'Success' } });
  });

  it('takes a check whose delegate vanished for no answer', () => {
    const run = Run.start(gated);
    run.take('ask');
    const node = run.key('ask');
    run.perform({ type: 'LoseStep', node, attempt: 1, lease: run.lease('ask'), reason: 'gone' });
    expect(run.happened()).toEqual(['CheckUndecided ask']);
  });

  it('fails when no delegate has what it asks for', () => {
    const run = Run.start(gated);
    run.perform({ type: 'GiveUpTask', node: run.key('ask'), attempt: 1 });
    expect(run.status('ask')).toBe('Failed');
  });

  it('is not for people to give', () => {
    const run = Run.start(gated);
    expect(run.refusal(run.approvalOf('ask', 'APPROVE', bob)).code).toBe('NOT_AN_APPROVAL');
  });
});

describe('its clock', () => {
  it('runs from the first check on: a day, when the step does not say how long', () => {
    const { run } = given(gated).when(succeeds('ask', waits), passes(DAY - INTERVAL));
    expect(run.happened()).toEqual(['CheckRepeated ask']);
    run.pass(INTERVAL);
    expect(run.status('ask')).toBe('Expired');
  });

  it('says of an approval that expired what was wrong with its last check', () => {
    const { run } = given(gated).when(fails('ask'), passes(DAY));
    expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
      status: 'Expired',
      failure: {
        message:
          'it did not end within its timeout of 1d; its last check went wrong: bash exited with code 3',
        types: ['Timeout'],
      },
    });
  });

  it('says so, too, when the check after that one was never made', () => {
    const { run } = given(gated).when(fails('ask'), passes(INTERVAL), passes(DAY - INTERVAL));
    expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
      status: 'Expired',
      failure: {
        message: expect.stringContaining('its last check went wrong: bash exited with code 3'),
      },
    });
  });

  it('forgets what was wrong once a check has worked', () => {
    const { run } = given(gated).when(
      fails('ask'),
      passes(INTERVAL),
      succeeds('ask', waits),
      passes(DAY),
    );
    expect(run.state.nodes.get(run.key('ask'))).toMatchObject({
      failure: { message: 'it did not end within its timeout of 1d' },
    });
  });

  it('stops a check that runs when the time of the step is over, and takes its yes if it says so just then', () => {
    given(gated)
      .when(isTaken('ask'), passes(LIMIT - 1), succeeds('ask', waits))
      .when(passes(DAY - LIMIT + 1 - 1000), isTaken('ask'), passes(1000))
      .gives({ happened: ['StepStopping ask'], statuses: { ask: 'Discontinuing' } })
      .when(succeeds('ask', says))
      .gives({ statuses: { ask: 'Success' } });
  });

  it('expires when the check that was stopped for it says neither yes nor no', () => {
    given(gated)
      .when(succeeds('ask', waits), passes(DAY - 1000), isTaken('ask'), passes(1000))
      .when(succeeds('ask', waits))
      .gives({ statuses: { ask: 'Expired' } });
  });
});

describe('a check that takes too long', () => {
  const overdue = () => given(gated).when(isTaken('ask'), passes(LIMIT));

  it('is stopped, and the step waits on', () => {
    overdue()
      .gives({
        happened: ['StepStopping ask'],
        effects: ['StopTask ask'],
        statuses: { ask: 'ApprovalWaiting' },
      })
      .when(isStopped('ask'))
      .gives({ happened: ['CheckUndecided ask'], statuses: { ask: 'ApprovalWaiting' } })
      .when(passes(INTERVAL), succeeds('ask', says))
      .gives({ statuses: { ask: 'Success' } });
  });

  it('says how long it may take', () => {
    const { run } = overdue().when(isStopped('ask'));
    expect(run.last.events).toContainEqual(
      expect.objectContaining({
        type: 'CheckUndecided',
        failure: {
          message: 'its script did not end within its scriptTimeout of 2m; ended by TERM',
          types: ['Timeout'],
        },
      }),
    );
  });

  it('counts when it says yes before it could be stopped', () => {
    overdue()
      .when(succeeds('ask', says))
      .gives({ statuses: { ask: 'Success' } });
  });

  it('is not waited for any longer when its delegate does not answer', () => {
    overdue()
      .when(passes(STOP_PATIENCE))
      .gives({ happened: ['CheckUndecided ask'] });
  });

  it('ends with the step when an abort comes meanwhile', () => {
    overdue()
      .when(isAborted)
      .gives({ effects: ['StopTask ask'], statuses: { ask: 'Discontinuing' } })
      .when(isStopped('ask'))
      .gives({ statuses: { ask: 'Aborted', release: 'Aborted' } });
  });

  it('ends with the step when somebody marks it as failed meanwhile', () => {
    const { run } = overdue();
    run.markFailed('ask');
    run.report('ask', { status: 'Stopped', message: 'TERM' });
    expect(run.status('ask')).toBe('Failed');
  });
});

describe('between two checks', () => {
  const resting = () => given(gated).when(succeeds('ask', waits));

  it('an abort ends it at once', () => {
    resting()
      .when(isAborted)
      .gives({ effects: [], statuses: { ask: 'Aborted', release: 'Aborted' } });
  });

  it('a pause keeps the next check back, and its end lets it begin', () => {
    resting()
      .when(isPaused)
      .gives({ statuses: { release: 'Paused' } })
      .when(passes(INTERVAL))
      .gives({ happened: [] })
      .when(isResumed, passes(0))
      .gives({ happened: ['CheckRepeated ask'] });
  });

  it('its time runs out in a pause all the same', () => {
    resting()
      .when(isPaused, passes(DAY))
      .gives({ statuses: { ask: 'Expired' } });
  });
});

describe('its failure strategies', () => {
  const retried = (type: 'ApprovalRejection' | 'Timeout') =>
    pipeline([
      stage('gate', [
        customApproval('ask', {}, { failureStrategies: [onFailure(retryUpTo(1), type)] }),
      ]),
    ]);

  it('hear of a rejection, and may have the script asked anew', () => {
    given(retried('ApprovalRejection'))
      .when(succeeds('ask', declines))
      .gives({ happened: ['AttemptFailed ask Retry'] })
      .when(passes(10_000), succeeds('ask', declines))
      .gives({ statuses: { ask: 'Failed' } });
  });

  it('do not count checks as retries', () => {
    const { run } = given(retried('Timeout')).when(
      succeeds('ask', waits),
      passes(INTERVAL),
      succeeds('ask', waits),
      passes(DAY),
    );
    expect(run.happened()).toEqual(['AttemptFailed ask Retry']);
    run.pass(10_000);
    run.succeed('ask', says);
    expect(run.status('ask')).toBe('Success');
  });
});

it('a limit of its own takes the place of the day', () => {
  const gate = customApproval('ask', {}, { timeout: asMilliseconds(MINUTE) });
  given(pipeline([stage('gate', [gate])]))
    .when(succeeds('ask', waits), passes(MINUTE))
    .gives({ statuses: { ask: 'Expired' } });
});
