import { viewNode } from '@reprise/core/execution';
import type { Stage } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { matrix, parallelism } from '../testing/loops.ts';
import {
  group,
  onFailure,
  parallelSteps,
  pipeline,
  retryUpTo,
  script,
  stage,
  steps,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const OS = { os: ['linux', 'mac'] };
const stageOn = (os: string): string => `pipeline.stages.deploy-${os}`;
const stepOn = (os: string): string => `${stageOn(os)}.spec.execution.steps.apply`;
const undoOn = (os: string): string => `${stageOn(os)}.spec.execution.rollbackSteps.undo`;

const undone = (...errors: readonly ('Timeout' | 'AllErrors')[]) => ({
  failureStrategies: [onFailure('StageRollback', ...errors)],
  rollbackSteps: steps(script('undo', { source: 'undo <+matrix.os>' })),
});

const deploy = (strategy = matrix(OS), strategies = undone()): Stage =>
  stage('deploy', [script('apply')], { strategy, ...strategies });

const afterwards = [
  stage('announce'),
  stage('mend', undefined, { when: when('Failure') }),
  stage('report', undefined, { when: when('All') }),
];

describe('a looped step that fails', () => {
  it('is tried again for that instance only', () => {
    const unit = script('unit', {
      strategy: matrix(OS),
      failureStrategies: [onFailure(retryUpTo(1))],
    });
    const run = Run.start(pipeline([stage('test', [unit])]));
    run.fail('unit_1');
    run.passToWake();
    expect(run.tasks('StartTask')).toEqual(['unit_1']);
    run.succeed('unit_0');
    run.succeed('unit_1');
    expect(['unit_0', 'unit_1'].map((name) => viewNode(run.state, run.key(name)).attempts)).toEqual(
      [1, 2],
    );
    expect([run.status('unit'), run.status('pipeline')]).toEqual(['Success', 'Success']);
  });

  it('keeps its place among those that run while it waits to be tried again', () => {
    const shard = script('shard', {
      strategy: parallelism('2', { maxConcurrency: '1', onFailure: 'SkipQueued' }),
      failureStrategies: [onFailure(retryUpTo(1))],
    });
    const run = Run.start(pipeline([stage('test', [shard])]));
    run.fail('shard_0');
    expect(run.tasks('StartTask')).toEqual([]);
    run.passToWake();
    expect(run.tasks('StartTask')).toEqual(['shard_0']);
    run.succeed('shard_0');
    expect(run.tasks('StartTask')).toEqual(['shard_1']);
  });

  it('has the stage around its loop undone, and those that wait their turn never start', () => {
    const shard = script('shard', { strategy: parallelism('3', { maxConcurrency: '2' }) });
    const run = Run.start(
      pipeline([
        stage('deploy', [shard], {
          failureStrategies: [onFailure('StageRollback')],
          rollbackSteps: steps(script('undo')),
        }),
      ]),
    );
    run.fail('shard_0');
    expect(run.status('undo')).toBe('NotStarted');
    run.succeed('shard_1');
    expect(run.tasks('StartTask')).toEqual(['undo']);
    run.succeed('undo');
    expect([run.status('shard_2'), run.status('deploy')]).toEqual(['NotStarted', 'Failed']);
  });

  it('in a stage that is undone, leaves a loop beside it not well whose instances never all began', () => {
    const shard = script('shard', { strategy: parallelism('3', { maxConcurrency: '1' }) });
    const run = Run.start(
      pipeline([
        stage('deploy', [parallelSteps(shard, script('x'))], {
          failureStrategies: [onFailure('StageRollback')],
        }),
      ]),
    );
    run.take('shard_0');
    run.fail('x');
    run.succeed('shard_0');
    expect(['shard_0', 'shard_1', 'shard', 'deploy'].map((name) => run.status(name))).toEqual([
      'Success',
      'NotStarted',
      'Aborted',
      'Failed',
    ]);
  });

  it('has the group around its loop undone', () => {
    const shard = script('shard', {
      strategy: parallelism('2'),
      failureStrategies: [onFailure('StepGroupRollback')],
    });
    const around = group('around', [shard], { rollbackSteps: steps(script('undo')) });
    const run = Run.start(pipeline([stage('deploy', steps(around))]));
    run.fail('shard_0');
    run.succeed('shard_1');
    expect(run.tasks('StartTask')).toEqual(['undo']);
  });
});

describe('a looped group that fails', () => {
  it('is undone for that instance only', () => {
    const inner = group('inner', [script('apply')], {
      strategy: matrix(OS),
      failureStrategies: [onFailure('StepGroupRollback')],
      rollbackSteps: steps(script('undo', { source: 'undo <+matrix.os>' })),
    });
    const run = Run.start(pipeline([stage('deploy', steps(inner))]));
    const within = (os: string): string =>
      `pipeline.stages.deploy.spec.execution.steps.inner-${os}`;
    run.fail(`${within('mac')}.steps.apply`);
    run.succeed(`${within('linux')}.steps.apply`);
    const undo = `${within('mac')}.rollbackSteps.undo`;
    expect(run.scriptOf(undo)).toBe('undo mac');
    run.succeed(undo);
    expect([run.status('inner_0'), run.status('inner_1')]).toEqual(['Success', 'Failed']);
    expect(run.status(`${within('linux')}.rollbackSteps.undo`)).toBe('NotStarted');
  });
});

describe('a looped stage that fails', () => {
  it('is rolled back for that instance only, by its own rollback steps', () => {
    const run = Run.start(pipeline([deploy(), ...afterwards]));
    run.fail(stepOn('mac'));
    expect(run.tasks('StartTask')).toEqual(['undo']);
    expect(run.scriptOf(undoOn('mac'))).toBe('undo mac');
    run.succeed(undoOn('mac'));
    expect([run.status('deploy_1'), run.status('deploy')]).toEqual(['Failed', 'Running']);
    run.succeed(stepOn('linux'));
    expect([run.status('deploy_0'), run.status('deploy')]).toEqual(['Success', 'Failed']);
    expect(run.status(undoOn('linux'))).toBe('NotStarted');
  });

  it('is neither a success nor a failure to the stages after it, once it is undone', () => {
    const run = Run.start(pipeline([deploy(), ...afterwards]));
    run.fail(stepOn('mac'));
    run.succeed(undoOn('mac'));
    run.succeed(stepOn('linux'));
    run.succeed('report_step');
    const ends = ['announce', 'mend', 'report'].map((name) => run.status(name));
    expect(ends).toEqual(['NotStarted', 'NotStarted', 'Success']);
  });

  it('is a failure when an instance failed that is not undone', () => {
    const run = Run.start(pipeline([deploy(matrix(OS), undone('Timeout')), ...afterwards]));
    run.failWith(stepOn('mac'), ['Timeout']);
    run.succeed(undoOn('mac'));
    run.fail(stepOn('linux'));
    expect([run.status('mend'), run.status('announce')]).toEqual(['Running', 'NotStarted']);
  });

  it('lets the next instance begin only when it has been undone', () => {
    const run = Run.start(pipeline([deploy(matrix(OS, { maxConcurrency: '1' }))]));
    run.fail(stepOn('linux'));
    expect(run.tasks('StartTask')).toEqual(['undo']);
    run.succeed(undoOn('linux'));
    expect(run.tasks('StartTask')).toEqual(['apply']);
  });

  it('is continued by a retry with the instance that was undone', () => {
    const run = Run.start(pipeline([deploy()]));
    run.fail(stepOn('mac'));
    run.succeed(undoOn('mac'));
    run.succeed(stepOn('linux'));
    const retry = run.retry({ from: ['deploy'] });
    expect(retry.tasks('StartTask')).toEqual(['apply']);
    retry.succeed(stepOn('mac'));
    expect(retry.status('pipeline')).toBe('Success');
    expect(retry.status(undoOn('mac'))).toBe('NotStarted');
  });
});
