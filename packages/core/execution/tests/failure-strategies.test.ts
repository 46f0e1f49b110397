import type { FailureStrategy } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import {
  approval,
  group,
  onFailure,
  parallelSteps,
  pipeline,
  retryUpTo,
  script,
  stage,
  steps,
  text,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { fails, given, isTaken, passes, succeeds } from '../testing/specification.ts';

const failing = (...failureStrategies: readonly FailureStrategy[]) =>
  script('flaky', { failureStrategies });

/** A stage whose first step has these strategies, and a stage after it for each broad condition. */
const released = (...failureStrategies: readonly FailureStrategy[]) =>
  pipeline([
    stage('deploy', [failing(...failureStrategies), script('next')]),
    stage('announce'),
    stage('mend', undefined, { when: when('Failure') }),
  ]);

describe('a strategy that settles the step', () => {
  it('ignores the failure: the flow goes on, and what asks for a failure runs too', () => {
    given(released(onFailure('Ignore')))
      .when(fails('flaky'), succeeds('next'), succeeds('announce_step'), succeeds('mend_step'))
      .gives({
        statuses: { flaky: 'IgnoreFailed', deploy: 'IgnoreFailed', mend: 'Success' },
      });
  });

  it('marks the step as a success, so that nobody after it knows of a failure', () => {
    const { run } = given(released(onFailure('MarkAsSuccess'))).when(
      fails('flaky'),
      succeeds('next'),
      succeeds('announce_step'),
    );
    expect(run.status('deploy')).toBe('Success');
    expect(run.status('mend')).toBe('Skipped');
    const flaky = run.state.nodes.get(run.key('flaky'));
    expect(flaky?.tried).toMatchObject([
      { action: 'MarkAsSuccess', outcome: { status: 'Failed' } },
    ]);
  });

  it('marks the step as a failure: what comes after has its turn by its own condition', () => {
    given(released(onFailure('MarkAsFailure')))
      .when(fails('flaky'), succeeds('mend_step'))
      .gives({ statuses: { next: 'NotStarted', announce: 'NotStarted', release: 'Failed' } });
  });

  it('aborts the execution: what runs is stopped, nothing is undone', () => {
    const side = script('side');
    const aborting = script('bad', { failureStrategies: [onFailure('Abort')] });
    const { run } = given(
      pipeline([
        stage('s', [parallelSteps(side, aborting)], { rollbackSteps: steps(script('undo')) }),
      ]),
    ).when(isTaken('side'), fails('bad'));
    expect(run.happened()).toEqual(['StepEnded bad Failed', 'AbortRequested', 'StepStopping side']);
    run.report('side', { status: 'Stopped', message: 'TERM' });
    expect(run.status('undo')).toBe('NotStarted');
    expect(run.status('release')).toBe('Aborted');
    expect(run.state.abort?.reason).toBe('step bad of stage s failed: bash exited with code 3');
  });

  it('takes back what the same decision handed out', () => {
    const broken = script('broken', {
      source: '<+pipeline.variables.none>',
      failureStrategies: [onFailure('Abort')],
    });
    const run = Run.start(pipeline([stage('s', [parallelSteps(script('side'), broken)])]));
    expect(run.status('release')).toBe('Aborted');
    expect(run.tasks('StartTask')).toEqual([]);
  });
});

describe('which strategy decides', () => {
  const levels = (
    own: readonly FailureStrategy[],
    groups: readonly FailureStrategy[],
    stages: readonly FailureStrategy[],
  ) =>
    Run.start(
      pipeline([
        stage(
          's',
          [
            group('g', [script('x', { failureStrategies: own })], {
              failureStrategies: groups,
            }),
          ],
          { failureStrategies: stages },
        ),
      ]),
    );

  it('the first matching entry wins', () => {
    const run = levels([onFailure('Ignore', 'Timeout', 'Unknown'), onFailure('Abort')], [], []);
    run.fail('x');
    expect(run.status('x')).toBe('IgnoreFailed');
  });

  it("the step's own comes before its group's, and the group's before its stage's", () => {
    const own = levels([onFailure('Ignore')], [onFailure('Abort')], [onFailure('Abort')]);
    own.fail('x');
    expect(own.status('x')).toBe('IgnoreFailed');
    const groups = levels([], [onFailure('MarkAsSuccess')], [onFailure('Abort')]);
    groups.fail('x');
    expect(groups.status('x')).toBe('Success');
  });

  it('an error that no entry of one level matches is offered to the next', () => {
    const timeouts = [onFailure('Abort', 'Timeout')];
    const run = levels(timeouts, timeouts, [onFailure('Ignore')]);
    run.failWith('x', ['Connectivity']);
    expect(run.status('x')).toBe('IgnoreFailed');
  });

  it('an error that nothing matches fails the step', () => {
    const timeouts = [onFailure('Ignore', 'Timeout')];
    const run = levels(timeouts, timeouts, timeouts);
    run.failWith('x', ['Connectivity']);
    expect(run.status('release')).toBe('Failed');
  });
});

describe('a step that is tried again', () => {
  const twice = (onRetryFailure: 'MarkAsFailure' | 'Ignore' = 'MarkAsFailure') =>
    pipeline([stage('s', [failing(onFailure(retryUpTo(2, onRetryFailure)))]), stage('after')]);

  it('has its next attempt after the interval, and exists as queued until then', () => {
    const { run } = given(twice()).when(fails('flaky'));
    expect(run.happened()).toEqual(['AttemptFailed flaky Retry']);
    expect([run.status('flaky'), run.attempt('flaky')]).toEqual(['Queued', 2]);
    run.pass(9_999);
    expect(run.tasks('StartTask')).toEqual([]);
    run.pass(1);
    expect(run.tasks('StartTask')).toEqual(['flaky']);
    run.succeed('flaky');
    expect(run.status('after')).toBe('Running');
  });

  it('repeats the last interval, and ends as onRetryFailure says', () => {
    const run = Run.start(pipeline([stage('s', [failing(onFailure(retryUpTo(3, 'Ignore')))])]));
    const waits = [10_000, 30_000, 30_000].map((length) => {
      run.fail('flaky');
      const before = run.now;
      run.passToWake();
      return run.now - before === length;
    });
    expect(waits).toEqual([true, true, true]);
    run.fail('flaky');
    expect(run.status('flaky')).toBe('IgnoreFailed');
    const tried = run.state.nodes.get(run.key('flaky'))?.tried ?? [];
    expect(tried.map(({ attempt, action }) => [attempt, action])).toEqual([
      [1, 'Retry'],
      [2, 'Retry'],
      [3, 'Retry'],
      [4, 'Ignore'],
    ]);
  });

  it('is aborted at once while it waits', () => {
    const { run } = given(twice()).when(fails('flaky'), (each) => each.abort());
    expect([run.status('flaky'), run.status('release')]).toEqual(['Aborted', 'Aborted']);
  });

  it('works its expressions out anew, and knows how often it was tried again', () => {
    const source = 'try <+step.retryCount>';
    const run = Run.start(
      pipeline([
        stage('s', [script('flaky', { source, failureStrategies: [onFailure(retryUpTo(1))] })]),
      ]),
    );
    expect(run.scriptOf('flaky')).toBe('try 0');
    run.fail('flaky');
    run.passToWake();
    expect(run.scriptOf('flaky')).toBe('try 1');
  });

  it('refuses the late report of an attempt that was superseded', () => {
    const run = Run.start(twice());
    run.take('flaky');
    const late = run.reportOf('flaky', { status: 'Success', outputs: {} });
    run.fail('flaky');
    run.passToWake();
    expect(run.refusal(late).code).toBe('ATTEMPT_SUPERSEDED');
  });

  it('is given its whole timeout again', () => {
    const step = script('slow', { timeout: 60_000, failureStrategies: [onFailure(retryUpTo(1))] });
    const { run } = given(pipeline([stage('s', [step])])).when(passes(60_000));
    expect(run.happened()).toEqual(['AttemptFailed slow Retry']);
    run.passToWake();
    run.pass(59_999);
    expect(run.status('slow')).toBe('Queued');
    run.pass(1);
    expect(run.status('slow')).toBe('Failed');
  });

  it('is tried again only while the condition holds', () => {
    const condition = text('<+step.exitCode> == 137');
    const killed = { message: 'killed', types: ['Unknown'], exitCode: 137 } as const;
    const strategy = onFailure(retryUpTo(5, 'MarkAsFailure', { condition }));
    const run = Run.start(pipeline([stage('s', [failing(strategy)])]));
    run.take('flaky');
    run.report('flaky', { status: 'Failed', failure: killed });
    expect(run.status('flaky')).toBe('Queued');
    run.passToWake();
    run.take('flaky');
    run.report('flaky', { status: 'Failed', failure: { ...killed, exitCode: 1 } });
    expect(run.status('flaky')).toBe('Failed');
  });

  it('is not tried again on a condition that has no value, and says so', () => {
    const condition = text('<+pipeline.nothing>', 7, 5);
    const strategy = onFailure(retryUpTo(5, 'MarkAsFailure', { condition }));
    const run = Run.start(pipeline([stage('s', [failing(strategy)])]));
    run.fail('flaky');
    const flaky = run.state.nodes.get(run.key('flaky'));
    expect(flaky).toMatchObject({ phase: 'ended', status: 'Failed' });
    expect(JSON.stringify(flaky)).toContain('its retry condition has no value: line 7, column');
  });

  it('asks again for an approval that was rejected', () => {
    const ask = approval('ask', {
      failureStrategies: [onFailure(retryUpTo(1), 'ApprovalRejection')],
    });
    const run = Run.start(pipeline([stage('s', [ask])]));
    run.reject('ask');
    expect(run.tasks('CloseApproval')).toEqual(['ask']);
    run.passToWake();
    expect(run.tasks('OpenApproval')).toEqual(['ask']);
    run.approve('ask');
    expect(run.status('release')).toBe('Success');
  });
});

describe('a timeout', () => {
  it("is a step's to be rescued from, and Expired only when nothing rescues it", () => {
    const slow = (...failureStrategies: readonly FailureStrategy[]) =>
      pipeline([stage('s', [script('slow', { timeout: 60_000, failureStrategies })])]);
    const ends = (...strategies: readonly FailureStrategy[]) => {
      const run = Run.start(slow(...strategies));
      run.pass(60_000);
      return run.status('slow');
    };
    expect(ends()).toBe('Expired');
    expect(ends(onFailure('Ignore', 'Connectivity'))).toBe('Expired');
    expect(ends(onFailure('Ignore', 'Timeout'))).toBe('IgnoreFailed');
    expect(ends(onFailure('MarkAsFailure', 'Timeout'))).toBe('Failed');
  });

  it("of a stage is its own strategies' to settle, not those of the steps in it", () => {
    const ends = (...failureStrategies: readonly FailureStrategy[]) => {
      const step = script('x', { failureStrategies: [onFailure('MarkAsSuccess')] });
      const run = Run.start(pipeline([stage('s', [step], { timeout: 1_000, failureStrategies })]));
      run.pass(1_000);
      return [run.status('x'), run.status('s'), run.status('release')];
    };
    expect(ends()).toEqual(['Expired', 'Expired', 'Expired']);
    expect(ends(onFailure('Ignore'))).toEqual(['Expired', 'IgnoreFailed', 'IgnoreFailed']);
    expect(ends(onFailure('MarkAsSuccess'))).toEqual(['Expired', 'Success', 'Success']);
    expect(ends(onFailure(retryUpTo(3)))).toEqual(['Expired', 'Failed', 'Failed']);
    expect(ends(onFailure('Abort'))).toEqual(['Expired', 'Aborted', 'Aborted']);
  });
});

describe('a retry of the execution', () => {
  it('begins with a whole budget of automatic retries', () => {
    const source = Run.start(pipeline([stage('s', [failing(onFailure(retryUpTo(1)))])]));
    source.fail('flaky');
    source.passToWake();
    source.fail('flaky');
    const retried = source.retry({ from: ['s'] });
    retried.fail('flaky');
    expect(retried.status('flaky')).toBe('Queued');
  });

  it('takes the attempts of a reused step over as they were, and asks no strategy about it', () => {
    const source = Run.start(
      pipeline([stage('a', [failing(onFailure(retryUpTo(1, 'Ignore')))]), stage('b')]),
    );
    source.fail('flaky');
    source.passToWake();
    source.fail('flaky');
    source.fail('b_step');
    const tried = source.state.nodes.get(source.key('flaky'))?.tried;
    const retried = source.retry({ from: ['b'] });
    expect(tried).toHaveLength(2);
    expect(retried.state.nodes.get(retried.key('flaky'))?.tried).toEqual(tried);
    expect(retried.happened()).not.toContain('AttemptFailed flaky Retry');
  });
});

it('going on with default values is nothing that a step can do that has failed by itself', () => {
  given(released(onFailure({ type: 'ProceedWithDefaultValues' })))
    .when(fails('flaky'))
    .gives({ statuses: { flaky: 'Failed', next: 'NotStarted', deploy: 'Failed' } });
});
