import { asExecutionId } from '@reprise/core';
import { viewNode } from '@reprise/core/execution';
import { expect, it } from 'vitest';
import { chained } from '../testing/chained.ts';
import { onFailure, pipeline, retryUpTo, script, stage } from '../testing/pipelines.ts';
import { DELEGATE, Run, START } from '../testing/run.ts';

const tries = (run: Run, name: string) => viewNode(run.state, run.key(name)).tries;
const task = (attempt: number) => `execution-1/pipeline.stages.a.spec.execution.steps.x/${attempt}`;
const failure = (message: string) => ({ message, types: ['Unknown'] });
const twice = { failureStrategies: [onFailure(retryUpTo(1))] };

it('a step shows each of its tries: where it ran, how it ended and what was done about it', () => {
  const run = Run.start(pipeline([stage('a', [script('x', twice)])]));
  run.pass(1_000);
  run.fail('x', 'first');
  const first = {
    attempt: 1,
    status: 'Failed',
    startedAt: START,
    endedAt: START + 1_000,
    task: task(1),
    delegate: DELEGATE,
    failure: failure('first'),
    action: 'Retry',
  };
  const none = { endedAt: null, task: null, delegate: null, failure: null, action: null };
  const second = { ...none, attempt: 2, startedAt: START + 1_000 };
  expect(tries(run, 'x')).toEqual([first, { ...second, status: 'Queued' }]);
  run.passToWake();
  run.take('x');
  const begun = { ...second, startedAt: START + 11_000, task: task(2), delegate: DELEGATE };
  expect(tries(run, 'x')).toEqual([first, { ...begun, status: 'Running' }]);
  run.pass(500);
  run.fail('x', 'second');
  const ended = { endedAt: START + 11_500, failure: failure('second'), action: 'MarkAsFailure' };
  expect(tries(run, 'x')).toMatchObject([first, { status: 'Failed', task: task(2), ...ended }]);
});

it('a try that was the last and went well has an end and no failure', () => {
  const run = Run.start(pipeline([stage('a', [script('x')])]));
  run.pass(1_000);
  run.succeed('x');
  expect(tries(run, 'x')).toEqual([
    {
      attempt: 1,
      status: 'Success',
      startedAt: START,
      endedAt: START + 1_000,
      task: task(1),
      delegate: DELEGATE,
      failure: null,
      action: null,
    },
  ]);
});

it('a try about which nothing was decided tells its failure', () => {
  const run = Run.start(pipeline([stage('a', [script('x')])]));
  run.fail('x', 'broken');
  expect(tries(run, 'x')).toMatchObject([{ failure: failure('broken'), action: null }]);
});

it('a try that no delegate ran has no task', () => {
  const run = Run.start(pipeline([chained('a', twice)]));
  run.perform({
    type: 'EndChild',
    node: run.key('child'),
    attempt: 1,
    child: asExecutionId('the-child'),
    outcome: { status: 'Failed', failure: { message: 'it ended Failed', types: ['Unknown'] } },
  });
  run.passToWake();
  expect(tries(run, 'child')).toMatchObject([
    { attempt: 1, task: null, action: 'Retry' },
    { attempt: 2, task: null, action: null },
  ]);
});
