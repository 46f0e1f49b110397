import { parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { matrix } from '../testing/loops.ts';
import {
  approval,
  barrier,
  barriers,
  group,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  script,
  stage,
  steps,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import { fails, given, isAborted, passes, succeeds } from '../testing/specification.ts';
import { toYaml } from '../testing/to-yaml.ts';

const meeting = barriers('meet');

/** Two stages side by side that meet between their two steps. */
const two = (extra: Parameters<typeof barrier>[2] = {}) =>
  pipeline(
    [
      parallelStages(
        stage('a', [script('a1'), barrier('a_meets', 'meet', extra), script('a2')]),
        stage('b', [script('b1'), barrier('b_meets', 'meet'), script('b2')]),
      ),
      stage('next', undefined, { when: when('All') }),
    ],
    meeting,
  );

describe('a barrier', () => {
  it('holds who comes first until the others have come, and lets all go on together', () => {
    given(two())
      .when(succeeds('a1'))
      .gives({ statuses: { a_meets: 'ResourceWaiting', a: 'ResourceWaiting', a2: 'NotStarted' } })
      .when(succeeds('b1'))
      .gives({
        happened: [
          'StepEnded b1 Success',
          'StepScheduled b_meets',
          'StepEnded a_meets Success',
          'StepEnded b_meets Success',
          'StepScheduled a2',
          'StepScheduled b2',
        ],
      });
  });

  it('is passed at once by the only one that names it', () => {
    const run = Run.start(pipeline([stage('a', [barrier('alone', 'meet')])], meeting));
    expect(run.status('release')).toBe('Success');
  });

  it('expires who waits longer than its timeout, and with it fails those who still wait', () => {
    given(two({ timeout: 10_000 }))
      .when(succeeds('a1'), passes(10_000))
      .gives({ statuses: { a_meets: 'Expired', a: 'Expired', b1: 'Queued' } })
      .when(succeeds('b1'))
      .gives({ statuses: { b_meets: 'Failed', b2: 'NotStarted', next: 'Running' } });
  });

  it('is not waited at for ever: a day when the step names no timeout', () => {
    given(two())
      .when(succeeds('a1'), passes(24 * 60 * 60_000))
      .gives({ statuses: { a_meets: 'Expired' } });
  });

  it('no longer waits for one that gave up and whose failure strategy ignores that', () => {
    given(two({ timeout: 10_000, failureStrategies: [onFailure('Ignore')] }))
      .when(succeeds('a1'), passes(10_000), succeeds('b1'))
      .gives({ statuses: { a_meets: 'IgnoreFailed', a2: 'Queued', b_meets: 'Success' } });
  });

  it('fails those who wait for one that a failure keeps from coming, and says for whom', () => {
    const { run } = given(two()).when(succeeds('a1'), fails('b1'));
    expect(run.status('a_meets')).toBe('Failed');
    expect(run.state.nodes.get(run.key('a_meets'))).toMatchObject({
      failure: {
        message: 'the barrier meet cannot be met: step b_meets of stage b did not come through it',
      },
    });
  });

  it('fails those who wait at once for one that will not come, whatever else its stage goes on with', () => {
    const busy = stage('b', [
      parallelSteps(group('g', [script('b1'), barrier('b_meets', 'meet')]), script('long')),
    ]);
    const alone = stage('a', [barrier('a_meets', 'meet')]);
    const run = Run.start(
      pipeline(
        [
          parallelStages(
            alone,
            stage('b', [parallelSteps(script('long'), script('b1')), barrier('b_meets', 'meet')]),
          ),
        ],
        meeting,
      ),
    );
    run.fail('b1');
    expect(run.status('a_meets')).toBe('ResourceWaiting');
    const other = Run.start(pipeline([parallelStages(alone, busy)], meeting));
    other.take('long');
    other.fail('b1');
    expect([other.status('a_meets'), other.status('long')]).toEqual(['Failed', 'Running']);
  });

  it('fails them before anything else that is there for the failure has run', () => {
    const cleaned = stage('b', [
      script('b1'),
      barrier('b_meets', 'meet'),
      script('cleanup', { when: when('Failure') }),
    ]);
    const run = Run.start(
      pipeline([parallelStages(stage('a', [barrier('a_meets', 'meet')]), cleaned)], meeting),
    );
    run.fail('b1');
    expect([run.status('cleanup'), run.status('a_meets')]).toEqual(['Queued', 'Failed']);
  });

  it('fails those who wait for one in a stage that is being stopped', () => {
    const late = stage('b', [script('b1'), barrier('b_meets', 'meet')], { timeout: 10_000 });
    const run = Run.start(
      pipeline([parallelStages(stage('a', [barrier('a_meets', 'meet')]), late)], meeting),
    );
    run.take('b1');
    run.pass(10_000);
    expect([run.status('b1'), run.status('a_meets')]).toEqual(['Discontinuing', 'Failed']);
  });

  it('leaves alone who waits for people beside it', () => {
    const run = Run.start(
      pipeline(
        [
          parallelStages(
            stage('a', [parallelSteps(approval('ask'), barrier('a_meets', 'meet'))]),
            stage('b', [script('b1'), barrier('b_meets', 'meet')]),
          ),
        ],
        meeting,
      ),
    );
    run.succeed('b1');
    expect([run.status('ask'), run.status('a_meets')]).toEqual(['ApprovalWaiting', 'Success']);
  });

  it('does not wait for one that its own condition skips', () => {
    const conditional = pipeline(
      [
        parallelStages(
          stage('a', [barrier('a_meets', 'meet')]),
          stage('b', [script('b1'), barrier('b_meets', 'meet', { when: when('All', 'false') })]),
          stage('c', [barrier('c_meets', 'meet')], { when: when('All', '1 == 2') }),
        ),
      ],
      meeting,
    );
    given(conditional)
      .gives({ statuses: { a_meets: 'ResourceWaiting' } })
      .when(succeeds('b1'))
      .gives({ statuses: { a_meets: 'Success', b_meets: 'Skipped' } });
  });

  it('may be met again further on, without waiting for those who can only come afterwards', () => {
    const twice = (name: string) =>
      stage(name, [
        barrier(`${name}_1`, 'meet'),
        script(`${name}_between`),
        barrier(`${name}_2`, 'meet'),
      ]);
    given(pipeline([parallelStages(twice('a'), twice('b'))], meeting))
      .gives({ statuses: { a_1: 'Success', b_1: 'Success' } })
      .when(succeeds('a_between'))
      .gives({ statuses: { a_2: 'ResourceWaiting' } })
      .when(succeeds('b_between'))
      .gives({ statuses: { release: 'Success' } });
  });

  it('counts every instance of a loop', () => {
    const looped = group('g', [script('work'), barrier('meets', 'meet')], {
      strategy: matrix({ os: ['linux', 'mac'] }),
    });
    const run = Run.start(
      pipeline([stage('s', [parallelSteps(looped, barrier('beside', 'meet'))])], meeting),
    );
    const prefix = 'pipeline.stages.s.spec.execution.steps.g-';
    run.succeed(`${prefix}linux.steps.work`);
    expect(run.status(`${prefix}linux.steps.meets`)).toBe('ResourceWaiting');
    run.succeed(`${prefix}mac.steps.work`);
    expect(run.status('release')).toBe('Success');
  });

  it('is met in batches where fewer instances run at a time than there are', () => {
    const looped = barrier('meets', 'meet', {
      strategy: matrix({ os: ['linux', 'mac'] }, { maxConcurrency: '1' }),
    });
    const run = Run.start(pipeline([stage('s', [looped])], meeting));
    expect(run.status('release')).toBe('Success');
  });

  it('in a rollback is waited for once something is undone', () => {
    const undone = pipeline(
      [
        parallelStages(
          stage('a', [barrier('a_meets', 'meet')]),
          stage('b', [script('b1', { failureStrategies: [onFailure('StageRollback')] })], {
            rollbackSteps: steps(script('undo'), barrier('undo_meets', 'meet')),
          }),
        ),
      ],
      meeting,
    );
    expect(Run.start(undone).status('a_meets')).toBe('Success');
  });

  it('ends with the execution that is aborted', () => {
    given(two())
      .when(succeeds('a1'), isAborted)
      .gives({ statuses: { a_meets: 'Aborted', release: 'Aborted' } });
  });

  it('counts a reused stage as passed in a retry', () => {
    const { run } = given(two()).when(succeeds('a1'), succeeds('b1'), succeeds('a2'), fails('b2'));
    run.succeed('next_step');
    const retried = run.retry({ from: ['b'], runAllStages: false });
    retried.succeed('b1');
    expect(retried.status('b_meets')).toBe('Success');
  });
});

describe('the file', () => {
  const problemsOf = (yaml: string) =>
    parsePipeline(yaml).problems.map(({ code, message }) => `${code}: ${message}`);

  it('is fine when the barriers that it names are there', () => {
    expect(problemsOf(toYaml(two()))).toEqual([]);
  });

  it('must list each barrier that a step names', () => {
    const misspelt = pipeline([stage('a', [group('g', [barrier('x', 'meat')])])], meeting);
    expect(problemsOf(toYaml(misspelt))).toEqual([
      'unknown-barrier: There is no barrier "meat". Did you mean "meet"? Barriers are listed in flowControl.barriers of the pipeline.',
    ]);
  });

  it('lists no barrier twice', () => {
    const doubled = pipeline([stage('a')], barriers('meet', 'meet'));
    expect(problemsOf(toYaml(doubled))[0]).toContain('duplicate-identifier: Another barrier');
  });

  it('names a barrier as it is', () => {
    const computed = pipeline([stage('a', [barrier('x', '<+pipeline.name>')])], meeting);
    expect(problemsOf(toYaml(computed))[0]).toContain('not by an expression');
  });

  it('may not have a stage wait at one barrier before and during its rollback', () => {
    const undone = pipeline(
      [stage('a', [barrier('x', 'meet')], { rollbackSteps: steps(barrier('y', 'meet')) })],
      meeting,
    );
    expect(problemsOf(toYaml(undone))[0]).toContain('before the rollback already');
  });
});

describe('a barrier in a loop that has not begun', () => {
  const member = barrier('theirs', 'meet');
  const beside = (steps: Parameters<typeof stage>[1], extra: Parameters<typeof stage>[2] = {}) =>
    pipeline(
      [
        parallelStages(stage('one', [barrier('mine', 'meet')]), stage('two', [script('first')])),
        stage('three', steps, extra),
      ],
      meeting,
    );
  const twice = { strategy: matrix({ os: ['linux', 'mac'] }) };

  it.each([
    ['a looped step', [script('later'), barrier('theirs', 'meet', twice)]],
    ['a looped group', [group('g', [script('later'), member], twice)]],
    ['a group in a looped group', [group('g', [group('h', [script('x'), member])], twice)]],
    ['side by side in a looped group', [group('g', [parallelSteps(script('x'), member)], twice)]],
    [
      'what would undo a looped group',
      [group('g', [script('x')], { ...twice, rollbackSteps: steps(member) })],
    ],
  ])('is waited for only by who does not stand in its way: %s', (_, later) => {
    // Stage three comes after one: one cannot wait for it.
    expect(Run.start(beside(later)).status('mine')).toBe('Success');
    const run = Run.start(
      pipeline(
        [
          parallelStages(
            stage('one', [barrier('mine', 'meet')]),
            stage('two', [script('first'), ...later]),
          ),
        ],
        meeting,
      ),
    );
    expect(run.status('mine')).toBe('ResourceWaiting');
    run.fail('first');
    expect(run.status('mine')).toBe('Failed');
  });

  it('is waited for when it is a whole stage that is looped, too', () => {
    const looped = stage('two', [script('x'), member], { ...twice, dependsOn: ['zero'] });
    const run = Run.start(
      pipeline(
        [
          stage('zero', undefined, { dependsOn: [] }),
          stage('one', [barrier('mine', 'meet')], { dependsOn: [] }),
          looped,
        ],
        meeting,
      ),
    );
    expect(run.status('mine')).toBe('ResourceWaiting');
  });
});

describe('a barrier in a loop of which one instance runs at a time', () => {
  const one = { maxConcurrency: '1' };

  it('is met by those outside of it, too, since the next instance can only come afterwards', () => {
    const looped = barrier('meets', 'meet', { strategy: matrix({ os: ['linux', 'mac'] }, one) });
    const run = Run.start(
      pipeline(
        [parallelStages(stage('s', [looped]), stage('t', [barrier('beside', 'meet')]))],
        meeting,
      ),
    );
    expect(run.status('release')).toBe('Success');
  });

  it('waits for the next instance as long as one runs that is past it', () => {
    const meets = barrier('meets', 'meet', { when: when('Success', '<+matrix.os> != "linux"') });
    const looped = group('g', [meets, script('work')], {
      strategy: matrix({ os: ['linux', 'mac', 'bsd'] }, { maxConcurrency: '2' }),
    });
    const run = Run.start(pipeline([stage('s', [looped])], meeting));
    const prefix = 'pipeline.stages.s.spec.execution.steps.g-';
    expect(run.status(`${prefix}mac.steps.meets`)).toBe('ResourceWaiting');
    run.succeed(`${prefix}linux.steps.work`);
    expect(run.status(`${prefix}bsd.steps.meets`)).toBe('Success');
  });
});
