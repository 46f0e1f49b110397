import { viewNode } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import {
  group,
  parallelStages,
  pipeline,
  script,
  stage,
  text,
  variable,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { fails, given, succeeds } from '../testing/specification.ts';

const stageWhen = (name: string, ...condition: Parameters<typeof when>) =>
  stage(name, undefined, { when: when(...condition) });

describe('a stage that runs on failure', () => {
  const withCleanUp = pipeline([stage('build'), stageWhen('cleanUp', 'Failure')]);

  it('is skipped by its own condition when all is well', () => {
    given(withCleanUp)
      .when(succeeds('build_step'))
      .gives({ statuses: { cleanUp: 'Skipped', release: 'Success' } });
  });

  it('runs after a failure, and the pipeline has failed all the same', () => {
    given(withCleanUp)
      .when(fails('build_step'))
      .gives({ statuses: { cleanUp: 'Running', release: 'Running' } })
      .when(succeeds('cleanUp_step'))
      .gives({ statuses: { cleanUp: 'Success', release: 'Failed' } });
  });

  it('runs although stages between it and the failure never started', () => {
    given(pipeline([stage('build'), stage('deploy'), stageWhen('cleanUp', 'Failure')]))
      .when(fails('build_step'))
      .gives({ statuses: { deploy: 'NotStarted', cleanUp: 'Running' } });
  });
});

it('runs a stage with `when: All` whatever happened, and what comes after it only if all was well', () => {
  const pipelineWithReport = pipeline([
    stage('build'),
    stageWhen('report', 'All'),
    stage('deploy'),
  ]);
  given(pipelineWithReport)
    .when(fails('build_step'), succeeds('report_step'))
    .gives({ statuses: { report: 'Success', deploy: 'NotStarted', release: 'Failed' } });
  given(pipelineWithReport)
    .when(succeeds('build_step'), succeeds('report_step'))
    .gives({ statuses: { deploy: 'Running' } });
});

it('says of a skipped stage what its condition was', () => {
  const run = Run.start(
    pipeline([stageWhen('deploy', 'Success', '<+pipeline.variables.deploy> == "yes"')], {
      variables: [variable('deploy', 'no')],
    }),
  );
  expect(run.state.nodes.get(run.key('deploy'))).toMatchObject({
    status: 'Skipped',
    skip: { condition: '<+pipeline.variables.deploy> == "yes"', evaluated: false },
  });
  expect(run.status('release')).toBe('Success');
});

it.each([
  ['true', 'Running'],
  ['false', 'Skipped'],
  ['<+pipeline.variables.yes>', 'Running'],
  ['<+pipeline.variables.no>', 'Skipped'],
  ['<+pipeline.variables.word>', 'Running'],
  ['<+pipeline.name> == "Release" && !<+pipeline.variables.no>', 'Running'],
  ['<+pipeline.stages.later.status> == "SUCCEEDED"', 'Skipped'],
  ['<+pipeline.stages.later.status>', 'Skipped'],
])('takes the condition %s for a stage that is %s', (condition, status) => {
  const run = Run.start(
    pipeline([stageWhen('deploy', 'Success', condition), stage('later')], {
      variables: [variable('yes', 'true'), variable('no', 'false'), variable('word', 'maybe')],
    }),
  );
  expect(run.status('deploy')).toBe(status);
});

it('fails a stage whose condition cannot be worked out, and says where it stands', () => {
  const condition = { status: 'Success', at: { line: 9, column: 7 } } as const;
  const run = Run.start(
    pipeline([
      stage('deploy', undefined, {
        when: { ...condition, condition: text('<+pipeline.variables.nope>', 11, 20) },
      }),
    ]),
  );
  expect(run.status('deploy')).toBe('Failed');
  const node = run.state.nodes.get(run.key('deploy'));
  const failure = node?.phase === 'ended' ? node.failure : undefined;
  expect(failure?.types).toEqual(['ConfigurationFailure']);
  expect(failure?.message).toMatch(/^its condition has no value: line 11, column 41: .*nope/);
});

it('does not ask the condition of a stage that comes after a failure', () => {
  const run = Run.start(
    pipeline([stage('build'), stageWhen('deploy', 'Success', '<+pipeline.variables.nope>')]),
  );
  run.fail('build_step');
  expect(run.status('deploy')).toBe('NotStarted');
});

it('asks steps for their own conditions: that of the stage is not handed down', () => {
  given(
    pipeline([
      stage('build'),
      stage('cleanUp', [script('x'), script('y', { when: when('Failure') })], {
        when: when('Failure'),
      }),
    ]),
  )
    .when(fails('build_step'))
    .gives({ statuses: { x: 'Queued' } })
    .when(succeeds('x'))
    .gives({ statuses: { y: 'Skipped', cleanUp: 'Success' } });
});

describe('a step after a failed one', () => {
  it('in a group does not run when the failure was before the group', () => {
    given(
      pipeline([
        stage('s', [
          script('bad'),
          group('g', [script('plain'), script('own', { when: when('Success') })], {
            when: when('All'),
          }),
        ]),
      ]),
    )
      .when(fails('bad'))
      .gives({ statuses: { g: 'Running', plain: 'Queued' } })
      .when(succeeds('plain'))
      .gives({ statuses: { own: 'NotStarted', g: 'Success', s: 'Failed' } });
  });

  it('runs when it is there for failures, in the group of the failed step and after it', () => {
    given(
      pipeline([
        stage('s', [
          group('g', [script('bad'), script('inside', { when: when('Failure') })]),
          script('outside', { when: when('Failure') }),
        ]),
      ]),
    )
      .when(fails('bad'))
      .gives({ statuses: { inside: 'Queued' } })
      .when(succeeds('inside'))
      .gives({ statuses: { g: 'Failed', outside: 'Queued' } });
  });
});

it('counts an ignored failure as success for what follows, and as failure for a clean-up', () => {
  const ignored = {
    status: 'IgnoreFailed',
    failure: { message: 'flaky', types: ['Unknown'] },
  } as const;
  const run = Run.start(
    pipeline([stage('a'), stage('b'), stageWhen('cleanUp', 'Failure'), stage('c')]),
  );
  run.take('a_step');
  run.report('a_step', ignored);
  expect([run.status('a'), run.status('b')]).toEqual(['IgnoreFailed', 'Running']);
  run.succeed('b_step');
  run.succeed('cleanUp_step');
  run.succeed('c_step');
  expect(run.status('release')).toBe('IgnoreFailed');
});

it('ends a pipeline in which every stage was skipped with success', () => {
  given(
    pipeline([stageWhen('a', 'Failure'), parallelStages(stageWhen('b', 'All', 'false'))]),
  ).gives({ statuses: { a: 'Skipped', b: 'Skipped', release: 'Success' } });
});

it('ends a group in which nothing has a turn', () => {
  given(
    pipeline([
      stage('s', [
        script('bad'),
        group('g', [script('x', { when: when('Success') })], { when: when('All') }),
      ]),
    ]),
  )
    .when(fails('bad'))
    .gives({ statuses: { g: 'Success', x: 'NotStarted', s: 'Failed', release: 'Failed' } });
});

it('says of what runs on failure only, and was skipped, which failure it was there for', () => {
  const run = Run.start(
    pipeline([
      stage('build', [script('compile'), script('mend', { when: when('Failure') })]),
      stageWhen('cleanUp', 'Failure'),
    ]),
  );
  run.succeed('compile');
  const skipOf = (name: string) => viewNode(run.state, run.key(name)).skip?.condition;
  expect([skipOf('mend'), skipOf('cleanUp')]).toEqual([
    '<+OnStageFailure>',
    '<+OnPipelineFailure>',
  ]);
});
