import { asInstant } from '@reprise/core';
import { nextWake, statusOf, viewNode } from '@reprise/core/execution';
import { expect, it } from 'vitest';
import { group, pipeline, script, stage, wait, when } from '../../execution/testing/pipelines.ts';
import { Run } from '../../execution/testing/run.ts';

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
