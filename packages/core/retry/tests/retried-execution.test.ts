import { create, viewNode } from '@reprise/core/execution';
import { buildPlan } from '@reprise/core/plan';
import { expect, it } from 'vitest';
import { pipeline, stage } from '../../execution/testing/pipelines.ts';
import { Run } from '../../execution/testing/run.ts';
import { givenRun, succeeds } from '../../execution/testing/specification.ts';
import { continuationOf } from '../index.ts';
import { failedDeploy } from '../testing/failed-deploy.ts';

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

it('keeps the note of whoever retried', () => {
  const run = failedDeploy();
  const plan = run.planRetry({ from: ['deploy'] });
  expect(continuationOf(plan, run.state, 'the registry is back').origin.note).toBe(
    'the registry is back',
  );
  expect(continuationOf(plan, run.state).origin).not.toHaveProperty('note');
});

it('says nothing of loops, earlier tries and children where there are none', () => {
  const run = failedDeploy();
  const continuation = continuationOf(run.planRetry({ from: ['deploy'] }), run.state);
  expect(continuation).not.toHaveProperty('loops');
  expect(continuation.origin).not.toHaveProperty('continues');
  for (const reused of continuation.reused) {
    expect(Object.keys(reused).toSorted()).toEqual(['nodes', 'reason', 'source', 'stage']);
  }
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

it('is never started on another pipeline than the one that its source ran', () => {
  const source = failedDeploy();
  const plan = source.planRetry({ from: ['deploy'] });
  const { created } = source.state;
  const other = buildPlan(pipeline([stage('deploy')]));
  expect(() =>
    create({ created, retry: continuationOf(plan, source.state) }, other, source.now),
  ).toThrow('the pipeline has no node pipeline.stages.build');
  const stranger = source.retry({ from: ['deploy'] }).state;
  expect(() => continuationOf(plan, stranger)).toThrow(
    'the retry plan is for execution-1, not execution-2',
  );
});

it('stages that stand after reused ones only begin in the order of the pipeline', () => {
  const run = Run.start(
    pipeline([
      stage('a', undefined, { dependsOn: [] }),
      stage('b', undefined, { dependsOn: [] }),
      stage('after_b', undefined, { dependsOn: ['b'] }),
      stage('after_a', undefined, { dependsOn: ['a'] }),
    ]),
  );
  for (const good of ['a_step', 'b_step']) run.succeed(good);
  for (const bad of ['after_a_step', 'after_b_step']) run.fail(bad);
  const retried = run.retry({ from: ['after_a', 'after_b'] });
  expect(retried.happened().filter((line) => line.startsWith('StepScheduled'))).toEqual([
    'StepScheduled after_b_step',
    'StepScheduled after_a_step',
  ]);
});
