import { describe, expect, it } from 'vitest';
import {
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  queue,
  retryUpTo,
  script,
  stage,
  wait,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { type Deed, fails, given, isAborted, passes, succeeds } from '../testing/specification.ts';

const isGranted =
  (step: string, attempt?: number): Deed =>
  (run) =>
    run.grant(step, attempt);

const released = (scope: 'Pipeline' | 'Stage') =>
  pipeline([
    stage('deploy', [queue('turn', 'prod', scope), script('push')]),
    stage('after', [wait('nap', 60_000)]),
  ]);

describe('a Queue step', () => {
  it('stands in the queue of its key until it is told that it is its turn', () => {
    given(released('Pipeline'))
      .gives({
        effects: ['AcquireResource turn'],
        statuses: { turn: 'ResourceWaiting', release: 'ResourceWaiting' },
      })
      .when(isGranted('turn'))
      .gives({ happened: ['StepEnded turn Success', 'StepScheduled push'] });
  });

  it('takes each place once, and gives each back once, however many there are', () => {
    const both = parallelSteps(queue('one', 'a', 'Stage'), queue('two', 'b', 'Stage'));
    given(pipeline([stage('deploy', [both])]))
      .gives({ effects: ['AcquireResource one', 'AcquireResource two'] })
      .when(isGranted('one'))
      .gives({ effects: [] })
      .when(isGranted('two'))
      .gives({ effects: ['ReleaseResource one', 'ReleaseResource two'] });
  });

  it('is told twice without harm (I3)', () => {
    given(released('Pipeline')).when(isGranted('turn'), isGranted('turn')).gives({ happened: [] });
  });

  it('holds the key until its stage ends', () => {
    given(released('Stage'))
      .when(isGranted('turn'), succeeds('push'))
      .gives({ effects: ['ReleaseResource turn'] });
  });

  it('holds the key until the pipeline ends', () => {
    given(released('Pipeline'))
      .when(isGranted('turn'), succeeds('push'))
      .gives({ effects: [] })
      .when(passes(60_000))
      .gives({ effects: ['ReleaseResource turn'], statuses: { release: 'Success' } });
  });

  it('gives the key back when the execution is aborted, whether it held it or waited', () => {
    given(released('Pipeline'))
      .when(isAborted)
      .gives({ effects: ['ReleaseResource turn'] });
    const { run } = given(released('Pipeline')).when(isGranted('turn'), isAborted);
    expect(run.tasks('ReleaseResource')).toEqual(['turn']);
  });

  it('leaves the queue when its time is over, and may stand in it anew', () => {
    const strategy = onFailure(retryUpTo(1), 'Timeout');
    const timed = queue('turn', 'prod', 'Pipeline', {
      timeout: 60_000,
      failureStrategies: [strategy],
    });
    given(pipeline([stage('deploy', [timed])]))
      .when(passes(60_000))
      .gives({ effects: ['ReleaseResource turn'], statuses: { turn: 'Queued' } })
      .when(passes(10_000))
      .gives({ effects: ['AcquireResource turn'] })
      .refuses(
        { type: 'GrantResource', node: Run.start(released('Stage')).key('turn'), attempt: 1 },
        'STEP_NOT_LIVE',
      );
  });

  it('gives back what it held for its stage, and keeps what it holds for the pipeline', () => {
    const both = [queue('one', 'a', 'Stage'), queue('two', 'b', 'Pipeline'), script('push')];
    given(pipeline([stage('deploy', both), stage('after', [wait('nap', 60_000)])]))
      .when(isGranted('one'), isGranted('two'), succeeds('push'))
      .gives({ effects: ['ReleaseResource one'] })
      .when(passes(60_000))
      .gives({ effects: ['ReleaseResource two'] });
  });

  it.each([
    ['Expired', []],
    ['Success', [onFailure('MarkAsSuccess', 'Timeout')]],
  ] as const)(
    'leaves the queue when its time is over and it is %s, whatever else goes on',
    (end, failureStrategies) => {
      const timed = queue('turn', 'prod', 'Pipeline', { timeout: 60_000, failureStrategies });
      given(pipeline([parallelStages(stage('deploy', [timed, wait('nap', 1)]), stage('beside'))]))
        .when(passes(60_000))
        .gives({
          effects: ['ReleaseResource turn'],
          statuses: { turn: end, beside: 'Running' },
        });
    },
  );

  it('waits a day when it names no timeout', () => {
    given(released('Stage'))
      .when(passes(24 * 60 * 60_000))
      .gives({ statuses: { turn: 'Expired', release: 'Expired' } });
  });

  it('has a key that expressions work out', () => {
    const run = Run.start(pipeline([stage('s', [queue('turn', 'to <+pipeline.identifier>')])]));
    const [acquired] = run.last.effects;
    expect(acquired).toMatchObject({ key: 'to release', accountId: 'default', holder: 'pipeline' });
  });

  it('fails at once when its key is empty', () => {
    const run = Run.start(pipeline([stage('s', [queue('turn', ' ')])]));
    expect(run.status('turn')).toBe('Failed');
    expect(run.tasks('AcquireResource')).toEqual([]);
  });
});

describe('a retry', () => {
  const two = pipeline([stage('first', [queue('turn', 'prod')]), stage('second')]);

  it('queues anew for what a reused stage held, and starts nothing before its turn', () => {
    const { run } = given(two).when(isGranted('turn'), fails('second_step'));
    const retried = run.retry({ from: ['second'] });
    expect(retried.tasks('AcquireResource')).toEqual(['turn']);
    expect(retried.status('release')).toBe('ResourceWaiting');
    expect(retried.status('second')).toBe('NotStarted');
    retried.grant('turn', 0);
    expect(retried.status('second')).toBe('Running');
    retried.succeed('second_step');
    expect(retried.tasks('ReleaseResource')).toEqual(['turn']);
    expect(retried.status('release')).toBe('Success');
  });

  it('leaves the queue when it is aborted before its turn', () => {
    const { run } = given(two).when(isGranted('turn'), fails('second_step'));
    const retried = run.retry({ from: ['second'] });
    retried.abort();
    expect(retried.tasks('ReleaseResource')).toEqual(['turn']);
    expect(retried.status('release')).toBe('Aborted');
  });

  it('does not queue for what was held for a stage alone', () => {
    const alone = pipeline([stage('first', [queue('turn', 'prod', 'Stage')]), stage('second')]);
    const { run } = given(alone).when(isGranted('turn'), fails('second_step'));
    expect(run.retry({ from: ['second'] }).status('second')).toBe('Running');
  });
});
