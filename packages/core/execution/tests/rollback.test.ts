import { describe, expect, it } from 'vitest';
import {
  approval,
  askPeople,
  group,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  retryUpTo,
  script,
  stage,
  steps,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { fails, given, isTaken, passes, succeeds } from '../testing/specification.ts';

const undone = { failureStrategies: [onFailure('StageRollback')] };

const deploy = (extra = {}) =>
  stage('deploy', [script('apply'), script('smoke')], {
    ...undone,
    rollbackSteps: steps(script('undo1'), script('undo2')),
    ...extra,
  });

describe('a stage that is rolled back', () => {
  it('runs its rollback steps in the order in which they are written, and ends Failed', () => {
    const { run } = given(pipeline([deploy()])).when(fails('apply'));
    expect(run.happened()).toEqual([
      'StepEnded apply Failed',
      'RollbackRequested deploy',
      'NodeStarted rollbackSteps',
      'StepScheduled undo1',
    ]);
    run.succeed('undo1');
    run.succeed('undo2');
    expect(run.happened()).toEqual([
      'StepEnded undo2 Success',
      'NodeEnded rollbackSteps Success',
      'NodeEnded deploy Failed',
      'NodeEnded pipeline Failed',
    ]);
    expect(run.status('smoke')).toBe('NotStarted');
  });

  it('is none of the pipeline, and tells its steps so', () => {
    const undo = script('undo', { source: '<+pipeline.executionMode>' });
    const { run } = given(pipeline([deploy({ rollbackSteps: steps(undo) })])).when(fails('apply'));
    expect(run.scriptOf('undo')).toBe('NORMAL');
  });

  it('never runs them when all goes well', () => {
    given(pipeline([deploy()]))
      .when(succeeds('apply'), succeeds('smoke'))
      .gives({ statuses: { undo1: 'NotStarted', deploy: 'Success' } });
  });

  it('leaves alone what waits for a person in the stage beside it', () => {
    const asks = { failureStrategies: [onFailure(askPeople('Abort'))] };
    given(pipeline([parallelStages(deploy(), stage('other', [script('stuck')], asks))]))
      .when(fails('stuck'), fails('apply'))
      .gives({ statuses: { stuck: 'InterventionWaiting', undo1: 'Queued' } });
  });

  it('ends at once when it has no rollback steps', () => {
    given(pipeline([stage('s', [script('x')], undone)]))
      .when(fails('x'))
      .gives({
        happened: [
          'StepEnded x Failed',
          'RollbackRequested s',
          'NodeEnded s Failed',
          'NodeEnded pipeline Failed',
        ],
      });
  });

  it('starts nothing more but its rollback, not even what would run after a failure', () => {
    const always = script('always', { when: when('All') });
    given(
      pipeline([
        stage('s', [script('x'), always], { ...undone, rollbackSteps: steps(script('undo')) }),
      ]),
    )
      .when(fails('x'), succeeds('undo'))
      .gives({ statuses: { always: 'NotStarted', undo: 'Success', s: 'Failed' } });
  });

  it('lets what runs beside the failure come to its end first', () => {
    const { run } = given(
      pipeline([
        stage('s', [parallelSteps(script('x'), script('side'))], {
          ...undone,
          rollbackSteps: steps(script('undo')),
        }),
      ]),
    ).when(isTaken('side'), fails('x'));
    expect(run.status('undo')).toBe('NotStarted');
    run.succeed('side');
    expect(run.status('undo')).toBe('Queued');
  });

  it('does not wait for a step that would be tried again', () => {
    const flaky = script('flaky', { failureStrategies: [onFailure(retryUpTo(3))] });
    const { run } = given(
      pipeline([
        stage('s', [parallelSteps(flaky, script('x'))], {
          ...undone,
          rollbackSteps: steps(script('undo')),
        }),
      ]),
    ).when(fails('flaky'), fails('x'));
    expect([run.status('flaky'), run.status('undo')]).toEqual(['Failed', 'Queued']);
  });

  it('is neither a success nor a failure to the stages after it', () => {
    given(
      pipeline([
        deploy({ rollbackSteps: steps(script('undo')) }),
        stage('announce'),
        stage('mend', undefined, { when: when('Failure') }),
        stage('report', undefined, { when: when('All') }),
      ]),
    )
      .when(fails('apply'), succeeds('undo'), succeeds('report_step'))
      .gives({
        statuses: { announce: 'NotStarted', mend: 'NotStarted', report: 'Success' },
      });
  });

  it('leaves a group in it that it cut short not well, and one that was over as it was', () => {
    const beside = [
      group('over', [script('a')]),
      group('cut', [script('b'), script('never')]),
      script('x'),
    ];
    const { run } = given(
      pipeline([
        stage('s', [parallelSteps(...beside)], { ...undone, rollbackSteps: steps(script('undo')) }),
      ]),
    ).when(succeeds('a'), isTaken('b'), fails('x'), succeeds('b'), succeeds('undo'));
    expect(['over', 'cut', 'never', 's'].map((name) => run.status(name))).toEqual([
      'Success',
      'Aborted',
      'NotStarted',
      'Failed',
    ]);
  });

  it('leaves a failure beside it what it is', () => {
    given(
      pipeline([
        parallelStages(deploy({ rollbackSteps: [] }), stage('other')),
        stage('mend', undefined, { when: when('Failure') }),
      ]),
    )
      .when(fails('apply'), fails('other_step'), succeeds('mend_step'))
      .gives({ statuses: { mend: 'Success', release: 'Failed' } });
  });

  it('rolls back while the stages beside it go on', () => {
    given(pipeline([parallelStages(deploy(), stage('other')), stage('after')]))
      .when(fails('apply'), succeeds('undo1'), succeeds('undo2'))
      .gives({ statuses: { deploy: 'Failed', other: 'Running', after: 'NotStarted' } });
  });

  it('can be retried, and the retry undoes anew when it fails anew', () => {
    const source = Run.start(pipeline([stage('build'), deploy()]));
    source.succeed('build_step');
    source.fail('apply');
    source.succeed('undo1');
    source.succeed('undo2');
    const retried = source.retry({ from: ['deploy'] });
    expect(retried.status('undo1')).toBe('NotStarted');
    retried.fail('apply');
    expect(retried.status('undo1')).toBe('Queued');
  });
});

describe('the rollback steps', () => {
  const rolling = (...rollbackSteps: readonly ReturnType<typeof script>[]) =>
    pipeline([stage('s', [script('x')], { ...undone, rollbackSteps: steps(...rollbackSteps) })]);

  it('stop at a failure of their own, save those that run in any case', () => {
    given(rolling(script('a'), script('b'), script('c', { when: when('All') }), script('d')))
      .when(fails('x'), fails('a'), succeeds('c'))
      .gives({ statuses: { a: 'Failed', b: 'NotStarted', c: 'Success', d: 'NotStarted' } });
  });

  it('that ask for a failure have one: the stage that is undone', () => {
    given(rolling(script('a', { when: when('Failure') })))
      .when(fails('x'), succeeds('a'))
      .gives({ statuses: { a: 'Success', s: 'Failed' } });
  });

  it('have strategies of their own, and do not undo what is being undone', () => {
    const own = (action: 'Ignore' | 'StageRollback') =>
      script('a', { failureStrategies: [onFailure(action)] });
    given(rolling(own('Ignore'), script('b')))
      .when(fails('x'), fails('a'), succeeds('b'))
      .gives({ statuses: { a: 'IgnoreFailed', b: 'Success', s: 'Failed' } });
    given(rolling(own('StageRollback')))
      .when(fails('x'), fails('a'))
      .gives({ statuses: { a: 'Failed', s: 'Failed' } });
  });

  it('see the outputs of the steps that they undo', () => {
    const run = Run.start(
      pipeline([
        stage('s', [script('x', { outputs: ['ID'] }), script('y')], {
          ...undone,
          rollbackSteps: steps(
            script('undo', {
              source:
                'drop <+steps.x.output.outputVariables.ID> <+execution.steps.y.status> <+execution.rollbackSteps.undo.name>',
            }),
          ),
        }),
      ]),
    );
    run.succeed('x', { ID: 'db7' });
    run.fail('y');
    expect(run.scriptOf('undo')).toBe('drop db7 FAILED undo');
  });

  it('are not bound by the time of the stage, but by that of the pipeline', () => {
    const timed = stage('s', [script('x')], {
      ...undone,
      timeout: 1_000,
      rollbackSteps: steps(script('undo')),
    });
    const { run } = given(pipeline([timed], { timeout: 5_000 })).when(passes(1_000));
    expect([run.status('x'), run.status('undo'), run.status('s')]).toEqual([
      'Expired',
      'Queued',
      'Running',
    ]);
    run.pass(4_000);
    expect([run.status('undo'), run.status('release')]).toEqual(['Expired', 'Expired']);
  });

  it('are stopped by an abort like everything else', () => {
    given(rolling(script('a'), script('b')))
      .when(fails('x'), (run) => run.abort())
      .gives({ statuses: { a: 'Aborted', b: 'NotStarted', s: 'Aborted', release: 'Aborted' } });
  });
});

describe('a group that is rolled back', () => {
  const inGroup = { failureStrategies: [onFailure('StepGroupRollback')] };
  const grouped = pipeline([
    stage('s', [
      group('g', [script('x'), script('y')], { ...inGroup, rollbackSteps: steps(script('undo')) }),
      script('next'),
      script('mend', { when: when('Failure') }),
    ]),
  ]);

  it('undoes itself, ends Failed, and the stage goes on by the conditions of what follows', () => {
    given(grouped)
      .when(fails('x'), succeeds('undo'), succeeds('mend'))
      .gives({
        statuses: {
          y: 'NotStarted',
          g: 'Failed',
          next: 'NotStarted',
          mend: 'Success',
          s: 'Failed',
        },
      });
  });

  it('is the innermost one that has something to undo itself with', () => {
    const inner = group('inner', [script('x')]);
    given(
      pipeline([
        stage('s', [
          group('outer', [inner, script('y')], {
            ...inGroup,
            rollbackSteps: steps(script('undo')),
          }),
        ]),
      ]),
    )
      .when(fails('x'))
      .gives({ statuses: { undo: 'Queued', y: 'NotStarted', outer: 'Running', inner: 'Failed' } });
  });

  it('goes on undoing itself when its stage is rolled back as well', () => {
    const run = Run.start(
      pipeline([
        stage(
          's',
          [
            parallelSteps(
              group('g', [script('x')], {
                ...inGroup,
                rollbackSteps: steps(script('undo'), script('undo2')),
              }),
              script('other', undone),
            ),
          ],
          { rollbackSteps: steps(script('last')) },
        ),
      ]),
    );
    run.fail('x');
    run.fail('other');
    run.succeed('undo');
    expect([run.status('undo2'), run.status('last')]).toEqual(['Queued', 'NotStarted']);
    run.succeed('undo2');
    run.succeed('last');
    expect([run.status('g'), run.status('s')]).toEqual(['Failed', 'Failed']);
  });
});

it('a rejected approval may roll its stage back', () => {
  given(
    pipeline([
      stage('s', [script('x'), approval('ask')], {
        ...undone,
        rollbackSteps: steps(script('undo')),
      }),
    ]),
  )
    .when(succeeds('x'), (run) => run.reject('ask'), succeeds('undo'))
    .gives({ statuses: { ask: 'ApprovalRejected', undo: 'Success', release: 'Failed' } });
});

describe('what goes on while a stage is rolled back', () => {
  it('is a step that is tried once more, like any other that a delegate runs', () => {
    const again = { failureStrategies: [onFailure(retryUpTo(1))] };
    const run = given(
      pipeline([
        stage('s', [parallelSteps(script('x'), script('y', again))], {
          ...undone,
          rollbackSteps: steps(script('undo')),
        }),
      ]),
    ).run;
    run.fail('y');
    run.pass(10_000);
    run.take('y');
    run.fail('x');
    expect([run.status('y'), run.status('undo')]).toEqual(['Running', 'NotStarted']);
    run.succeed('y');
    expect([run.status('y'), run.status('undo')]).toEqual(['Success', 'Queued']);
  });

  it('leaves a group that comes to its end all the same as well as it is', () => {
    const run = given(
      pipeline([
        stage('s', [parallelSteps(script('x'), group('whole', [script('y')]))], {
          ...undone,
          rollbackSteps: steps(script('undo')),
        }),
      ]),
    ).run;
    run.take('y');
    run.fail('x');
    run.succeed('y');
    expect(run.status('whole')).toBe('Success');
  });
});

describe('StepGroupRollback where no group has anything to undo itself with', () => {
  it('ends the innermost group, and undoes nothing around it', () => {
    const strategies = { failureStrategies: [onFailure('StepGroupRollback')] };
    const run = given(
      pipeline([
        stage('s', [group('outer', [group('inner', [script('x', strategies)])])], {
          rollbackSteps: steps(script('undo')),
        }),
      ]),
    ).run;
    run.fail('x');
    expect(run.happened()).toContain('RollbackRequested inner');
    expect([run.status('s'), run.status('undo')]).toEqual(['Failed', 'NotStarted']);
  });
});

it('a group that was cut short after a failure of its own has failed', () => {
  const mild = { failureStrategies: [onFailure('MarkAsFailure')] };
  const cut = group('cut', [
    parallelSteps(script('fine'), script('broken', mild)),
    script('after', { when: when('All') }),
  ]);
  const run = given(pipeline([stage('s', [parallelSteps(script('x'), cut)], undone)])).run;
  run.succeed('fine');
  run.take('broken');
  run.fail('x');
  run.fail('broken');
  expect([run.status('after'), run.status('cut')]).toEqual(['NotStarted', 'Failed']);
});
