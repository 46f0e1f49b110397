/** The ways in which others' retries went wrong, by their numbers: what is taken for done, and what it brings along. */
import { viewNode } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../../execution/testing/loops.ts';
import {
  group,
  parallelStages,
  pipeline,
  script,
  stage,
  when,
} from '../../../execution/testing/pipelines.ts';
import { noObjection, Run } from '../../../execution/testing/run.ts';
import { planRetry } from '../../index.ts';

const outputOf = (stageId: string, step: string, name: string): string =>
  `<+pipeline.stages.${stageId}.spec.execution.steps.${step}.output.outputVariables.${name}>`;

const fates = (run: Run, from: readonly string[], runAllStages = true): readonly string[] =>
  run
    .planRetry({ from, runAllStages })
    .stages.map(({ identifier, decision }) => `${identifier} ${decision}`);

describe('1: what never started, or was kept from starting, is never taken for done', () => {
  const source = (): Run => {
    const run = Run.start(
      pipeline([
        stage('build'),
        stage('test'),
        stage('skipped', undefined, { when: when('Failure') }),
        stage('deploy'),
      ]),
    );
    run.fail('build_step');
    run.succeed('skipped_step');
    return run;
  };

  it('runs after the stage that had kept it from starting', () => {
    const retry = source().retry({ from: ['build'] });
    retry.succeed('build_step');
    expect([retry.status('test'), retry.status('deploy')]).toEqual(['Running', 'NotStarted']);
  });

  it('cannot be passed over by starting after it', () => {
    const run = source();
    const request = { from: ['skipped'], runAllStages: true };
    const planned = planRetry(run.state, request, noObjection(run.now));
    expect(planned).toMatchObject({ error: { code: 'EARLIER_STAGE_NOT_REUSABLE' } });
  });
});

describe('2: what was running when all broke down is neither done nor forgotten', () => {
  const line = pipeline([stage('build'), stage('deploy', [script('ship'), script('check')])]);

  it('runs again when its delegate vanished', () => {
    const run = Run.start(line);
    run.succeed('build_step');
    run.take('ship');
    run.perform({
      type: 'LoseStep',
      node: run.key('ship'),
      attempt: 1,
      lease: run.lease('ship'),
      reason: 'the machine is gone',
    });
    expect(run.status('deploy')).toBe('Failed');
    const retry = run.retry({ from: ['deploy'] });
    expect(retry.tasks('StartTask')).toEqual(['ship']);
  });

  it('runs again when it was aborted between two of its steps', () => {
    const run = Run.start(line);
    run.succeed('build_step');
    run.succeed('ship');
    run.abort();
    expect(fates(run, ['deploy'])).toEqual(['build reuse', 'deploy run']);
    expect(run.retry({ from: ['deploy'] }).tasks('StartTask')).toEqual(['ship']);
  });
});

it('3: a stage that succeeded before the chosen one never runs again, in a whole chain', () => {
  const run = Run.start(pipeline([stage('a'), stage('b'), stage('c')]));
  run.succeed('a_step');
  run.fail('b_step');
  const second = run.retry({ from: ['b'] });
  second.succeed('b_step');
  second.fail('c_step');
  const third = second.retry({ from: ['c'] });
  third.succeed('c_step');
  const started = [run, second, third].map(({ effects }) =>
    effects.map(({ taskId }) => taskId.split('.').at(-1)),
  );
  expect(started).toEqual([['a_step/1', 'b_step/1'], ['b_step/1', 'c_step/1'], ['c_step/1']]);
});

it('4: an output of an earlier attempt is not seen where the stage has run again', () => {
  const show = script('show', { source: `[${outputOf('build', 'make', 'V')}]` });
  const run = Run.start(
    pipeline([stage('build', [script('make', { outputs: ['V'] })]), stage('use', [show])]),
  );
  run.succeed('make', { V: 'old' });
  run.fail('show');
  const retry = run.retry({ from: ['build'] });
  expect(viewNode(retry.state, retry.key('make')).outputs).toBeNull();
  retry.succeed('make', {});
  expect(retry.scriptOf('show')).toBe('[null]');
});

it('5: a reused stage brings its outputs, its history and where its log is', () => {
  const show = script('show', { source: outputOf('build', 'make', 'V') });
  const run = Run.start(
    pipeline([stage('build', [script('make', { outputs: ['V'] })]), stage('use', [show])]),
  );
  run.succeed('make', { V: '1.2' });
  run.fail('show');
  const retry = run
    .retry({ from: ['use'] })
    .failing('show')
    .retry({ from: ['use'] });
  expect(retry.scriptOf('show')).toBe('1.2');
  const made = viewNode(retry.state, retry.key('make'));
  expect(made.task).toBe(viewNode(run.state, run.key('make')).task);
  expect(made.tries).toEqual(viewNode(run.state, run.key('make')).tries);
});

describe('6: what joins a parallel group waits again for what runs, and for nothing else', () => {
  const source = (): Run => {
    const run = Run.start(
      pipeline([parallelStages(stage('good'), stage('bad'), stage('worse')), stage('join')]),
    );
    run.succeed('good_step');
    run.fail('bad_step');
    run.fail('worse_step');
    return run;
  };

  it('begins once all that failed has gone well, with the others as they were', () => {
    const retry = source().retry({ from: ['bad'], runAllStages: false });
    expect(retry.tasks('StartTask')).toEqual(['bad_step', 'worse_step']);
    retry.succeed('bad_step');
    expect(retry.status('join')).toBe('NotStarted');
    retry.succeed('worse_step');
    expect([retry.status('good'), retry.status('join')]).toEqual(['Success', 'Running']);
  });

  it('does not begin when one of them fails again', () => {
    const retry = source().retry({ from: ['bad'], runAllStages: false });
    retry.succeed('bad_step');
    retry.fail('worse_step');
    expect([retry.status('join'), retry.status('pipeline')]).toEqual(['NotStarted', 'Failed']);
  });
});

describe('7: a stage is known by its key, and a combination by its values', () => {
  it('runs the branch that failed, though those before it were skipped or reused', () => {
    const off = { when: when('Success', 'false') };
    const run = Run.start(
      pipeline([parallelStages(stage('off', undefined, off), stage('one'), stage('two'))]),
    );
    run.succeed('one_step');
    run.fail('two_step');
    const retry = run.retry({ from: ['two'], runAllStages: false });
    expect(retry.tasks('StartTask')).toEqual(['two_step']);
    expect([retry.status('off'), retry.status('one')]).toEqual(['Skipped', 'Success']);
  });

  it('runs the combination that failed, with its values, though it is not the first', () => {
    const show = script('show', { source: '<+matrix.os>' });
    const run = Run.start(
      pipeline([stage('build', [show], { strategy: matrix({ os: ['linux', 'mac', 'bsd'] }) })]),
    );
    const on = (os: string) => `pipeline.stages.build-${os}.spec.execution.steps.show`;
    run.succeed(on('linux'));
    run.succeed(on('mac'));
    run.fail(on('bsd'));
    expect(run.retry({ from: ['build'] }).scriptOf(on('bsd'))).toBe('bsd');
  });
});

it('8: steps and groups of one name in different places do not take each other’s results', () => {
  const inStage = (id: string) =>
    stage(id, [group('g', [script('x', { outputs: ['V'] })]), script('x', { outputs: ['V'] })]);
  const run = Run.start(
    pipeline([
      inStage('a'),
      inStage('b'),
      stage('show', [
        script('tell', {
          source: [
            outputOf('a', 'g.steps.x', 'V'),
            outputOf('a', 'x', 'V'),
            outputOf('b', 'g.steps.x', 'V'),
            outputOf('b', 'x', 'V'),
          ].join(' '),
        }),
      ]),
    ]),
  );
  const at = (id: string, path: string) => `pipeline.stages.${id}.spec.execution.steps.${path}`;
  run.succeed(at('a', 'g.steps.x'), { V: 'a-g' });
  run.succeed(at('a', 'x'), { V: 'a' });
  run.fail(at('b', 'g.steps.x'));
  const retry = run.retry({ from: ['b'] });
  expect(retry.status(at('b', 'x'))).toBe('NotStarted');
  retry.succeed(at('b', 'g.steps.x'), { V: 'b-g' });
  retry.succeed(at('b', 'x'), { V: 'b' });
  expect(retry.scriptOf('tell')).toBe('a-g a b-g b');
});

describe('9: a retry of a retry is a retry like any other', () => {
  const show = script('show', { source: outputOf('build', 'make', 'V') });
  const line = pipeline([
    stage('build', [script('make', { outputs: ['V'] })]),
    stage('test'),
    stage('use', [show]),
  ]);
  const failedTwice = (): Run => {
    const run = Run.start(line);
    run.succeed('make', { V: 'one' });
    run.succeed('test_step');
    run.fail('show');
    return run.retry({ from: ['use'] }).failing('show');
  };

  it('reuses over three executions what ran in the first', () => {
    const third = failedTwice().retry({ from: ['use'] });
    expect(third.scriptOf('show')).toBe('one');
    expect(viewNode(third.state, third.key('make')).reused).toMatchObject({
      source: 'execution-2',
      origin: 'execution-1',
    });
  });

  it('goes back before the stage from which the retry began, and then on from there', () => {
    const third = failedTwice().retry({ from: ['build'] });
    third.succeed('make', { V: 'two' });
    third.fail('test_step');
    const fourth = third.retry({ from: ['test'] });
    fourth.succeed('test_step');
    expect(fourth.scriptOf('show')).toBe('two');
    expect(fourth.state.created.retry).toMatchObject({
      root: 'execution-1',
      parent: 'execution-3',
    });
  });
});
