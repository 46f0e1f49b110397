import { asNodeKey } from '@reprise/core';
import { type ExecutionEvent, type ExecutionState, evolve, fold } from '@reprise/core/execution';
import { buildPlan } from '@reprise/core/plan';
import { expect, it } from 'vitest';
import { pipeline, script, stage } from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const finished = (): Run => {
  const run = Run.start(pipeline([stage('build'), stage('deploy')]));
  run.succeed('build_step');
  run.fail('deploy_step');
  return run;
};

it('gives the state of an execution by folding its events, one by one or all at once', () => {
  const run = finished();
  const [created, ...rest] = run.events;
  if (created === undefined) throw new Error('no events');
  const stepwise = rest.reduce(evolve, fold(run.plan, [created]));
  expect(stepwise).toEqual(run.state);
  expect(fold(run.plan, run.events)).toEqual(run.state);
});

it('survives a round trip through JSON', () => {
  const run = finished();
  const stored = JSON.parse(JSON.stringify(run.events)) as readonly ExecutionEvent[];
  expect(fold(run.plan, stored)).toEqual(run.state);
});

it('refuses a stream that is empty or does not begin with its creation', () => {
  const run = finished();
  expect(() => fold(run.plan, [])).toThrow('this one is empty');
  expect(() => fold(run.plan, run.events.slice(1))).toThrow('begins with NodeStarted');
});

it('refuses a stream of another pipeline, naming the event and the node', () => {
  const run = finished();
  const other = buildPlan(pipeline([stage('other', [script('x')])]));
  expect(() => fold(other, run.events)).toThrow(
    'event 3 of the stream does not fit: NodeStarted of pipeline.stages.build is impossible: the pipeline has no node pipeline.stages.build',
  );
});

it('never takes a stream from which an event is missing, or in which one is twice, for the whole', () => {
  const run = finished();
  run.events.forEach((event, index) => {
    expect(() => fold(run.plan, run.events.toSpliced(index, 0, event))).toThrow('does not fit');
    expect(stateOf(run, run.events.toSpliced(index, 1))).not.toEqual(run.state);
  });
});

function stateOf(run: Run, events: readonly ExecutionEvent[]): ExecutionState | null {
  try {
    return fold(run.plan, events);
  } catch {
    return null;
  }
}

it('refuses an event after the end', () => {
  const run = finished();
  const [started] = run.events.filter((event) => event.type === 'StepStarted');
  if (started === undefined) throw new Error('no step was started');
  expect(() => evolve(run.state, started)).toThrow('the execution has ended');
});

it('refuses an event of a kind that its node cannot have', () => {
  const run = Run.start(pipeline([stage('build')]));
  const at = run.now;
  const step = run.key('build_step');
  const stageKey = asNodeKey('pipeline.stages.build');
  const impossible: readonly ExecutionEvent[] = [
    { type: 'NodeStarted', at, node: step },
    { type: 'NodeEnded', at, node: step, status: 'Success' },
    { type: 'NodeTimedOut', at, node: step },
    {
      type: 'StepScheduled',
      at,
      node: stageKey,
      attempt: 1,
      work: { kind: 'wait', duration: 1 as never },
    },
    { type: 'StepEnded', at, node: step, attempt: 2, outcome: { status: 'Success', outputs: {} } },
    { type: 'StepStopping', at, node: step, attempt: 1, cause: 'abort', forceAt: at },
  ];
  for (const event of impossible) expect(() => evolve(run.state, event)).toThrow('is impossible');
});
