import { type ExecutionEvent, touched } from '@reprise/core/execution';
import { expect, it } from 'vitest';
import { items } from '../testing/loops.ts';
import {
  group,
  onFailure,
  pipeline,
  retryGroupUpTo,
  script,
  stage,
  steps,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

/** The nodes of which the events of one type speak. */
const touchedBy = (run: Run, type: ExecutionEvent['type']) => [
  ...touched(run.events.filter((event) => event.type === type)),
];
const keys = (run: Run, ...names: readonly string[]) => names.map((name) => run.key(name));

it('names the nodes that events speak of', () => {
  const run = Run.start(pipeline([stage('a'), stage('b')]));
  run.succeed('a_step');
  expect([...touched(run.last.events)]).toEqual(keys(run, 'a_step', 'a', 'b', 'b_step'));
});

it('names all that a retry takes over of a stage', () => {
  const run = Run.start(pipeline([stage('a', [script('x'), script('y')]), stage('b')]));
  run.succeed('x');
  run.succeed('y');
  run.fail('b_step');
  const retry = run.retry({ from: ['b'] });
  expect(new Set(touchedBy(retry, 'StageReused'))).toEqual(new Set(keys(retry, 'a', 'x', 'y')));
});

it('names all that begins anew with a group, also what has to wait for its turn', () => {
  const failureStrategies = [onFailure(retryGroupUpTo(1))];
  const run = Run.start(
    pipeline([stage('s', [group('g', [script('x'), script('y')], { failureStrategies })])]),
  );
  run.succeed('x');
  run.fail('y');
  run.pass(10_000);
  expect(touchedBy(run, 'GroupRestarted')).toEqual(expect.arrayContaining(keys(run, 'x', 'y')));
});

it('names the instances of a loop, also those that have to wait for others', () => {
  const strategy = items(['one', 'two'], { maxConcurrency: '1' });
  const run = Run.start(pipeline([stage('unit', [script('x')], { strategy })]));
  expect(touchedBy(run, 'LoopExpanded')).toEqual(
    expect.arrayContaining(keys(run, 'unit_0', 'unit_1')),
  );
});

it('names the rollback of a pipeline, and in it every stage that it undoes', () => {
  const undoing = (name: string, extra = {}) =>
    stage(name, [script(`${name}_do`)], { rollbackSteps: steps(script(`${name}_undo`)), ...extra });
  const everything = { failureStrategies: [onFailure({ type: 'PipelineRollback' })] };
  const run = Run.start(pipeline([undoing('a'), undoing('b'), undoing('c', everything)]));
  run.succeed('a_do');
  run.succeed('b_do');
  run.fail('c_do');
  run.succeed('c_undo');
  expect(new Set(touchedBy(run, 'PipelineRollbackPlanned'))).toEqual(
    new Set(keys(run, 'pipeline.rollback', 'pipeline.rollback.b', 'pipeline.rollback.a')),
  );
});
