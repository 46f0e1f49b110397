/** The ways in which others' retries went wrong, by their numbers: what a retry inherits, and what starts afresh. */
import { asInstant } from '@reprise/core';
import { create, nextWake, statusOf, viewNode } from '@reprise/core/execution';
import { buildPlan } from '@reprise/core/plan';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../execution/testing/loops.ts';
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
  when,
} from '../../../execution/testing/pipelines.ts';
import { ada, bob, Run } from '../../../execution/testing/run.ts';
import { continuationOf } from '../../index.ts';

it('10: an output that was left unset is no error when its stage is reused', () => {
  const outputs = 'pipeline.stages.build.spec.execution.steps.make.output.outputVariables';
  const show = script('show', { source: `<+${outputs}.SET> [<+${outputs}.UNSET>]` });
  const run = Run.start(
    pipeline([
      stage('build', [script('make', { outputs: ['SET', 'UNSET'] })]),
      stage('use', [show]),
    ]),
  );
  run.succeed('make', { SET: 'yes' });
  run.fail('show');
  expect(run.retry({ from: ['use'] }).scriptOf('show')).toBe('yes [null]');
});

it('11: when what failed goes well in the retry, so does everything around it', () => {
  const inner = group('around', [parallelSteps(script('x'), script('y'))]);
  const looped = stage('deploy', [inner], { strategy: matrix({ os: ['linux', 'mac'] }) });
  const run = Run.start(pipeline([looped]));
  const on = (os: string, step: string) =>
    `pipeline.stages.deploy-${os}.spec.execution.steps.around.steps.${step}`;
  for (const os of ['linux', 'mac']) run.succeed(on(os, 'x'));
  run.succeed(on('linux', 'y'));
  run.fail(on('mac', 'y'));
  expect([run.status('deploy'), run.status('pipeline')]).toEqual(['Failed', 'Failed']);
  const retry = run.retry({ from: ['deploy'] });
  retry.succeed(on('mac', 'x'));
  retry.succeed(on('mac', 'y'));
  const around = ['deploy_0', 'deploy_1', 'deploy', 'pipeline'].map((name) => retry.status(name));
  expect(around).toEqual(['Success', 'Success', 'Success', 'Success']);
});

it('12: a retry keeps which definition and which engine it runs, its source’s own', () => {
  const run = Run.start(pipeline([stage('a')]));
  run.fail('a_step');
  const second = run.retry({ from: ['a'] });
  second.fail('a_step');
  const third = second.retry({ from: ['a'] });
  for (const { state } of [second, third]) {
    expect(state.created.definition).toBe(run.state.created.definition);
    expect(state.created.engineVersion).not.toBe('');
    expect(state.plan.pipeline).toBe(run.state.plan.pipeline);
  }
});

describe('13: what cleans up runs in the retry by what happens in the retry', () => {
  it('a stage that always runs, runs again at the end, once', () => {
    const run = Run.start(
      pipeline([stage('deploy'), stage('cleanUp', undefined, { when: when('All') })]),
    );
    run.fail('deploy_step');
    run.succeed('cleanUp_step');
    const retry = run.retry({ from: ['deploy'] });
    expect(retry.status('cleanUp')).toBe('NotStarted');
    retry.succeed('deploy_step');
    retry.succeed('cleanUp_step');
    expect(retry.effects.map(({ taskId }) => taskId.split('.').at(-1))).toEqual([
      'deploy_step/1',
      'cleanUp_step/1',
    ]);
  });

  it('a rollback of the source is not run for the retry, and runs anew when it fails too', () => {
    const deploy = stage('deploy', [script('apply')], {
      failureStrategies: [onFailure('StageRollback')],
      rollbackSteps: steps(script('undo')),
    });
    const run = Run.start(pipeline([deploy]));
    run.fail('apply');
    run.succeed('undo');
    const retry = run.retry({ from: ['deploy'] });
    expect(retry.tasks('StartTask')).toEqual(['apply']);
    expect(retry.status('undo')).toBe('NotStarted');
    retry.fail('apply');
    expect(retry.tasks('StartTask')).toEqual(['undo']);
  });
});

it('14: a retry has all automatic tries again, however many were used up', () => {
  const flaky = script('flaky', { failureStrategies: [onFailure(retryUpTo(2))] });
  const run = Run.start(pipeline([stage('build', [flaky])]));
  const useUp = (one: Run): void => {
    for (const last of [false, false, true]) {
      one.fail('flaky');
      if (!last) one.passToWake();
    }
    expect(viewNode(one.state, one.key('flaky'))).toMatchObject({ attempts: 3, status: 'Failed' });
  };
  useUp(run);
  const second = run.retry({ from: ['build'] });
  useUp(second);
  useUp(second.retry({ from: ['build'] }));
});

it('15: no deadline of the source is the retry’s: each time-out counts from its own start', () => {
  const deploy = stage('deploy', [script('ship', { timeout: 30_000 })], { timeout: 60_000 });
  const run = Run.start(pipeline([stage('build'), deploy], { timeout: 100_000 }));
  run.succeed('build_step');
  run.pass(30_000);
  expect(statusOf(run.state)).toBe('Expired');
  run.now = asInstant(run.now + 10_000_000);
  const retry = run.retry({ from: ['deploy'] });
  expect(nextWake(retry.state)).toBe(retry.now + 30_000);
  retry.pass(29_999);
  retry.succeed('ship');
  expect(statusOf(retry.state)).toBe('Success');
});

it('16: the stage that is named runs, though it had succeeded, and so does all after it', () => {
  const run = Run.start(pipeline([stage('a'), stage('b'), stage('c')]));
  run.succeed('a_step');
  run.succeed('b_step');
  run.fail('c_step');
  const retry = run.retry({ from: ['a'] });
  expect(retry.tasks('StartTask')).toEqual(['a_step']);
  retry.succeed('a_step');
  expect(retry.tasks('StartTask')).toEqual(['b_step']);
});

describe('17: the limits that held for the source hold for the retry', () => {
  it('no more combinations run at a time', () => {
    const strategy = matrix({ os: ['a', 'b', 'c', 'd'] }, { maxConcurrency: '2' });
    const run = Run.start(pipeline([stage('build', undefined, { strategy })]));
    const on = (os: string) => `pipeline.stages.build-${os}.spec.execution.steps.build_step`;
    run.succeed(on('a'));
    for (const os of ['b', 'c', 'd']) run.fail(on(os));
    const retry = run.retry({ from: ['build'] });
    expect(retry.tasks('StartTask')).toHaveLength(2);
    expect(retry.status(on('d'))).toBe('NotStarted');
    retry.succeed(on('b'));
    expect(retry.status(on('d'))).toBe('Queued');
  });

  it('steps go to the same delegates', () => {
    const run = Run.start(pipeline([stage('build', [script('x', { selectors: ['gpu'] })])]));
    run.fail('x');
    const [start] = run.retry({ from: ['build'] }).last.effects;
    expect(start).toMatchObject({ type: 'StartTask', selectors: ['gpu'] });
  });

  it('who may not approve in the chain may not approve in its retry', () => {
    const gate = stage('gate', [approval('ask', { disallowPipelineExecutor: true })]);
    const run = Run.start(pipeline([gate]), ada);
    run.abort();
    const retry = run.retry({ from: ['gate'] }, bob);
    for (const starter of [ada, bob]) {
      expect(retry.refusal(retry.approvalOf('ask', 'APPROVE', starter)).code).toBe(
        'APPROVER_NOT_ALLOWED',
      );
    }
  });
});

it('18: a retry is never begun on a pipeline in which a reused stage is missing', () => {
  const run = Run.start(pipeline([stage('gone'), stage('deploy')]));
  run.succeed('gone_step');
  run.fail('deploy_step');
  const retry = continuationOf(run.planRetry({ from: ['deploy'] }), run.state);
  const today = buildPlan(pipeline([stage('deploy')]));
  expect(() => create({ created: run.state.created, retry }, today, run.now)).toThrow(
    'the pipeline has no node pipeline.stages.gone',
  );
});
