import { asInstant } from '@reprise/core';
import { nextWake, STOP_PATIENCE } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import {
  approval,
  group,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  script,
  stage,
  steps,
  wait,
  when,
} from '../testing/pipelines.ts';
import { Run, START } from '../testing/run.ts';
import {
  given,
  isAborted,
  isStopped,
  isTaken,
  passes,
  succeeds,
} from '../testing/specification.ts';

const MINUTE = 60_000;

describe('a step with a timeout', () => {
  const limited = pipeline([stage('s', [script('slow', { timeout: MINUTE })]), stage('next')]);

  it('wants to be woken at its deadline', () => {
    expect(nextWake(Run.start(limited).state)).toBe(START + MINUTE);
  });

  it('expires at once while nobody runs it', () => {
    given(limited)
      .when(passes(MINUTE))
      .gives({
        happened: ['StepEnded slow Expired', 'NodeEnded s Expired', 'NodeEnded pipeline Expired'],
        effects: [],
      });
  });

  it('is stopped on its delegate first, and expires when the delegate says so', () => {
    given(limited)
      .when(isTaken('slow'), passes(MINUTE))
      .gives({
        happened: ['StepStopping slow'],
        effects: ['StopTask slow'],
        statuses: { slow: 'Discontinuing', s: 'Running' },
      })
      .when(isStopped('slow'))
      .gives({ statuses: { slow: 'Expired', release: 'Expired' } });
  });

  it('is recorded as the success it was when it ended just before it could be stopped', () => {
    given(limited)
      .when(isTaken('slow'), passes(MINUTE), succeeds('slow'))
      .gives({ statuses: { slow: 'Success', s: 'Success', next: 'Running' } });
  });

  it('expires without its delegate when that does not confirm the stop', () => {
    const { run } = given(limited).when(isTaken('slow'), passes(MINUTE));
    expect(nextWake(run.state)).toBe(START + MINUTE + STOP_PATIENCE);
    run.pass(STOP_PATIENCE);
    expect(run.happened()[0]).toBe('StepEnded slow Expired');
    expect(run.state.nodes.get(run.key('slow'))).toMatchObject({
      failure: {
        types: ['Timeout'],
        message:
          'it did not end within its timeout of 1m; its delegate did not confirm the stop in time',
      },
    });
  });

  it('is not touched by a wake that comes too early', () => {
    given(limited)
      .when(passes(MINUTE - 1))
      .gives({ happened: [], effects: [], statuses: { slow: 'Queued' } });
  });
});

describe('a stage with a timeout', () => {
  const steps = [parallelSteps(script('held'), script('queued'), wait('waits', 10 * MINUTE))];
  const limited = pipeline([
    stage('s', [group('g', steps), script('after', { when: when('All') })], { timeout: MINUTE }),
    stage('next'),
    stage('always', undefined, { when: when('All') }),
  ]);

  it('stops what runs in it, starts nothing more in it, and expires', () => {
    given(limited)
      .when(isTaken('held'), passes(MINUTE))
      .gives({
        happened: [
          'NodeTimedOut s',
          'StepStopping held',
          'StepEnded queued Expired',
          'StepEnded waits Expired',
        ],
        statuses: { s: 'Discontinuing', g: 'Discontinuing' },
      })
      .when(isStopped('held'))
      .gives({
        statuses: { g: 'Expired', after: 'NotStarted', s: 'Expired', next: 'NotStarted' },
      });
  });

  it('lets the pipeline go on to stages that run after a failure', () => {
    given(limited)
      .when(passes(MINUTE))
      .gives({ statuses: { s: 'Expired', always: 'Running', release: 'Running' } })
      .when(succeeds('always_step'))
      .gives({ statuses: { release: 'Expired' } });
  });

  it('leaves the stages beside it alone', () => {
    given(pipeline([parallelStages(stage('s', undefined, { timeout: MINUTE }), stage('beside'))]))
      .when(isTaken('s_step'), isTaken('beside_step'), passes(MINUTE))
      .gives({
        effects: ['StopTask s_step'],
        statuses: { s_step: 'Discontinuing', beside_step: 'Running', release: 'Running' },
      });
  });

  it('says which timeout stopped a step', () => {
    const { run } = given(limited).when(passes(MINUTE));
    expect(run.state.nodes.get(run.key('queued'))).toMatchObject({
      failure: { message: 'stopped because stage s passed its timeout; no delegate took it' },
    });
  });

  it('says for which delegates a step has waited in vain', () => {
    const picky = script('picky', { selectors: ['linux', 'gpu'] });
    const { run } = given(pipeline([stage('s', [picky], { timeout: MINUTE })])).when(
      passes(MINUTE),
    );
    expect(run.state.nodes.get(run.key('picky'))).toMatchObject({
      failure: {
        message:
          'stopped because stage s passed its timeout; no delegate with its selectors took it: linux, gpu',
      },
    });
  });

  it('expires although the step that was stopped had just succeeded', () => {
    given(pipeline([stage('s', [script('x')], { timeout: MINUTE })]))
      .when(isTaken('x'), passes(MINUTE), succeeds('x'))
      .gives({ statuses: { x: 'Success', s: 'Expired', release: 'Expired' } });
  });
});

describe('a pipeline with a timeout', () => {
  const limited = pipeline([stage('a'), stage('b', undefined, { when: when('All') })], {
    timeout: MINUTE,
  });

  it('stops everything and starts nothing any more', () => {
    given(limited)
      .when(isTaken('a_step'), passes(MINUTE))
      .gives({ statuses: { a: 'Discontinuing', release: 'Discontinuing' } })
      .when(isStopped('a_step'))
      .gives({ statuses: { a: 'Expired', b: 'NotStarted', release: 'Expired' } });
  });

  it('is the only one to run out when that of a stage in it would have been later', () => {
    const both = pipeline([stage('a', undefined, { timeout: 2 * MINUTE })], { timeout: MINUTE });
    given(both)
      .when(isTaken('a_step'), passes(3 * MINUTE))
      .gives({ happened: ['NodeTimedOut pipeline', 'StepStopping a_step'] });
  });

  it('counts the time that an approval is waited for', () => {
    given(pipeline([stage('s', [approval('ask')])], { timeout: MINUTE }))
      .when(passes(MINUTE))
      .gives({ effects: ['CloseApproval ask'], statuses: { ask: 'Expired', release: 'Expired' } });
  });

  it('has nothing more to do at its deadline when it is being aborted', () => {
    given(limited)
      .when(isTaken('a_step'), isAborted, passes(MINUTE - 1))
      .gives({ happened: [] })
      .when(passes(1))
      .gives({
        happened: ['StepEnded a_step Aborted', 'NodeEnded a Aborted', 'NodeEnded pipeline Aborted'],
      });
  });
});

describe('a wait', () => {
  it('ends well when its time is over', () => {
    given(pipeline([stage('s', [wait('pause', MINUTE), script('x')])]))
      .gives({ effects: [], statuses: { pause: 'WaitStepRunning' } })
      .when(passes(MINUTE))
      .gives({ statuses: { pause: 'Success', x: 'Queued' } });
  });

  it('that was over before the deadline of its pipeline is a success, however late the server wakes', () => {
    const both = pipeline([stage('s', [wait('pause', MINUTE)])], { timeout: 5 * MINUTE });
    given(both)
      .when(passes(60 * MINUTE))
      .gives({ statuses: { pause: 'Success', s: 'Expired', release: 'Expired' } });
  });

  it('that would have been over after that deadline is not, however late the server wakes', () => {
    const both = pipeline([stage('s', [wait('pause', 6 * MINUTE)])], { timeout: 5 * MINUTE });
    given(both)
      .when(passes(60 * MINUTE))
      .gives({ statuses: { pause: 'Expired', release: 'Expired' } });
  });

  it('has its own timeout first when both are long over', () => {
    given(pipeline([stage('s', [wait('pause', 5 * MINUTE, { timeout: MINUTE })])]))
      .when(passes(60 * MINUTE))
      .gives({ statuses: { pause: 'Expired' } });
  });

  it('may itself have a timeout', () => {
    given(pipeline([stage('s', [wait('pause', 5 * MINUTE, { timeout: MINUTE })])]))
      .when(passes(MINUTE))
      .gives({ statuses: { pause: 'Expired' } });
  });

  it('of a week takes a week, by the clock that is passed in', () => {
    const week = 7 * 24 * 60 * MINUTE;
    const { run } = given(pipeline([stage('s', [wait('pause', week)])]));
    expect(nextWake(run.state)).toBe(asInstant(START + week));
    run.passToWake();
    expect(run.status('release')).toBe('Success');
  });
});

it('needs no wake when only a delegate can move it', () => {
  expect(nextWake(Run.start(pipeline([stage('a')])).state)).toBeNull();
});

describe('what a stage says about its own timeout', () => {
  const limited = (action: Parameters<typeof onFailure>[0]) =>
    pipeline([
      stage('early', undefined, { rollbackSteps: steps(script('unearly')) }),
      parallelStages(
        stage('slow', [script('x')], {
          timeout: MINUTE,
          failureStrategies: [onFailure(action, 'Timeout')],
          rollbackSteps: steps(script('unslow')),
        }),
        stage('beside', [script('y')], { rollbackSteps: steps(script('unbeside')) }),
      ),
    ]);
  const late = (action: Parameters<typeof onFailure>[0]) =>
    given(limited(action)).when(
      succeeds('early_step'),
      isTaken('x'),
      isTaken('y'),
      passes(MINUTE),
      isStopped('x'),
    );

  it('Abort ends all that goes on, once what ran is out of the way', () => {
    const { run } = late('Abort').gives({
      effects: ['StopTask y'],
      statuses: { slow: 'Aborted', y: 'Discontinuing' },
    });
    expect(run.state.abort?.reason).toBe(
      'stage slow failed: it did not end within its timeout of 1m',
    );
  });

  it('PipelineRollback undoes it at once, lets the others go on, and then undoes them', () => {
    late({ type: 'PipelineRollback' })
      .gives({ effects: ['StartTask unslow'], statuses: { y: 'Running' } })
      .when(succeeds('unslow'), succeeds('y'))
      .gives({ effects: ['StartTask unbeside'], statuses: { y: 'Success', release: 'Running' } });
  });

  it('PipelineRollback of all stops the others, too', () => {
    late({ type: 'PipelineRollback', failAll: true }).gives({
      effects: ['StartTask unslow', 'StopTask y'],
    });
  });
});
