import { type Pipeline, parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { ASKS } from '../testing/asking-pipelines.ts';
import {
  onFailure,
  parallelSteps,
  pipeline,
  script as shellScript,
  stage,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { isStopped } from '../testing/specification.ts';

const DAY = 24 * 60 * 60_000;

const script = (identifier: string): string =>
  `{ step: { identifier: ${identifier}, name: ${identifier}, type: ShellScript, spec: { shell: Bash, source: { type: Inline, spec: { script: x } } } } }`;

const on = (action: string): string =>
  `[{ onFailure: { errors: [AllErrors], action: { type: ${action} } } }]`;

/** A stage whose group asks people for a value, with a step in its rollback, beside a stage that runs for long. */
function asks(action: string): Pipeline {
  const { pipeline, problems } = parsePipeline(`
pipeline:
  identifier: release
  name: Release
  stages:
    - parallel:
        - stage:
            identifier: ship
            name: Ship
            type: Custom
            spec:
              execution:
                steps:
                  - ${script('before')}
                  - stepGroup:
                      identifier: group
                      name: Group
                      variables: [{ name: v, type: String, value: <+input>.executionInput() }]
                      failureStrategies: ${on(action)}
                      steps: [${script('inside')}]
                  - ${script('after')}
                rollbackSteps: [${script('undo')}]
        - stage:
            identifier: watch
            name: Watch
            type: Custom
            spec: { execution: { steps: [${script('long')}] } }
`);
  if (pipeline === null) throw new Error(JSON.stringify(problems));
  return pipeline;
}

/** Nobody answers within a day. */
function unanswered(action: string): Run {
  const run = Run.start(asks(action));
  run.take('long');
  run.succeed('before');
  run.pass(DAY);
  return run;
}

describe('a group whose inputs nobody has given in time', () => {
  it('has its stage undone when its strategy says so, and nothing after it runs', () => {
    const run = unanswered('StageRollback');
    expect(run.status('group')).toBe('Failed');
    expect([run.status('undo'), run.status('after')]).toEqual(['Queued', 'NotStarted']);
    run.succeed('undo');
    expect([run.status('undo'), run.status('inside')]).toEqual(['Success', 'NotStarted']);
  });

  it('is not undone itself: nothing in it had begun', () => {
    const run = unanswered('StepGroupRollback');
    expect([run.status('group'), run.status('undo')]).toEqual(['Failed', 'NotStarted']);
  });

  it('has all of the execution aborted when its strategy says so, with what runs beside it', () => {
    const run = unanswered('Abort');
    expect([run.status('group'), run.status('after')]).toEqual(['Aborted', 'NotStarted']);
    expect(run.state.abort).toEqual({
      at: run.now,
      by: { kind: 'system', name: 'the failure strategy' },
      reason: 'group group of stage ship failed: nobody gave its inputs within 1d',
    });
    isStopped('long')(run);
    expect([run.status('long'), run.status('undo')]).toEqual(['Aborted', 'NotStarted']);
    expect(run.status('release')).toBe('Aborted');
  });

  it('has all of the pipeline undone when its strategy says so', () => {
    const run = unanswered('PipelineRollback');
    expect([run.status('group'), run.status('undo')]).toEqual(['Failed', 'Queued']);
    run.succeed('undo');
    run.succeed('long');
    expect([run.status('after'), run.status('release')]).toEqual(['NotStarted', 'Failed']);
  });

  it('is ignored when its strategy says so: what stands after it runs, and nothing is undone', () => {
    const run = unanswered('Ignore');
    expect(run.status('group')).toBe('IgnoreFailed');
    expect([run.status('after'), run.status('undo')]).toEqual(['Queued', 'NotStarted']);
  });
});

it('of several that nobody answers in one moment one ends the execution, and the others end with it', () => {
  const asking = (identifier: string) =>
    shellScript(identifier, {
      asks: ASKS,
      failureStrategies: [onFailure('Abort')],
    });
  const run = Run.start(pipeline([stage('s', [parallelSteps(asking('one'), asking('other'))])]));
  run.passToWake();
  expect([run.status('one'), run.status('other'), run.status('release')]).toEqual([
    'Expired',
    'Aborted',
    'Aborted',
  ]);
});
