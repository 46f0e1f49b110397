import { viewNode } from '@reprise/core/execution';
import type { Stage } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { items, matrix, parallelism } from '../../execution/testing/loops.ts';
import {
  parallelStages,
  pipeline,
  script,
  stage,
  text,
  when,
} from '../../execution/testing/pipelines.ts';
import { Run } from '../../execution/testing/run.ts';
import { continuationOf } from '../index.ts';

const OS = ['linux', 'mac', 'bsd'];
const stepIn = (instance: string, step = 'build_step'): string =>
  `pipeline.stages.build-${instance}.spec.execution.steps.${step}`;

const looped = (extra: Parameters<typeof stage>[2] = {}): Stage =>
  stage('build', undefined, { strategy: matrix({ os: OS }), ...extra });

/** A matrix of which `mac` failed, after a stage that went well and before one that never ran. */
function macFailed(build = looped()): Run {
  const run = Run.start(pipeline([stage('prepare'), build, stage('deploy')]));
  run.succeed('prepare_step');
  run.succeed(stepIn('linux'));
  run.fail(stepIn('mac'));
  run.succeed(stepIn('bsd'));
  return run;
}

const decisions = (run: Run, from: readonly string[], runAllStages = true) =>
  run
    .planRetry({ from, runAllStages })
    .stages.flatMap(({ identifier, decision, instances }) => [
      `${identifier} ${decision}`,
      ...(instances ?? []).map((one) => `${one.identifier} ${one.decision}: ${one.reason}`),
    ]);

describe('a looped stage that failed', () => {
  it('runs its failed combinations again, and reuses the others', () => {
    const source = macFailed();
    expect(decisions(source, ['build'])).toEqual([
      'prepare reuse',
      'build run',
      'build_0 reuse: it ended Success',
      'build_1 run: it ended Failed',
      'build_2 reuse: it ended Success',
      'deploy run',
    ]);
    const retry = source.retry({ from: ['build'] });
    expect(retry.tasks('StartTask')).toEqual(['build_step']);
    expect(retry.status(stepIn('mac'))).toBe('Queued');
    retry.succeed(stepIn('mac'));
    expect(retry.status('build')).toBe('Success');
    retry.succeed('deploy_step');
    expect(retry.status('pipeline')).toBe('Success');
  });

  it('says of each combination that runs why it does', () => {
    const { created } = macFailed().retry({ from: ['build'] }).state;
    expect(created.retry?.runs).toContainEqual({
      reason: 'it ended Failed',
      nodes: ['pipeline.stages.build-mac'],
    });
  });

  it('keeps of a reused combination its outputs, its origin, and its place in the loop', () => {
    const show = script('show', {
      source: '<+pipeline.stages.build_2.spec.execution.steps.build_step.output.outputVariables.V>',
    });
    const build = stage('build', [script('build_step', { outputs: ['V'] })], {
      strategy: matrix({ os: OS }),
    });
    const source = Run.start(pipeline([build, stage('deploy', [show])]));
    source.succeed(stepIn('linux'), { V: 'one' });
    source.fail(stepIn('mac'));
    source.succeed(stepIn('bsd'), { V: 'three' });
    const retry = source.retry({ from: ['build'] });
    retry.fail(stepIn('mac'));
    const again = retry.retry({ from: ['build'] });
    again.succeed(stepIn('mac'), { V: 'two' });
    expect(again.scriptOf('show')).toBe('three');
    const bsd = viewNode(again.state, again.key(stepIn('bsd')));
    expect(bsd.reused).toMatchObject({ source: 'execution-2', origin: 'execution-1' });
    expect(bsd.task).toBe(`execution-1/${stepIn('bsd')}/1`);
    const { children } = viewNode(again.state, again.key('build'));
    expect(children).toEqual(OS.map((os) => `pipeline.stages.build-${os}`));
  });

  it('never reuses a combination that did not start, or was not let start', () => {
    const strategy = matrix({ os: OS }, { maxConcurrency: '1', onFailure: 'SkipQueued' });
    const source = Run.start(pipeline([looped({ strategy })]));
    source.succeed(stepIn('linux'));
    source.fail(stepIn('mac'));
    expect(decisions(source, ['build'])).toEqual([
      'build run',
      'build_0 reuse: it ended Success',
      'build_1 run: it ended Failed',
      'build_2 run: it never started',
    ]);
    const retry = source.retry({ from: ['build'] });
    expect(retry.tasks('StartTask')).toEqual(['build_step']);
    retry.succeed(stepIn('mac'));
    retry.succeed(stepIn('bsd'));
    expect(retry.status('build')).toBe('Success');
  });

  it('reuses a combination that its own condition has skipped, though it never started', () => {
    const condition = when('Success', '<+matrix.os> != "linux"');
    const source = Run.start(pipeline([looped({ when: condition })]));
    source.fail(stepIn('mac'));
    source.succeed(stepIn('bsd'));
    const retry = source.retry({ from: ['build'] });
    expect(retry.tasks('StartTask')).toEqual(['build_step']);
    retry.succeed(stepIn('mac'));
    expect(retry.status('build_0')).toBe('Skipped');
    expect(retry.status('build')).toBe('Success');
  });

  it('is known by its values: the loop is what it was, whatever its items would be worth now', () => {
    const strategy = items(['<+pipeline.executionId>', 'x']);
    const source = Run.start(pipeline([looped({ strategy })]));
    source.succeed(stepIn('x'));
    source.fail(firstStep(source));
    const retry = source.retry({ from: ['build'] });
    expect(viewNode(retry.state, retry.key('build_0')).name).toBe('build (execution-1)');
    expect(retry.tasks('StartTask')).toEqual(['build_step']);
  });

  it('does not ask again whether there is to be a loop: it was asked before the combinations were made', () => {
    const strategy = matrix({ os: OS }, { when: '<+pipeline.executionId> == "execution-1"' });
    const retry = macFailed(looped({ strategy })).retry({ from: ['build'] });
    expect(retry.tasks('StartTask')).toEqual(['build_step']);
    retry.succeed(stepIn('mac'));
    expect(['build', 'build_0', 'build_1'].map((name) => retry.status(name))).toEqual([
      'Success',
      'Success',
      'Success',
    ]);
  });

  it('asks anew when all of it runs: then there is none of it yet', () => {
    const strategy = matrix({ os: OS }, { when: '<+pipeline.executionId> == "execution-1"' });
    const retry = macFailed(looped({ strategy })).retry({ from: ['prepare'] });
    retry.succeed('prepare_step');
    expect([retry.status('build'), retry.status('deploy')]).toEqual(['Skipped', 'Running']);
  });

  it('runs every step of a combination that runs again, and none of one that is reused', () => {
    const steps = [script('one', { strategy: parallelism('2') }), script('two')];
    const source = Run.start(
      pipeline([stage('build', steps, { strategy: matrix({ os: ['linux', 'mac'] }) })]),
    );
    for (const os of ['linux', 'mac']) {
      source.succeed(stepIn(os, 'one-0'));
      source.succeed(stepIn(os, 'one-1'));
    }
    source.succeed(stepIn('linux', 'two'));
    source.fail(stepIn('mac', 'two'));
    const retry = source.retry({ from: ['build'] });
    expect(retry.tasks('StartTask')).toEqual(['one_0', 'one_1']);
    retry.succeed(stepIn('mac', 'one-0'));
    retry.succeed(stepIn('mac', 'one-1'));
    retry.succeed(stepIn('mac', 'two'));
    expect(retry.status('pipeline')).toBe('Success');
  });
});

const firstStep = ({ state }: Run): string =>
  [...state.open].find((key) => key.endsWith('.build_step')) ?? 'none';

describe('a looped stage of which all runs again', () => {
  it('is one that had ended well, and is chosen', () => {
    const source = Run.start(pipeline([looped(), stage('deploy')]));
    for (const os of OS) source.succeed(stepIn(os));
    source.fail('deploy_step');
    expect(decisions(source, ['build'])).toEqual([
      'build run',
      ...[0, 1, 2].map((at) => `build_${at} run: all of build runs again`),
      'deploy run',
    ]);
    const retry = source.retry({ from: ['build'] });
    expect(retry.tasks('StartTask')).toHaveLength(3);
  });

  it('is one in a group that runs whole; of a group of which only the failed run, its failed ones run', () => {
    const source = Run.start(pipeline([parallelStages(looped(), stage('lint'))]));
    source.succeed('lint_step');
    source.succeed(stepIn('linux'));
    source.fail(stepIn('mac'));
    source.succeed(stepIn('bsd'));
    expect(source.retry({ from: ['build'] }).tasks('StartTask')).toHaveLength(4);
    const some = source.retry({ from: ['build'], runAllStages: false });
    expect(some.tasks('StartTask')).toEqual(['build_step']);
    expect(some.status('lint')).toBe('Success');
  });

  it('is one after the chosen stage', () => {
    const source = macFailed();
    const retry = source.retry({ from: ['prepare'] });
    retry.succeed('prepare_step');
    expect(retry.tasks('StartTask')).toHaveLength(3);
  });
});

describe('a looped stage that is reused', () => {
  it('brings its instances and theirs, with their steps that were skipped', () => {
    const steps = [
      script('skipped', { when: when('Success', 'false') }),
      script('shard', { strategy: parallelism('2') }),
    ];
    const build = stage('build', steps, { strategy: items(['a']) });
    const source = Run.start(pipeline([build, stage('deploy')]));
    source.succeed(stepIn('a', 'shard-0'));
    source.succeed(stepIn('a', 'shard-1'));
    source.fail('deploy_step');
    const retry = source.retry({ from: ['deploy'] });
    expect(retry.tasks('StartTask')).toEqual(['deploy_step']);
    expect(retry.status(stepIn('a', 'shard-1'))).toBe('Success');
    expect(retry.status('skipped')).toBe('Skipped');
    expect(decisions(source, ['deploy'])).toContain('build_0 reuse: it ended Success');
  });
});

it('the digest of a plan says which instances it is for', () => {
  const one = macFailed().planRetry({ from: ['build'] });
  const other = Run.start(pipeline([stage('prepare'), looped(), stage('deploy')]));
  other.succeed('prepare_step');
  other.fail(stepIn('linux'));
  other.succeed(stepIn('mac'));
  other.succeed(stepIn('bsd'));
  expect(other.planRetry({ from: ['build'] }).digest).not.toBe(one.digest);
});

it('the time that a retry saves counts the reused instances, side by side once', () => {
  const source = Run.start(pipeline([looped()]));
  source.pass(5_000);
  source.succeed(stepIn('linux'));
  source.pass(5_000);
  source.succeed(stepIn('bsd'));
  source.pass(5_000);
  source.fail(stepIn('mac'));
  expect(source.planRetry({ from: ['build'] }).savedTime).toBe(10_000);
});

describe('a looped stage that a retry took over in part and then did not run', () => {
  it('is reused as it was, with the combination that never began in it', () => {
    const build = looped({ dependsOn: ['first'], when: when('Failure') });
    const source = Run.start(
      pipeline([
        stage('other', undefined, { dependsOn: [] }),
        stage('first', undefined, { dependsOn: [] }),
        build,
      ]),
    );
    source.fail('other_step');
    source.fail('first_step');
    source.succeed(stepIn('linux'));
    source.fail(stepIn('mac'));
    source.succeed(stepIn('bsd'));
    const retry = source.retry({ from: ['other'] });
    retry.succeed('first_step');
    retry.fail('other_step');
    expect(retry.status('build')).toBe('Skipped');
    expect(decisions(retry, ['other'])).toEqual([
      'other run',
      'first reuse',
      'build reuse',
      'build_0 reuse: it ended Success',
      'build_1 reuse: build is reused as it was: it never began',
      'build_2 reuse: it ended Success',
    ]);
  });
});

it('a looped stage that was skipped has no instances to take over', () => {
  const skipped = { when: { ...when('Success'), condition: text('false') } };
  const never = looped({ strategy: { ...matrix({ os: OS }), when: text('false') } });
  const source = Run.start(pipeline([never, stage('deploy', undefined, skipped), stage('last')]));
  source.fail('last_step');
  const plan = source.planRetry({ from: ['last'] });
  const [reused] = continuationOf(plan, source.state).reused;
  expect(reused).toMatchObject({ stage: 'pipeline.stages.build' });
  expect(reused).not.toHaveProperty('loops');
});
