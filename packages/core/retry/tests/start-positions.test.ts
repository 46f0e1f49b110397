import { asExecutionId } from '@reprise/core';
import { viewNode } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { parallelStages, pipeline, stage, when } from '../../execution/testing/pipelines.ts';
import { noObjection, Run } from '../../execution/testing/run.ts';
import { failedStages, planRetry, retryableGroups } from '../index.ts';
import { failedDeploy } from '../testing/failed-deploy.ts';

function partlyRun(): Run {
  const run = Run.start(
    pipeline([
      stage('build'),
      parallelStages(stage('good'), stage('bad')),
      stage('never'),
      stage('report', undefined, { when: when('All') }),
    ]),
  );
  run.succeed('build_step');
  run.succeed('good_step');
  run.fail('bad_step');
  run.succeed('report_step');
  return run;
}

it('a plan says of each stage whether a retry could start from it, and why not', () => {
  const { stages } = partlyRun().planRetry({ from: ['bad'] });
  expect(stages.map(({ identifier, startRefused }) => [identifier, startRefused])).toEqual([
    ['build', undefined],
    ['good', undefined],
    ['bad', undefined],
    ['never', { code: 'STAGE_NOT_STARTED', reason: 'it never started' }],
    [
      'report',
      { code: 'EARLIER_STAGE_NOT_REUSABLE', reason: 'never comes before it and never started' },
    ],
  ]);
});

it('what a plan refuses to start from, a retry refuses, and the other way round', () => {
  const run = partlyRun();
  for (const { identifier, startRefused } of run.planRetry({ from: ['bad'] }).stages) {
    const request = { from: [identifier], runAllStages: true };
    const planned = planRetry(run.state, request, noObjection(run.now));
    expect(planned.ok ? undefined : planned.error.code, identifier).toBe(startRefused?.code);
  }
});

it('a refused plan says of each stage whether it could start from that one', () => {
  const run = partlyRun();
  const refused = planRetry(
    run.state,
    { from: ['never'], runAllStages: true },
    noObjection(run.now),
  );
  expect(refused).toMatchObject({
    error: {
      facts: {
        decisions: [
          { identifier: 'build', startsHere: true, reason: null },
          { identifier: 'good', startsHere: true, reason: null },
          { identifier: 'bad', startsHere: true, reason: null },
          { identifier: 'never', startsHere: false, reason: 'it never started' },
          { identifier: 'report', startsHere: false },
        ],
      },
    },
  });
});

it('an earlier execution of a chain is refused with the name of the newest', () => {
  const run = partlyRun();
  const [retriedBy, newest] = ['execution-2', 'execution-7'].map(asExecutionId);
  if (retriedBy === undefined || newest === undefined) throw new Error('two names');
  const context = { ...noObjection(run.now), retriedBy, newest };
  const refused = planRetry(run.state, { from: ['bad'], runAllStages: true }, context);
  expect(refused).toMatchObject({
    error: {
      code: 'ALREADY_RETRIED',
      facts: { retriedBy, newest },
      message: expect.stringMatching(/by execution-2.*retry execution-7$/),
    },
  });
});

describe('an execution that was aborted while nothing ran', () => {
  /** Paused after its first stage, and aborted then. */
  function stopped(): Run {
    const run = Run.start(
      pipeline([stage('build'), parallelStages(stage('one'), stage('two')), stage('last')]),
    );
    run.pause();
    run.succeed('build_step');
    run.abort();
    return run;
  }

  it('goes on where it stood: what would have been next may be chosen, and is by itself', () => {
    const run = stopped();
    expect(failedStages(run.state)).toEqual(['one', 'two']);
    const { stages } = run.planRetry({ from: failedStages(run.state) });
    expect(stages.map(({ identifier, decision }) => `${decision} ${identifier}`)).toEqual([
      'reuse build',
      'run one',
      'run two',
      'run last',
    ]);
    const retried = run.retry({ from: ['two'] });
    for (const name of ['one_step', 'two_step', 'last_step']) retried.succeed(name);
    expect(retried.status('pipeline')).toBe('Success');
  });

  it('lists its position with those before it, and none behind it', () => {
    const run = stopped();
    const groups = retryableGroups(run.state);
    expect(groups.map((group) => group.stages.map(({ identifier }) => identifier))).toEqual([
      ['build'],
      ['one', 'two'],
    ]);
    const behind = planRetry(
      run.state,
      { from: ['last'], runAllStages: true },
      noObjection(run.now),
    );
    expect(behind).toMatchObject({
      error: { code: 'STAGE_NOT_STARTED', facts: { starts: ['build', 'one', 'two'] } },
    });
  });
});

it('why a stage was run stays on the execution, as why one was reused does', () => {
  const run = failedDeploy().retry({ from: ['test'] });
  const reasons = ['build', 'test', 'deploy', 'compile'].map((name) => {
    const { reused, runReason } = viewNode(run.state, run.key(name));
    return reused?.reason ?? runReason;
  });
  expect(reasons).toEqual([
    'it ended Success and comes before test',
    'the retry starts from it',
    'it comes after test',
    'it ended Success and comes before test',
  ]);
  expect(run.state.created.retry?.runs).toEqual([
    { reason: 'the retry starts from it', nodes: [run.key('test')] },
    { reason: 'it comes after test', nodes: [run.key('deploy'), run.key('smoke')] },
  ]);
});

it('a retry of what failed begins where nothing before it had failed', () => {
  const run = Run.start(
    pipeline([
      stage('fine', undefined, { dependsOn: [] }),
      stage('broken', undefined, { dependsOn: [] }),
      stage('alsoBroken', undefined, { dependsOn: ['fine'] }),
      stage('afterwards', undefined, { dependsOn: ['broken'], when: when('All') }),
      stage('never', undefined, { dependsOn: ['alsoBroken'] }),
    ]),
  );
  run.succeed('fine_step');
  run.fail('broken_step');
  run.fail('afterwards_step');
  run.fail('alsoBroken_step');
  expect(failedStages(run.state)).toEqual(['broken', 'alsoBroken']);
});
