import { asInstant } from '@reprise/core';
import { create, nextWake, statusOf, viewNode } from '@reprise/core/execution';
import { buildPlan } from '@reprise/core/plan';
import { describe, expect, it } from 'vitest';
import {
  group,
  parallelStages,
  pipeline,
  script,
  stage,
  wait,
  when,
} from '../../execution/testing/pipelines.ts';
import { Run } from '../../execution/testing/run.ts';
import { givenRun, succeeds } from '../../execution/testing/specification.ts';

const version = 'pipeline.stages.build.spec.execution.steps.compile.output.outputVariables';
const line = pipeline([
  stage('build', [script('compile', { outputs: ['VERSION', 'UNSET'] })]),
  stage('test'),
  stage('deploy', [script('ship', { source: `ship <+${version}.VERSION> [<+${version}.UNSET>]` })]),
  stage('smoke'),
]);

function failedDeploy(): Run {
  const run = Run.start(line);
  run.succeed('compile', { VERSION: '1.2' });
  run.succeed('test_step');
  run.fail('ship');
  return run;
}

it('takes the reused stages over and starts the named one, in its first commit', () => {
  givenRun(failedDeploy().retry({ from: ['deploy'] })).gives({
    happened: [
      'ExecutionCreated',
      'StageReused build',
      'StageReused test',
      'NodeStarted pipeline',
      'NodeStarted deploy',
      'StepScheduled ship',
    ],
    effects: ['StartTask ship'],
    statuses: { build: 'Success', compile: 'Success', test: 'Success', deploy: 'Running' },
  });
});

it('never runs a stage again that had succeeded and is not named', () => {
  const run = failedDeploy().retry({ from: ['deploy'] });
  run.succeed('ship');
  run.succeed('smoke_step');
  expect(run.effects.map(({ taskId }) => taskId.split('.').at(-1))).toEqual([
    'ship/1',
    'smoke_step/1',
  ]);
  expect(run.status('release')).toBe('Success');
});

it('runs a named stage that had succeeded, and everything after it', () => {
  const run = failedDeploy().retry({ from: ['test'] });
  expect(run.status('test')).toBe('Running');
  run.succeed('test_step');
  expect(run.status('deploy')).toBe('Running');
});

it('lets later stages use the outputs of reused ones, and an output that was left unset is no error', () => {
  expect(
    failedDeploy()
      .retry({ from: ['deploy'] })
      .scriptOf('ship'),
  ).toBe('ship 1.2 [null]');
});

it('shows no output of an earlier attempt where the stage runs again', () => {
  const first = failedDeploy();
  const second = first.retry({ from: ['build'] });
  expect(viewNode(second.state, second.key('compile')).outputs).toBeNull();
  second.succeed('compile', {});
  second.succeed('test_step');
  expect(second.scriptOf('ship')).toBe('ship null [null]');
});

it('shows a reused step with its outputs, its work and its log where it ran', () => {
  const run = failedDeploy().retry({ from: ['deploy'] });
  expect(viewNode(run.state, run.key('compile'))).toMatchObject({
    status: 'Success',
    task: 'execution-1/pipeline.stages.build.spec.execution.steps.compile/1',
    outputs: { outputVariables: { VERSION: '1.2' } },
    reused: {
      source: 'execution-1',
      origin: 'execution-1',
      reason: 'it ended Success and comes before deploy',
    },
  });
});

it('is well when the retry is: nothing of the old failure is left', () => {
  const run = failedDeploy().retry({ from: ['deploy'] });
  givenRun(run)
    .when(succeeds('ship'), succeeds('smoke_step'))
    .gives({ statuses: { deploy: 'Success', smoke: 'Success', release: 'Success' } });
});

it('keeps what it continues, for ever', () => {
  const run = failedDeploy().retry({ from: ['deploy'], runAllStages: false });
  expect(run.state.created.retry).toMatchObject({
    root: 'execution-1',
    parent: 'execution-1',
    from: ['deploy'],
    runAllStages: false,
    planDigest: expect.stringMatching(/^sha256:/),
  });
});

describe('a retry of a retry', () => {
  it('names the first execution as its root and the one before as its parent', () => {
    const second = failedDeploy().retry({ from: ['deploy'] });
    second.fail('ship');
    const third = second.retry({ from: ['deploy'] });
    expect(third.state.created.retry).toMatchObject({ root: 'execution-1', parent: 'execution-2' });
  });

  it('reuses stages with the execution in which they really ran', () => {
    const second = failedDeploy().retry({ from: ['test'] });
    second.succeed('test_step');
    second.fail('ship');
    const third = second.retry({ from: ['deploy'] });
    const origins = ['compile', 'test_step'].map(
      (name) => viewNode(third.state, third.key(name)).reused,
    );
    expect(origins).toMatchObject([
      { source: 'execution-2', origin: 'execution-1' },
      { source: 'execution-2', origin: 'execution-2' },
    ]);
    expect(third.scriptOf('ship')).toBe('ship 1.2 [null]');
  });

  it('may go back before the stage that the first retry started from', () => {
    const second = failedDeploy().retry({ from: ['deploy'] });
    second.fail('ship');
    const third = second.retry({ from: ['build'] });
    expect(third.status('compile')).toBe('Queued');
    third.succeed('compile', { VERSION: '2.0' });
    third.succeed('test_step');
    expect(third.scriptOf('ship')).toBe('ship 2.0 [null]');
    third.fail('ship');
    const fourth = third.retry({ from: ['deploy'] });
    expect(fourth.scriptOf('ship')).toBe('ship 2.0 [null]');
    expect(viewNode(fourth.state, fourth.key('compile')).reused?.origin).toBe('execution-3');
  });
});

describe('the fan-in of a parallel group of which a part is reused', () => {
  const fan = pipeline([
    parallelStages(stage('a'), stage('b'), stage('c')),
    parallelStages(stage('d'), stage('e')),
    stage('f'),
  ]);
  const source = (): Run => {
    const run = Run.start(fan);
    run.succeed('a_step');
    run.fail('b_step');
    run.fail('c_step');
    return run;
  };

  it('waits for the members that run, and then goes on', () => {
    const run = source().retry({ from: ['b'], runAllStages: false });
    givenRun(run)
      .gives({ effects: ['StartTask b_step', 'StartTask c_step'], statuses: { a: 'Success' } })
      .when(succeeds('c_step'))
      .gives({ effects: [], statuses: { d: 'NotStarted' } })
      .when(succeeds('b_step'))
      .gives({ effects: ['StartTask d_step', 'StartTask e_step'] });
  });

  it('does not start again a member that is reused, and leaves it as it was', () => {
    const run = source().retry({ from: ['b'], runAllStages: false });
    const before = run.state.nodes.get(run.key('a'));
    run.succeed('b_step');
    run.succeed('c_step');
    expect(run.state.nodes.get(run.key('a'))).toBe(before);
  });

  it('is armed again when the whole group runs', () => {
    givenRun(source().retry({ from: ['b'] }))
      .when(succeeds('b_step'), succeeds('c_step'))
      .gives({ statuses: { d: 'NotStarted' } })
      .when(succeeds('a_step'))
      .gives({ statuses: { d: 'Running', e: 'Running' } });
  });
});

it('keeps a stage that was skipped by its condition skipped, and does not ask again', () => {
  const source = Run.start(
    pipeline([
      stage('build'),
      stage('optional', undefined, { when: when('Success', '<+pipeline.startTs> == 0') }),
      stage('deploy'),
    ]),
  );
  source.succeed('build_step');
  source.fail('deploy_step');
  const run = source.retry({ from: ['deploy'] });
  expect(run.status('optional')).toBe('Skipped');
  expect(run.events.filter(({ type }) => type === 'NodeSkipped')).toEqual([]);
  expect(viewNode(run.state, run.key('optional'))).toMatchObject({
    skip: { condition: '<+pipeline.startTs> == 0' },
    reused: { origin: 'execution-1' },
  });
});

it('does not trip over a skipped step, which has no start time, in a reused stage', () => {
  const source = Run.start(
    pipeline([
      stage('build', [script('x'), group('g', [script('y')], { when: when('Failure') })]),
      stage('deploy'),
    ]),
  );
  source.succeed('x');
  source.fail('deploy_step');
  const run = source.retry({ from: ['deploy'] });
  expect([run.status('build'), run.status('g'), run.status('y')]).toEqual([
    'Success',
    'Skipped',
    'NotStarted',
  ]);
  run.succeed('deploy_step');
  expect(statusOf(run.state)).toBe('Success');
});

it('runs a clean-up stage again that had run after the failure', () => {
  const source = Run.start(
    pipeline([stage('build'), stage('deploy'), stage('cleanUp', undefined, { when: when('All') })]),
  );
  source.succeed('build_step');
  source.fail('deploy_step');
  source.succeed('cleanUp_step');
  const run = source.retry({ from: ['deploy'] });
  expect(run.status('cleanUp')).toBe('NotStarted');
  run.succeed('deploy_step');
  expect(run.status('cleanUp')).toBe('Running');
});

it('does not run a clean-up stage for failures only when the retry goes well', () => {
  const source = Run.start(
    pipeline([stage('deploy'), stage('cleanUp', undefined, { when: when('Failure') })]),
  );
  source.fail('deploy_step');
  source.succeed('cleanUp_step');
  const run = source.retry({ from: ['deploy'] });
  run.succeed('deploy_step');
  expect([run.status('cleanUp'), run.status('release')]).toEqual(['Skipped', 'Success']);
});

it('counts its timeouts from its own beginning', () => {
  const source = Run.start(
    pipeline([stage('build'), stage('deploy', undefined, { timeout: 60_000 })], {
      timeout: 100_000,
    }),
  );
  source.succeed('build_step');
  source.pass(60_000);
  expect(statusOf(source.state)).toBe('Expired');
  source.now = asInstant(source.now + 10_000_000);
  const run = source.retry({ from: ['deploy'] });
  expect(nextWake(run.state)).toBe(run.now + 60_000);
  run.succeed('deploy_step');
  expect(statusOf(run.state)).toBe('Success');
});

it('runs a stage again that was cut off by an abort in the middle', () => {
  const source = Run.start(
    pipeline([stage('build'), stage('deploy', [script('x'), wait('w', 9)])]),
  );
  source.succeed('build_step');
  source.succeed('x');
  source.abort();
  const run = source.retry({ from: ['deploy'] });
  expect([run.status('build'), run.status('x'), run.status('w')]).toEqual([
    'Success',
    'Queued',
    'NotStarted',
  ]);
});

it('runs a stage again whose last step had just succeeded when the execution was aborted', () => {
  const source = Run.start(pipeline([stage('build'), stage('deploy')]));
  source.succeed('build_step');
  source.take('deploy_step');
  source.abort();
  source.succeed('deploy_step');
  const run = source.retry({ from: ['deploy'] });
  expect(run.tasks('StartTask')).toEqual(['deploy_step']);
});

it('starts the attempts of a step from one again', () => {
  const run = failedDeploy().retry({ from: ['deploy'] });
  expect(viewNode(run.state, run.key('ship'))).toMatchObject({
    attempts: 1,
    task: 'execution-2/pipeline.stages.deploy.spec.execution.steps.ship/1',
  });
});

it('knows its stages by their names, not by their places', () => {
  const source = Run.start(
    pipeline([
      parallelStages(stage('z'), stage('skip', undefined, { when: when('Failure') }), stage('a')),
    ]),
  );
  source.succeed('z_step');
  source.fail('a_step');
  const run = source.retry({ from: ['a'], runAllStages: false });
  expect([run.status('z'), run.status('skip'), run.status('a')]).toEqual([
    'Success',
    'Skipped',
    'Running',
  ]);
});

it('refuses a late result of the execution that it continues', () => {
  const source = Run.start(pipeline([stage('build'), stage('deploy')]));
  source.succeed('build_step');
  source.take('deploy_step');
  const late = source.reportOf('deploy_step', { status: 'Success', outputs: {} });
  source.perform({
    type: 'LoseStep',
    node: source.key('deploy_step'),
    attempt: 1,
    lease: source.lease('deploy_step'),
    reason: 'the delegate vanished',
  });
  const run = source.retry({ from: ['deploy'] });
  run.take('deploy_step');
  expect(source.refusal(late).code).toBe('EXECUTION_ENDED');
  expect(run.refusal(late).code).toBe('LEASE_LOST');
});

it('reuses a stage that had an ignored failure, and still tells of it', () => {
  const source = Run.start(pipeline([stage('flaky'), stage('deploy')]));
  source.take('flaky_step');
  source.report('flaky_step', {
    status: 'IgnoreFailed',
    failure: { message: 'flaky', types: ['Unknown'] },
  });
  source.fail('deploy_step');
  const run = source.retry({ from: ['deploy'] });
  expect(run.status('deploy')).toBe('Running');
  run.succeed('deploy_step');
  expect(statusOf(run.state)).toBe('IgnoreFailed');
});

it('is never started on another pipeline than the one that its source ran', () => {
  const source = failedDeploy();
  const plan = source.planRetry({ from: ['deploy'] });
  const { created } = source.state;
  const other = buildPlan(pipeline([stage('deploy')]));
  expect(() =>
    create({ created, retry: { plan, source: source.state } }, other, source.now),
  ).toThrow('the pipeline has no node pipeline.stages.build');
  const stranger = source.retry({ from: ['deploy'] }).state;
  expect(() =>
    create({ created, retry: { plan, source: stranger } }, source.plan, source.now),
  ).toThrow('the retry plan is for execution-1, not execution-2');
});
