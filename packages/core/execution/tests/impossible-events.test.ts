import { asExecutionId, asNodeKey, type NodeKey } from '@reprise/core';
import { type ExecutionEvent, evolve } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { ASKS } from '../testing/asking-pipelines.ts';
import {
  group,
  onFailure,
  pipeline,
  retryGroupUpTo,
  script,
  stage,
  wait,
} from '../testing/pipelines.ts';
import { ada, type Run, START } from '../testing/run.ts';
import { given, succeeds } from '../testing/specification.ts';

const FAILED = { status: 'Failed', failure: { message: 'no', types: [] } } as const;

/** `first` has ended, `deploy` runs with `nap` in it, and the stage `later` has not begun. */
function running(): Run {
  const deploy = group('deploy', [wait('nap', 60_000)], {
    failureStrategies: [onFailure(retryGroupUpTo(1))],
  });
  const steps = [script('first'), deploy];
  return given(
    pipeline([
      stage('now', steps),
      stage('later', [{ ...script('last'), asks: ASKS }, script('end')]),
    ]),
  ).when(succeeds('first')).run;
}

function refusalOf({ state }: Run, event: ExecutionEvent): string {
  try {
    evolve(state, event);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error(`${event.type} was taken`);
}

describe('an event that cannot have happened is refused, with the reason:', () => {
  const at = START;
  const nowhere = asNodeKey('pipeline.stages.nowhere');
  const restart = (node: NodeKey): ExecutionEvent => ({
    type: 'GroupRestartPlanned',
    at,
    node,
    due: at,
  });

  it('a step fails, or asks for inputs, in a stage that has not begun', () => {
    const run = running();
    const next = { action: 'Retry', at } as const;
    const failed = { type: 'AttemptFailed', at, attempt: 1, outcome: FAILED, next } as const;
    expect(refusalOf(run, { ...failed, node: run.key('end') })).toContain(
      'pipeline.stages.later does not run',
    );
    const asks = { type: 'InputRequested', at, attempt: 1, deadline: at } as const;
    expect(refusalOf(run, { ...asks, node: run.key('last') })).toContain(
      'pipeline.stages.later does not run',
    );
  });

  it('a wait is approved, or runs another pipeline', () => {
    const run = running();
    const said = { by: ada, action: 'APPROVE', comments: '', inputs: {} } as const;
    const nap = { at, node: run.key('nap'), attempt: 1 };
    expect(refusalOf(run, { type: 'ApprovalGiven', ...nap, ...said })).toContain(
      'it does not wait for an approval',
    );
    expect(
      refusalOf(run, { type: 'ChildStarted', ...nap, child: asExecutionId('execution-2') }),
    ).toContain('it runs no other pipeline');
  });

  it('what is no step group, or none that runs, is to be run again', () => {
    const run = running();
    expect(refusalOf(run, restart(run.key('now')))).toContain('it is no step group that runs');
    const over = running();
    over.pass(60_000);
    expect(over.status('deploy')).toBe('Success');
    expect(refusalOf(over, restart(over.key('deploy')))).toContain('no step group that runs');
  });

  it('a step group takes what stands outside of it, or itself, with it when it is run again', () => {
    const run = running();
    const planned = evolve(run.state, restart(run.key('deploy')));
    const again = { type: 'GroupRestarted', at, node: run.key('deploy') } as const;
    for (const name of ['first', 'deploy']) {
      expect(() => evolve(planned, { ...again, nodes: [run.key(name)] })).toThrow(
        `GroupRestarted of ${run.key('deploy')} is impossible`,
      );
    }
  });

  it('stages are undone in a pipeline that is not', () => {
    const run = running();
    const planned = { type: 'PipelineRollbackPlanned', at, stages: [run.key('now')] } as const;
    expect(refusalOf(run, planned)).toContain('the pipeline is not being rolled back');
  });

  it('a stage brings the tries of a step that the pipeline does not have', () => {
    const run = running();
    const source = asExecutionId('execution-0');
    const earlier = [{ node: nowhere, tries: { origin: source, attempts: 1, tries: [] } }];
    const stageKey = run.key('later');
    const reused = { source, reason: 'it did well', nodes: [], earlier } as const;
    expect(refusalOf(run, { type: 'StageReused', stage: stageKey, ...reused })).toContain(
      `the pipeline has no node ${nowhere}`,
    );
  });
});
