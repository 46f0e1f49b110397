import { asInstant } from '@reprise/core';
import { viewNode } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import {
  onFailure,
  parallelStages,
  pipeline,
  script,
  stage,
  text,
  when,
} from '../../execution/testing/pipelines.ts';
import { noObjection, Run } from '../../execution/testing/run.ts';
import { retryableGroups } from '../index.ts';

const decisions = (run: Run, from: readonly string[], runAllStages = true) =>
  run
    .planRetry({ from, runAllStages })
    .stages.map(({ identifier, decision }) => `${identifier}: ${decision}`);

function line(): Run {
  const run = Run.start(pipeline([stage('build'), stage('test'), stage('deploy'), stage('smoke')]));
  run.succeed('build_step');
  run.succeed('test_step');
  run.fail('deploy_step');
  return run;
}

describe('in a line of stages', () => {
  it('the stages before are reused, the named one runs and so do all after it', () => {
    expect(decisions(line(), ['deploy'])).toEqual([
      'build: reuse',
      'test: reuse',
      'deploy: run',
      'smoke: run',
    ]);
  });

  it('a stage that had succeeded runs when it is named', () => {
    expect(decisions(line(), ['test'])).toEqual([
      'build: reuse',
      'test: run',
      'deploy: run',
      'smoke: run',
    ]);
  });

  it('naming a stage twice is naming it once', () => {
    expect(line().planRetry({ from: ['deploy', 'deploy'] }).from).toEqual(['deploy']);
  });

  it('every decision has its reason, and what is reused names where it ran', () => {
    const plan = line().planRetry({ from: ['deploy'] });
    expect(plan.stages.map(({ reason }) => reason)).toEqual([
      'it ended Success and comes before deploy',
      'it ended Success and comes before deploy',
      'the retry starts from it',
      'it comes after deploy',
    ]);
    expect(plan.stages.map(({ origin }) => origin)).toEqual([
      'execution-1',
      'execution-1',
      undefined,
      undefined,
    ]);
  });
});

describe('in a parallel group', () => {
  function group(): Run {
    const run = Run.start(
      pipeline([
        stage('build'),
        parallelStages(
          stage('good'),
          stage('bad'),
          stage('skipped', undefined, { when: when('Failure') }),
          stage('worse'),
        ),
        stage('deploy'),
      ]),
    );
    run.succeed('build_step');
    run.succeed('good_step');
    run.fail('bad_step');
    run.fail('worse_step');
    return run;
  }

  it('all members run by default', () => {
    expect(decisions(group(), ['bad'])).toEqual([
      'build: reuse',
      'good: run',
      'bad: run',
      'skipped: run',
      'worse: run',
      'deploy: run',
    ]);
  });

  it('only those that did not end well run when asked so; a skipped one is reused', () => {
    expect(decisions(group(), ['bad'], false)).toEqual([
      'build: reuse',
      'good: reuse',
      'bad: run',
      'skipped: reuse',
      'worse: run',
      'deploy: run',
    ]);
  });

  it('a named member that had ended well runs with those that had not', () => {
    expect(decisions(group(), ['good'], false)).toEqual([
      'build: reuse',
      'good: run',
      'bad: run',
      'skipped: reuse',
      'worse: run',
      'deploy: run',
    ]);
  });

  it('several members may be named', () => {
    expect(group().planRetry({ from: ['worse', 'bad'] }).from).toEqual(['bad', 'worse']);
  });

  it('a member that an abort kept from starting runs', () => {
    const run = Run.start(
      pipeline([
        parallelStages(
          stage('a'),
          stage('b', undefined, { when: when('Success', 'false') }),
          stage('c'),
        ),
      ]),
    );
    run.succeed('a_step');
    run.abort();
    expect(decisions(run, ['c'], false)).toEqual(['a: reuse', 'b: reuse', 'c: run']);
  });
});

it('has a digest that is the same for the same decisions, whenever and in whatever order it is asked', () => {
  const run = line();
  const first = run.planRetry({ from: ['deploy'] });
  const later = run.planRetry({ from: ['deploy'] }, noObjection(asInstant(run.now + 5000)));
  expect(later.digest).toBe(first.digest);
  expect(first.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const second = run.retry({ from: ['deploy'] });
  second.fail('deploy_step');
  const others = [
    run.planRetry({ from: ['test'] }),
    run.planRetry({ from: ['deploy'], runAllStages: false }),
    second.planRetry({ from: ['deploy'] }),
  ];
  expect(new Set([first, ...others].map(({ digest }) => digest)).size).toBe(4);
});

it('tells how long the reused stages were running, those side by side once', () => {
  const run = Run.start(
    pipeline([stage('build'), parallelStages(stage('a'), stage('b')), stage('deploy')]),
  );
  run.take('build_step');
  run.pass(10_000);
  run.succeed('build_step');
  run.pass(5_000);
  run.succeed('a_step');
  run.pass(15_000);
  run.succeed('b_step');
  run.pass(60_000);
  run.fail('deploy_step');
  expect(run.planRetry({ from: ['deploy'] }).savedTime).toBe(30_000);
  expect(run.planRetry({ from: ['a'] }).savedTime).toBe(10_000);
  expect(run.planRetry({ from: ['b'], runAllStages: true }).savedTime).toBe(10_000);
});

it('tells it whichever of them ran first, and in which execution', () => {
  const first = Run.start(pipeline([parallelStages(stage('a'), stage('b')), stage('last')]));
  first.pass(10_000);
  first.succeed('b_step');
  first.fail('a_step');
  const second = first.retry({ from: ['a'], runAllStages: false });
  second.pass(10_000);
  second.succeed('a_step');
  second.fail('last_step');
  expect(second.planRetry({ from: ['last'] }).savedTime).toBe(20_000);
});

it('runs what comes after a stage that runs beside the named ones, however that had ended', () => {
  const run = Run.start(
    pipeline([
      stage('broken', undefined, { dependsOn: [] }),
      stage('report', undefined, { dependsOn: ['broken'], when: when('All') }),
      stage('named', undefined, { dependsOn: [] }),
    ]),
  );
  run.fail('broken_step');
  run.succeed('report_step');
  run.fail('named_step');
  const { stages } = run.planRetry({ from: ['named'] });
  expect(stages.map(({ identifier, decision }) => [identifier, decision])).toEqual([
    ['broken', 'run'],
    ['named', 'run'],
    ['report', 'run'],
  ]);
});

it('a stage that was skipped saves no time', () => {
  const skipped = { when: { ...when('Success'), condition: text('false') } };
  const run = Run.start(pipeline([stage('extra', undefined, skipped), stage('deploy')]));
  run.fail('deploy_step');
  expect(run.planRetry({ from: ['deploy'] }).savedTime).toBe(0);
});

it('offers a group of which a part never began, for something in it aborted all at once', () => {
  const strategy = { failureStrategies: [onFailure('Abort')] };
  const broken = script('broken', { source: 'echo <+pipeline.variables.none>', ...strategy });
  const run = Run.start(pipeline([parallelStages(stage('a', [broken]), stage('b'))]));
  expect(viewNode(run.state, run.key('b')).status).toBe('NotStarted');
  expect(retryableGroups(run.state)).toHaveLength(1);
});

it('offers no start behind a failure, although something ran there all the same', () => {
  const report = stage('report', undefined, { when: when('All') });
  const stages = (run: Run) =>
    retryableGroups(run.state).map((group) => group.stages.map(({ identifier }) => identifier));
  const listed = Run.start(pipeline([parallelStages(stage('a'), stage('b')), report]));
  listed.succeed('a_step');
  listed.fail('b_step');
  listed.succeed('report_step');
  expect(stages(listed)).toEqual([['a', 'b']]);
  const tied = Run.start(pipeline([stage('a'), { ...report, dependsOn: ['a'] }]));
  tied.fail('a_step');
  tied.succeed('report_step');
  expect(stages(tied)).toEqual([['a']]);
});

describe('the positions to retry from', () => {
  const groupsOf = (run: Run) =>
    retryableGroups(run.state).map(({ stages }) => stages.map((each) => each.identifier));

  it('end with the one that failed', () => {
    expect(groupsOf(line())).toEqual([['build'], ['test'], ['deploy']]);
  });

  it('have all members of a parallel group, with how they ended', () => {
    const run = Run.start(pipeline([parallelStages(stage('a'), stage('b')), stage('c')]));
    run.succeed('a_step');
    run.fail('b_step');
    expect(retryableGroups(run.state)).toEqual([
      {
        stages: [
          { identifier: 'a', name: 'a', status: 'Success', startedAt: run.now },
          { identifier: 'b', name: 'b', status: 'Failed', startedAt: run.now },
        ],
      },
    ]);
  });

  it('do not go past a failure to a stage that ran after it: it cannot be reached without that', () => {
    const run = Run.start(
      pipeline([stage('build'), stage('report', undefined, { when: when('All') })]),
    );
    run.fail('build_step');
    run.succeed('report_step');
    expect(groupsOf(run)).toEqual([['build']]);
  });
});
