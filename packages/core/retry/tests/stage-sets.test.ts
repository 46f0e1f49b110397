import { expect, it } from 'vitest';
import { parallelStages, pipeline, stage } from '../../execution/testing/pipelines.ts';
import { Run } from '../../execution/testing/run.ts';
import { retryableGroups, stageSets, stagesToResume } from '../index.ts';

/** `build`, then `good` beside `bad`, which failed, then `ship`. */
function failedInParallel(): Run {
  const run = Run.start(
    pipeline([stage('build'), parallelStages(stage('good'), stage('bad')), stage('ship')]),
  );
  run.succeed('build_step');
  run.succeed('good_step');
  run.fail('bad_step');
  return run;
}

it('each sequential position is one set, and stages side by side share it', () => {
  const sets = stageSets(failedInParallel().state.plan);
  expect(sets.map(({ name, stages }) => [name, stages.map((one) => one.identifier)])).toEqual([
    ['STAGE 1', ['build']],
    ['STAGE 2', ['good', 'bad']],
    ['STAGE 3', ['ship']],
  ]);
});

it.each(['STAGE 2', 'stage 2', ' STAGE 2 ', 'good', 'bad'])(
  '"%s" means every stage of its position',
  (name) => {
    expect(stagesToResume(failedInParallel().state, name)).toEqual({
      ok: true,
      value: ['good', 'bad'],
    });
  },
);

it('a set that never started is named whole, so that the retry says why it cannot be', () => {
  expect(stagesToResume(failedInParallel().state, 'STAGE 3')).toEqual({
    ok: true,
    value: ['ship'],
  });
});

it.each(['STAGE 4', 'STAGE 0', 'STAGE', 'nothing', '', '__proto__'])(
  'what has no stage "%s" says which it has',
  (name) => {
    const found = stagesToResume(failedInParallel().state, name);
    expect(found).toMatchObject({ ok: false, error: { code: 'STAGE_NOT_FOUND' } });
    expect(found.ok ? '' : found.error.message).toContain('STAGE 2 (good, bad)');
  },
);

it('a position comes before a stage that has its name for its own', () => {
  const run = Run.start(
    pipeline([stage('first', undefined, { name: 'STAGE 2' }), stage('second')]),
  );
  run.fail('first_step');
  expect(stagesToResume(run.state, 'STAGE 2')).toEqual({ ok: true, value: ['second'] });
});

it('an identifier comes before a name, and a name is enough', () => {
  const run = Run.start(
    pipeline([
      stage('first', undefined, { name: 'second' }),
      stage('second', undefined, { name: 'Last' }),
    ]),
  );
  run.succeed('first_step');
  run.fail('second_step');
  expect(stagesToResume(run.state, 'second')).toEqual({ ok: true, value: ['second'] });
  expect(stagesToResume(run.state, 'Last')).toEqual({ ok: true, value: ['second'] });
});

it('a name that stages of two positions have is refused, and they are told apart', () => {
  const same = { name: 'Check' };
  const run = Run.start(
    pipeline([stage('first', undefined, same), stage('second', undefined, same)]),
  );
  run.fail('first_step');
  const found = stagesToResume(run.state, 'Check');
  expect(found.ok ? '' : found.error.message).toContain('STAGE 1 (Check), STAGE 2 (Check)');
});

it('of a set that did not start as a whole, the rest runs beside those that ended', () => {
  const run = Run.start(
    pipeline([
      stage('broken'),
      stage('fine', undefined, { dependsOn: [] }),
      stage('after_broken', undefined, { dependsOn: ['broken'] }),
      stage('after_fine', undefined, { dependsOn: ['fine'] }),
    ]),
  );
  run.fail('broken_step');
  run.succeed('fine_step');
  run.fail('after_fine_step');
  const positions = retryableGroups(run.state).map(({ stages }) =>
    stages.map((one) => one.identifier),
  );
  expect(positions).toEqual([['broken', 'fine'], ['after_fine']]);
  const from = stagesToResume(run.state, 'STAGE 2');
  expect(from).toEqual({ ok: true, value: ['after_fine'] });
  const { stages } = run.planRetry({ from: ['after_fine'] });
  expect(stages.map(({ identifier, decision }) => `${identifier} ${decision}`)).toEqual([
    'broken run',
    'fine reuse',
    'after_broken run',
    'after_fine run',
  ]);
});
