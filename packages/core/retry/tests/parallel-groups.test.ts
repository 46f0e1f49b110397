import { describe, expect, it } from 'vitest';
import { parallelStages, pipeline, stage, when } from '../../execution/testing/pipelines.ts';
import { Run } from '../../execution/testing/run.ts';
import { givenRun, succeeds } from '../../execution/testing/specification.ts';

describe('the fan-in of a parallel group of which a part is reused', () => {
  const fan = pipeline([
    parallelStages(stage('a'), stage('b'), stage('c')),
    parallelStages(stage('d'), stage('e')),
    stage('f'),
  ]);
  const source = (): Run => {
    const run = Run.start(fan);
    run.succeed('a_step');
    run.fail('b_step');
    run.fail('c_step');
    return run;
  };

  it('waits for the members that run, and then goes on', () => {
    const run = source().retry({ from: ['b'], runAllStages: false });
    givenRun(run)
      .gives({ effects: ['StartTask b_step', 'StartTask c_step'], statuses: { a: 'Success' } })
      .when(succeeds('c_step'))
      .gives({ effects: [], statuses: { d: 'NotStarted' } })
      .when(succeeds('b_step'))
      .gives({ effects: ['StartTask d_step', 'StartTask e_step'] });
  });

  it('does not start again a member that is reused, and leaves it as it was', () => {
    const run = source().retry({ from: ['b'], runAllStages: false });
    const before = run.state.nodes.get(run.key('a'));
    run.succeed('b_step');
    run.succeed('c_step');
    expect(run.state.nodes.get(run.key('a'))).toBe(before);
  });

  it('is armed again when the whole group runs', () => {
    givenRun(source().retry({ from: ['b'] }))
      .when(succeeds('b_step'), succeeds('c_step'))
      .gives({ statuses: { d: 'NotStarted' } })
      .when(succeeds('a_step'))
      .gives({ statuses: { d: 'Running', e: 'Running' } });
  });
});

it('knows its stages by their names, not by their places', () => {
  const source = Run.start(
    pipeline([
      parallelStages(stage('z'), stage('skip', undefined, { when: when('Failure') }), stage('a')),
    ]),
  );
  source.succeed('z_step');
  source.fail('a_step');
  const run = source.retry({ from: ['a'], runAllStages: false });
  expect([run.status('z'), run.status('skip'), run.status('a')]).toEqual([
    'Success',
    'Skipped',
    'Running',
  ]);
});
