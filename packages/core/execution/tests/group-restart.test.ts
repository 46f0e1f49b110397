import { describe, expect, it } from 'vitest';
import { ASKS } from '../testing/asking-pipelines.ts';
import {
  group,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  retryGroupUpTo,
  script,
  stage,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { isStopped } from '../testing/specification.ts';

describe('a group that is over in the moment in which it is run again', () => {
  const failure = { when: when('Failure') };
  const nothing = '<+nothing.of.this.name>';

  it('has each of its steps again that came to nothing before', () => {
    const again = { failureStrategies: [onFailure(retryGroupUpTo(1, 'MarkAsFailure', [0]))] };
    const run = Run.start(
      pipeline([
        stage('s', [
          group('g', [
            script('a', { source: nothing }),
            script('never'),
            script('cleanup', { ...failure, ...again, source: nothing }),
          ]),
        ]),
      ]),
    );
    const ends = run.events.filter(
      (event) => event.type === 'StepEnded' && event.node === run.key('cleanup'),
    );
    expect(ends).toHaveLength(2);
    expect(run.status('release')).toBe('Failed');
  });

  it('hands out the newest attempts alone', () => {
    const again = { failureStrategies: [onFailure(retryGroupUpTo(1, 'MarkAsFailure', [0]))] };
    const run = Run.start(
      pipeline([
        stage('s', [
          group('g', [parallelSteps(script('a'), script('c', { source: nothing, ...again }))]),
        ]),
      ]),
    );
    const tasks = run.effects.filter(({ type }) => type === 'StartTask');
    expect(tasks.map(({ taskId }) => taskId.split('/').at(-1))).toEqual(['2']);
  });

  it('asks anew what came before each of its steps', () => {
    const again = { failureStrategies: [onFailure(retryGroupUpTo(1, 'MarkAsFailure', [0]))] };
    const told = '<+pipeline.stages.other.spec.execution.steps.tell.output.outputVariables.N>';
    const run = Run.start(
      pipeline([
        parallelStages(
          stage('s', [
            script('ignored', { failureStrategies: [onFailure('Ignore')] }),
            group('g', [
              script('a', { when: when('Success', `${told} == "late" && ${nothing}`) }),
              script('b'),
              script('c', { source: nothing, ...again }),
            ]),
          ]),
          stage('other', [script('tell', { outputs: ['N'] })]),
        ),
      ]),
    );
    run.fail('ignored');
    expect(run.status('a')).toBe('Skipped');
    run.succeed('tell', { N: 'late' });
    run.succeed('b');
    expect([run.status('a'), run.status('b'), run.status('g')]).toEqual([
      'Failed',
      'NotStarted',
      'Failed',
    ]);
  });
});

it('who is asked for inputs in a group that is run again is asked no longer', () => {
  const asking = (identifier: string) =>
    group(identifier, [script(`${identifier}_step`)], { asks: ASKS });
  const again = { failureStrategies: [onFailure(retryGroupUpTo(1))] };
  const run = Run.start(
    pipeline([
      stage('s', [
        parallelSteps(
          group('g', [parallelSteps(script('x'), asking('within'))], again),
          asking('beside'),
        ),
      ]),
    ]),
  );
  run.fail('x');
  expect([run.status('within'), run.status('beside')]).toEqual(['Failed', 'InputWaiting']);
  run.pass(10_000);
  expect([run.status('x'), run.status('within')]).toEqual(['Queued', 'InputWaiting']);
});

it('a late word about a step that has not begun again is about a superseded attempt', () => {
  const again = { failureStrategies: [onFailure(retryGroupUpTo(1))] };
  const run = Run.start(pipeline([stage('s', [group('g', [script('x'), script('y')], again)])]));
  run.succeed('x');
  run.take('y');
  const late = run.reportOf('y', { status: 'Success', outputs: {} });
  run.fail('y');
  run.pass(10_000);
  expect(run.status('y')).toBe('NotStarted');
  expect(run.refusal(late).code).toBe('ATTEMPT_SUPERSEDED');
});

it('marking what is around a group twice ends the group once', () => {
  const again = { failureStrategies: [onFailure(retryGroupUpTo(1))] };
  const run = Run.start(
    pipeline([stage('s', [group('g', [parallelSteps(script('x'), script('held'))], again)])]),
  );
  run.take('held');
  run.fail('x');
  run.markFailed('g');
  run.markFailed('s');
  isStopped('held')(run);
  expect(run.events.filter(({ type }) => type === 'GroupRestartDropped')).toHaveLength(1);
  expect([run.status('g'), run.status('release')]).toEqual(['Failed', 'Failed']);
});
