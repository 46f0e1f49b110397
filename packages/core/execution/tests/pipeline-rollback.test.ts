import { viewNode } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { ASKS } from '../testing/asking-pipelines.ts';
import {
  askPeople,
  onFailure,
  parallelStages,
  pipeline,
  script,
  stage,
  steps,
  text,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const undoing = (name: string, extra = {}) =>
  stage(name, [script(`${name}_do`)], { rollbackSteps: steps(script(`${name}_undo`)), ...extra });
const everything = { failureStrategies: [onFailure({ type: 'PipelineRollback' }, 'AllErrors')] };

const deploying = () =>
  pipeline([undoing('a'), undoing('b'), undoing('c', everything), undoing('d')]);

describe('a pipeline that is rolled back', () => {
  it('undoes the stage that failed, then the others that have run, the last one first', () => {
    const run = Run.start(deploying());
    run.succeed('a_do');
    run.succeed('b_do');
    run.fail('c_do');
    run.succeed('c_undo');
    expect(run.happened()).toEqual([
      'StepEnded c_undo Success',
      'NodeEnded rollbackSteps Success',
      'NodeEnded c Failed',
      'PipelineRollbackPlanned',
      'NodeStarted rollback',
      'NodeStarted b',
      'StepScheduled b_undo',
    ]);
    run.succeed('pipeline.rollback.b.b_undo');
    run.succeed('pipeline.rollback.a.a_undo');
    expect(run.happened().slice(-3)).toEqual([
      'NodeEnded a Success',
      'NodeEnded rollback Success',
      'NodeEnded pipeline Failed',
    ]);
    expect(run.status('d_do')).toBe('NotStarted');
  });

  it('undoes the earlier stages although undoing a later one fails', () => {
    const run = Run.start(deploying());
    run.succeed('a_do');
    run.succeed('b_do');
    run.fail('c_do');
    run.fail('c_undo');
    run.fail('pipeline.rollback.b.b_undo');
    expect(run.tasks('StartTask')).toEqual(['a_undo']);
  });

  it('waits for the stages beside it, and undoes them too', () => {
    const run = Run.start(
      pipeline([
        parallelStages(
          undoing('c', everything),
          stage('e', [script('one'), script('two')], { rollbackSteps: steps(script('e_undo')) }),
        ),
        undoing('d', { when: when('All') }),
      ]),
    );
    run.fail('c_do');
    run.succeed('c_undo');
    run.succeed('one');
    run.succeed('two');
    expect(run.tasks('StartTask')).toEqual(['e_undo']);
    run.succeed('pipeline.rollback.e.e_undo');
    expect(run.status('pipeline')).toBe('Failed');
    expect(run.status('d')).toBe('NotStarted');
  });

  it('stops what goes on beside the stage when all are to fail, and undoes each stage once', () => {
    const all = onFailure({ type: 'PipelineRollback', failAll: true }, 'AllErrors');
    const alone = { failureStrategies: [onFailure('StageRollback', 'AllErrors')] };
    const run = Run.start(
      pipeline([
        parallelStages(
          undoing('c', { failureStrategies: [all] }),
          undoing('e'),
          undoing('f', alone),
        ),
      ]),
    );
    run.take('e_do');
    run.fail('f_do');
    run.fail('c_do');
    expect(run.tasks('StopTask')).toEqual(['e_do']);
    expect([run.status('c_undo'), run.status('f_undo')]).toEqual(['Queued', 'Queued']);
    run.report('e_do', { status: 'Stopped', message: 'ended by TERM' });
    expect(viewNode(run.state, run.key('e_do'))).toMatchObject({
      status: 'Failed',
      failure: { message: expect.stringContaining('a stage beside it failed') },
    });
    for (const name of ['e_undo', 'f_undo', 'c_undo']) run.succeed(name);
    expect([run.status('e'), run.status('pipeline')]).toEqual(['Failed', 'Failed']);
    expect(run.events.filter(({ type }) => type === 'RollbackRequested')).toHaveLength(4);
  });

  it('lets all go on when it is only the undoing of a stage that fails', () => {
    const strategies = [
      onFailure('StageRollback', 'Connectivity'),
      onFailure({ type: 'PipelineRollback', failAll: true }, 'Timeout'),
    ];
    const run = Run.start(
      pipeline([parallelStages(undoing('c', { failureStrategies: strategies }), undoing('e'))]),
    );
    run.failWith('c_do', ['Connectivity']);
    run.failWith('c_undo', ['Timeout']);
    expect(run.status('e_do')).toBe('Queued');
    run.succeed('e_do');
    expect(run.status('e')).toBe('Success');
  });

  it('stops nobody when what asks for all to fail is itself an undoing', () => {
    const all = onFailure({ type: 'PipelineRollback', failAll: true });
    const undo = script('c_undo', { failureStrategies: [all] });
    const failing = stage('c', [script('c_do')], {
      failureStrategies: [onFailure('StageRollback')],
      rollbackSteps: steps(undo),
    });
    const run = Run.start(pipeline([parallelStages(failing, undoing('e'))]));
    run.take('e_do');
    run.fail('c_do');
    run.fail('c_undo');
    expect([run.status('c'), run.status('e_do')]).toEqual(['Failed', 'Running']);
    run.succeed('e_do');
    expect([run.status('e'), run.status('e_undo')]).toEqual(['Success', 'NotStarted']);
  });

  it('undoes no stage in which nothing has begun: one whose inputs nobody gave', () => {
    const asking = undoing('b', {
      asks: ASKS,
      failureStrategies: [onFailure('PipelineRollback')],
    });
    const run = Run.start(pipeline([undoing('a'), asking]));
    run.succeed('a_do');
    run.passToWake();
    expect([run.status('b'), run.status('b_undo')]).toEqual(['Failed', 'NotStarted']);
    expect(run.tasks('StartTask')).toEqual(['a_undo']);
    run.succeed('pipeline.rollback.a.a_undo');
    expect(run.status('pipeline')).toBe('Failed');
  });

  it('undoes a stage, too, that has failed halfway', () => {
    const halfway = stage('b', [script('b_do'), script('b_never')], {
      rollbackSteps: steps(script('b_undo')),
    });
    const run = Run.start(pipeline([parallelStages(halfway, undoing('c', everything))]));
    run.fail('b_do');
    run.fail('c_do');
    run.succeed('c_undo');
    expect(run.status('pipeline.rollback.b.b_undo')).toBe('Queued');
  });

  it('can be what a person chooses', () => {
    const ask = { failureStrategies: [onFailure(askPeople('Abort', 1000), 'AllErrors')] };
    const run = Run.start(pipeline([undoing('a'), undoing('c', ask)]));
    run.succeed('a_do');
    run.fail('c_do');
    run.intervene('c_do', 'PipelineRollback');
    run.succeed('c_undo');
    run.succeed('pipeline.rollback.a.a_undo');
    expect(run.status('pipeline')).toBe('Failed');
  });

  it('tells its steps so, and they know the stage that they undo', () => {
    const undo = script('a_undo', {
      source:
        '<+pipeline.executionMode> <+stage.name> <+execution.steps.a_do.output.outputVariables.V> <+steps.a_do.status>',
    });
    const a = stage('a', [script('a_do', { outputs: ['V'] })], { rollbackSteps: steps(undo) });
    const run = Run.start(pipeline([a, stage('c', [script('c_do')], everything)]));
    run.succeed('a_do', { V: 'was here' });
    run.fail('c_do');
    expect(run.scriptOf('pipeline.rollback.a.a_undo')).toBe(
      'PIPELINE_ROLLBACK a was here SUCCEEDED',
    );
  });

  it('is told of as one, also where the last thing that is told is how it ended', () => {
    const url = text('https://example.com/<+pipeline.executionMode>');
    const method = { type: 'Webhook', url, headers: [] } as const;
    const events = [{ type: 'StepFailed', stages: [], steps: [] } as const];
    const notificationRules = [{ name: 'team', enabled: true, events, method }];
    const run = Run.start(
      pipeline([undoing('a'), stage('c', [script('c_do')], everything)], { notificationRules }),
    );
    run.succeed('a_do');
    run.fail('c_do');
    run.fail('pipeline.rollback.a.a_undo');
    expect(run.status('pipeline')).toBe('Failed');
    expect(run.told.map(({ message }) => 'url' in message && message.url)).toEqual([
      'https://example.com/NORMAL',
      'https://example.com/PIPELINE_ROLLBACK',
    ]);
  });

  it('is not retried, not even when it was aborted on the way', () => {
    for (const end of ['undo', 'abort'] as const) {
      const run = Run.start(deploying());
      run.succeed('a_do');
      run.succeed('b_do');
      run.fail('c_do');
      if (end === 'abort') run.abort();
      else for (const name of ['c_undo', ...LATER]) run.succeed(name);
      expect(() => run.planRetry({ from: ['c'] })).toThrow('PIPELINE_ROLLED_BACK');
    }
  });

  it('has nothing more to do when no stage can be undone', () => {
    const run = Run.start(pipeline([stage('a'), stage('c', [script('c_do')], everything)]));
    run.succeed('a_step');
    run.fail('c_do');
    expect(run.happened()).toEqual([
      'StepEnded c_do Failed',
      'RollbackRequested pipeline',
      'RollbackRequested c',
      'NodeEnded c Failed',
      'NodeEnded pipeline Failed',
    ]);
  });
});

const LATER = ['pipeline.rollback.b.b_undo', 'pipeline.rollback.a.a_undo'];
