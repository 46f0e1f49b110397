import { asExecutionId, asInstant, asMilliseconds } from '@reprise/core';
import { expect, it } from 'vitest';
import { parallelStages, pipeline, stage, when } from '../../execution/testing/pipelines.ts';
import { noObjection, Run, START } from '../../execution/testing/run.ts';
import { planRetry, type RetryContext, type RetryRequest } from '../index.ts';

const line = pipeline([stage('build'), stage('test'), stage('deploy')]);

function failedAt(name: 'test' | 'deploy'): Run {
  const run = Run.start(line);
  run.succeed('build_step');
  if (name === 'deploy') run.succeed('test_step');
  run.fail(`${name}_step`);
  return run;
}

function refusal(run: Run, from: readonly string[], changes: Partial<RetryContext> = {}) {
  const request: RetryRequest = { from, runAllStages: true };
  const planned = planRetry(run.state, request, { ...noObjection(run.now), ...changes });
  if (planned.ok) throw new Error('expected a refusal');
  return planned.error;
}

it('refuses an execution that has not ended, and says what to do', () => {
  const run = Run.start(line);
  expect(refusal(run, ['build'])).toMatchObject({
    code: 'EXECUTION_NOT_ENDED',
    message: 'the execution is still Running; wait for its end or abort it, then retry',
  });
});

it('refuses an execution that succeeded', () => {
  const run = Run.start(pipeline([stage('build')]));
  run.succeed('build_step');
  expect(refusal(run, ['build'])).toMatchObject({
    code: 'STATUS_NOT_RETRYABLE',
    facts: { status: 'Success' },
  });
});

it('refuses an execution that was retried already, and names the one that did it', () => {
  const retriedBy = asExecutionId('execution-2');
  const found = refusal(failedAt('test'), ['test'], { retriedBy });
  expect(found).toMatchObject({ code: 'ALREADY_RETRIED', facts: { retriedBy } });
  expect(found.message).toContain('execution-2');
});

it('refuses when the pipeline was deleted', () => {
  expect(refusal(failedAt('test'), ['test'], { pipelineExists: false })).toMatchObject({
    code: 'PIPELINE_DELETED',
    facts: { pipeline: 'release' },
  });
});

it('counts the age from the first execution of the chain, to the millisecond', () => {
  const run = failedAt('test');
  const maximumAge = asMilliseconds(30 * 24 * 60 * 60_000);
  const limit = asInstant(START + maximumAge);
  const request = { from: ['test'], runAllStages: true };
  expect(planRetry(run.state, request, { ...noObjection(limit), maximumAge }).ok).toBe(true);
  const late = refusal(run, ['test'], { now: asInstant(limit + 1), maximumAge });
  expect(late.code).toBe('RETRY_TOO_OLD');
  expect(late.message).toContain('30 days');
});

it('wants at least one stage, and lists those that a retry can start from', () => {
  expect(refusal(failedAt('test'), [])).toMatchObject({
    code: 'NO_STAGE_NAMED',
    message: 'name the stage to retry from, one of build, test',
    facts: { stages: ['build', 'test', 'deploy'] },
  });
});

it('refuses a stage that the pipeline does not have', () => {
  const found = refusal(failedAt('test'), ['tset']);
  expect(found.code).toBe('STAGE_NOT_FOUND');
  expect(found.message).toBe('the pipeline has no stage tset; it has build, test, deploy');
});

it('refuses a stage that never started: there is nothing to retry', () => {
  expect(refusal(failedAt('test'), ['deploy'])).toMatchObject({
    code: 'STAGE_NOT_STARTED',
    facts: { stage: 'deploy', ended: ['build', 'test'] },
  });
});

it('names the stages that a retry can start from in place of one that never started', () => {
  const run = Run.start(
    pipeline([
      stage('build'),
      stage('test'),
      stage('ship'),
      stage('clean', undefined, { when: when('All') }),
    ]),
  );
  run.succeed('build_step');
  run.fail('test_step');
  run.succeed('clean_step');
  const found = refusal(run, ['ship']);
  expect(found.facts).toMatchObject({
    ended: ['build', 'test', 'clean'],
    starts: ['build', 'test'],
  });
  expect(found.message).toContain('a retry can start from build, test');
});

it('tells nobody to abort what is being aborted', () => {
  const run = Run.start(line);
  run.take('build_step');
  run.abort();
  expect(refusal(run, ['build'])).toMatchObject({
    code: 'EXECUTION_NOT_ENDED',
    message: 'the execution is still Discontinuing; wait for its end, then retry',
  });
});

it('refuses stages that come one after the other', () => {
  expect(refusal(failedAt('test'), ['build', 'test'])).toMatchObject({
    code: 'STAGES_NOT_IN_ONE_GROUP',
    facts: { from: ['build', 'test'] },
  });
});

it('never skips over a stage that did not end well: the retry must start there', () => {
  const run = Run.start(
    pipeline([stage('build'), stage('report', undefined, { when: when('All') }), stage('deploy')]),
  );
  run.fail('build_step');
  run.succeed('report_step');
  const found = refusal(run, ['report']);
  expect(found).toMatchObject({
    code: 'EARLIER_STAGE_NOT_REUSABLE',
    facts: { stage: 'build', status: 'Failed' },
  });
  expect(found.message).toContain('retry from build');
});

it('never takes a stage for done that was kept from starting by a failure before it', () => {
  const run = Run.start(
    pipeline([
      stage('build'),
      stage('test'),
      parallelStages(stage('report', undefined, { when: when('All') }), stage('deploy')),
    ]),
  );
  run.fail('build_step');
  run.succeed('report_step');
  expect(refusal(run, ['report']).facts).toMatchObject({ stage: 'build' });
  expect(refusal(run, ['deploy']).code).toBe('STAGE_NOT_STARTED');
});
