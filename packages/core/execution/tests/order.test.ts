import { expect, it } from 'vitest';
import {
  group,
  parallelStages,
  parallelSteps,
  pipeline,
  script,
  stage,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { fails, given, succeeds } from '../testing/specification.ts';

it('starts the first stage and hands its first step to a delegate', () => {
  given(pipeline([stage('build'), stage('deploy')])).gives({
    happened: [
      'ExecutionCreated',
      'NodeStarted pipeline',
      'NodeStarted build',
      'StepScheduled build_step',
    ],
    effects: ['StartTask build_step'],
    statuses: { release: 'Running', build: 'Running', build_step: 'Queued', deploy: 'NotStarted' },
  });
});

it('ends a stage with its last step, and starts the next one in the same decision', () => {
  given(pipeline([stage('build'), stage('deploy')]))
    .when(succeeds('build_step'))
    .gives({
      happened: [
        'StepEnded build_step Success',
        'NodeEnded build Success',
        'NodeStarted deploy',
        'StepScheduled deploy_step',
      ],
      effects: ['StartTask deploy_step'],
    });
});

it('ends the execution with its last stage', () => {
  given(pipeline([stage('build')]))
    .when(succeeds('build_step'))
    .gives({
      happened: [
        'StepEnded build_step Success',
        'NodeEnded build Success',
        'NodeEnded pipeline Success',
      ],
      statuses: { release: 'Success' },
    });
});

it('fails stage and pipeline with a step, and never starts what comes after', () => {
  given(pipeline([stage('build', [script('compile'), script('test')]), stage('deploy')]))
    .when(fails('compile'))
    .gives({
      happened: ['StepEnded compile Failed', 'NodeEnded build Failed', 'NodeEnded pipeline Failed'],
      effects: [],
      statuses: { test: 'NotStarted', build: 'Failed', deploy: 'NotStarted', release: 'Failed' },
    });
});

it('runs parallel stages at once and waits for all of them', () => {
  given(pipeline([parallelStages(stage('a'), stage('b'), stage('c')), stage('d')]))
    .gives({ effects: ['StartTask a_step', 'StartTask b_step', 'StartTask c_step'] })
    .when(succeeds('b_step'), succeeds('a_step'))
    .gives({ statuses: { a: 'Success', c: 'Running', d: 'NotStarted' } })
    .when(succeeds('c_step'))
    .gives({ effects: ['StartTask d_step'], statuses: { d: 'Running' } });
});

it('lets parallel stages finish when one of them fails, and then does not go on', () => {
  given(pipeline([parallelStages(stage('a'), stage('b')), stage('c')]))
    .when(fails('a_step'))
    .gives({ statuses: { a: 'Failed', b: 'Running', release: 'Running' } })
    .when(succeeds('b_step'))
    .gives({ statuses: { b: 'Success', c: 'NotStarted', release: 'Failed' } });
});

it('starts every member of a parallel block after every member of the one before', () => {
  given(pipeline([parallelStages(stage('a'), stage('b')), parallelStages(stage('c'), stage('d'))]))
    .when(succeeds('a_step'))
    .gives({ effects: [] })
    .when(succeeds('b_step'))
    .gives({ effects: ['StartTask c_step', 'StartTask d_step'] });
});

it('runs parallel steps and groups within groups', () => {
  const nested = group('g', [script('x'), parallelSteps(script('y'), group('h', [script('z')]))]);
  given(pipeline([stage('s', [nested, script('last')])]))
    .when(succeeds('x'))
    .gives({
      happened: ['StepEnded x Success', 'StepScheduled y', 'NodeStarted h', 'StepScheduled z'],
    })
    .when(succeeds('z'), succeeds('y'))
    .gives({ statuses: { h: 'Success', g: 'Success', last: 'Queued' } });
});

it('ends a stage, and a pipeline, in which there is nothing to do', () => {
  given(pipeline([stage('a', []), stage('b', [group('g', [])])])).gives({
    statuses: { a: 'Success', g: 'Success', b: 'Success', release: 'Success' },
  });
  given(pipeline([])).gives({ statuses: { release: 'Success' } });
});

it('treats two steps of one name in different groups as two steps', () => {
  const run = Run.start(
    pipeline([stage('s', [group('g', [script('same')]), group('h', [script('same')])])]),
  );
  const steps = 'pipeline.stages.s.spec.execution.steps';
  run.succeed(`${steps}.g.steps.same`);
  expect(run.status(`${steps}.h.steps.same`)).toBe('Queued');
  run.fail(`${steps}.h.steps.same`);
  expect([run.status('g'), run.status('h')]).toEqual(['Success', 'Failed']);
});

it('gives each attempt a task named after execution, node and attempt', () => {
  const run = Run.start(pipeline([stage('build')]));
  expect(run.effects).toMatchObject([
    {
      type: 'StartTask',
      taskId: 'execution-1/pipeline.stages.build.spec.execution.steps.build_step/1',
    },
  ]);
});

it('takes delegate selectors from the step, else from what is nearest around it', () => {
  const run = Run.start(
    pipeline(
      [
        parallelStages(
          stage('a', [script('own', { selectors: ['gpu'] })], { delegateSelectors: ['stage'] }),
          stage('b', [group('g', [script('inGroup')], { delegateSelectors: ['group'] })]),
          stage('c', [group('h', [script('inStage')])], { delegateSelectors: ['stage'] }),
          stage('d', [script('inPipeline')]),
        ),
      ],
      { delegateSelectors: ['pipeline'] },
    ),
  );
  const selectors = run.effects.map((effect) => effect.type === 'StartTask' && effect.selectors);
  expect(selectors).toEqual([['gpu'], ['group'], ['stage'], ['pipeline']]);
});
