import { expect, it } from 'vitest';
import { ASKS } from '../testing/asking-pipelines.ts';
import { matrix } from '../testing/loops.ts';
import {
  approval,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  queue,
  script,
  stage,
  steps,
} from '../testing/pipelines.ts';
import { bob, type Run } from '../testing/run.ts';
import { given, isStopped } from '../testing/specification.ts';

const undoneBy = (name: string) => ({
  failureStrategies: [onFailure('StageRollback')],
  rollbackSteps: steps(script(name)),
});

const marked = stage('s', undefined, undoneBy('undo'));

/** A stage that a failure undoes, beside another one; both run. */
const beside = (other = stage('other')): Run =>
  given(pipeline([parallelStages(marked, other)])).run;

const shows = (run: Run, ...names: readonly string[]) => names.map((name) => run.status(name));

it('a stage that a person marks as failed is undone once the stages beside it are over', () => {
  const run = beside();
  run.markFailed('s');
  expect(shows(run, 's_step', 's', 'undo')).toEqual(['Failed', 'Running', 'NotStarted']);
  run.succeed('other_step');
  expect(shows(run, 's', 'undo')).toEqual(['Running', 'Queued']);
  run.succeed('undo');
  expect(shows(run, 's', 'release')).toEqual(['Failed', 'Failed']);
});

it('one that fails by itself is undone at once, and so is one of which a step is marked', () => {
  const failing = beside();
  failing.fail('s_step');
  expect(failing.status('undo')).toBe('Queued');
  const stepwise = beside();
  stepwise.markFailed('s_step');
  expect(stepwise.status('undo')).toBe('Queued');
});

it('all stages of a pipeline that is marked are undone at once', () => {
  const run = beside(stage('other', undefined, undoneBy('undo_other')));
  run.markFailed('release');
  expect(shows(run, 'undo', 'undo_other')).toEqual(['Queued', 'Queued']);
});

it('of two marked stages neither waits for the other', () => {
  const run = beside(stage('other', undefined, undoneBy('undo_other')));
  run.markFailed('s');
  run.markFailed('other');
  expect(shows(run, 'undo', 'undo_other')).toEqual(['Queued', 'Queued']);
});

it('a stage that stands in a queue, which the marked one may hold, is not waited for', () => {
  const holding = stage('s', [queue('hold', 'prod', 'Stage'), script('x')], undoneBy('undo'));
  const { run } = given(
    pipeline([
      parallelStages(holding, stage('other', [queue('come', 'prod', 'Stage'), script('y')])),
    ]),
  );
  run.grant('hold');
  run.markFailed('s');
  expect(shows(run, 'come', 'undo')).toEqual(['ResourceWaiting', 'Queued']);
});

it('a stage in which something runs beside what stands in a queue is waited for', () => {
  const holding = stage('s', [queue('hold', 'prod', 'Stage'), script('x')], undoneBy('undo'));
  const queued = stage('other', [
    parallelSteps(queue('come', 'prod', 'Stage'), script('y')),
    script('z'),
  ]);
  const { run } = given(pipeline([parallelStages(holding, queued)]));
  run.grant('hold');
  run.markFailed('s');
  expect(run.status('undo')).toBe('NotStarted');
  run.succeed('y');
  expect(shows(run, 'come', 'undo')).toEqual(['ResourceWaiting', 'Queued']);
});

it('a stage that waits for people is waited for', () => {
  const run = beside(stage('other', [approval('agree')]));
  run.markFailed('s');
  expect(run.status('undo')).toBe('NotStarted');
  run.approve('agree');
  expect(run.status('undo')).toBe('Queued');
});

it('a loop that is marked has all of its instances undone once the stages beside it are over', () => {
  const looped = stage('s', undefined, {
    ...undoneBy('undo'),
    strategy: matrix({ os: ['linux', 'mac'] }),
  });
  const { run } = given(pipeline([parallelStages(looped, stage('other'))]));
  const undone = ['s-linux', 's-mac'].map(
    (one) => `pipeline.stages.${one}.spec.execution.rollbackSteps.undo`,
  );
  run.markFailed('pipeline.stages.s');
  expect(shows(run, ...undone)).toEqual(['NotStarted', 'NotStarted']);
  run.succeed('other_step');
  expect(shows(run, ...undone)).toEqual(['Queued', 'Queued']);
});

it('an abort ends the wait, and nothing is undone', () => {
  const run = beside();
  run.markFailed('s');
  run.abort();
  expect(shows(run, 'release', 'undo')).toEqual(['Aborted', 'NotStarted']);
});

it('a pause goes on holding it back when the others are over', () => {
  const run = beside();
  run.markFailed('s');
  run.pause();
  run.succeed('other_step');
  expect(run.status('undo')).toBe('NotStarted');
  run.resume();
  expect(run.status('undo')).toBe('Queued');
});

it('without rollback steps there is nothing to wait for', () => {
  const plain = stage('s', undefined, { failureStrategies: [onFailure('StageRollback')] });
  const { run } = given(pipeline([parallelStages(plain, stage('other'))]));
  run.markFailed('s');
  expect(run.status('s')).toBe('Failed');
});

it('one in which something is still being stopped is undone when that is over', () => {
  const both = stage('s', [parallelSteps(script('waits'), script('held'))], undoneBy('undo'));
  const { run } = given(pipeline([both]));
  run.take('held');
  run.markFailed('s');
  expect(shows(run, 'waits', 'held', 'undo')).toEqual(['Failed', 'Discontinuing', 'NotStarted']);
  isStopped('held')(run);
  expect(shows(run, 'held', 'undo')).toEqual(['Failed', 'Queued']);
});

it('a stage that asks for its inputs is waited for', () => {
  const run = beside(stage('other', undefined, { asks: ASKS }));
  run.markFailed('s');
  expect(shows(run, 'other', 'undo')).toEqual(['InputWaiting', 'NotStarted']);
  run.perform({ type: 'GiveInputs', node: run.key('other'), by: bob, values: { v: 'x' } });
  run.succeed('other_step');
  expect(run.status('undo')).toBe('Queued');
});
