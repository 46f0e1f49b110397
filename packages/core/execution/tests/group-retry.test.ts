import type { FailureStrategy } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { nextWake, viewNode } from '../index.ts';
import { items } from '../testing/loops.ts';
import {
  approval,
  askPeople,
  barrier,
  barriers,
  group,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  retryGroupUpTo,
  script,
  stage,
  steps,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';
import {
  fails,
  given,
  isAborted,
  isPaused,
  isResumed,
  isTaken,
  passes,
  succeeds,
} from '../testing/specification.ts';

const twice = onFailure(retryGroupUpTo(2));

/** A group of a step that goes well and one that may not, and a step after the group. */
const deployed = (...failureStrategies: readonly FailureStrategy[]) =>
  pipeline([
    stage('s', [
      group('deploy', [script('apply'), script('smoke')], { failureStrategies }),
      script('announce'),
    ]),
  ]);

describe('a group that is run again', () => {
  it('waits for its interval, and then all of it begins anew under the next attempts', () => {
    const { run } = given(deployed(twice))
      .when(succeeds('apply'), fails('smoke'))
      .gives({
        happened: ['StepEnded smoke Failed', 'GroupRestartPlanned deploy'],
        statuses: { deploy: 'Running', smoke: 'Failed', announce: 'NotStarted' },
      })
      .when(passes(10_000))
      .gives({
        happened: ['GroupRestarted deploy', 'StepScheduled apply'],
        statuses: { apply: 'Queued', smoke: 'NotStarted' },
      });
    expect(viewNode(run.state, run.key('smoke')).attempts).toBe(1);
    expect(run.attempt('apply')).toBe(2);
    run.succeed('apply');
    expect(run.attempt('smoke')).toBe(2);
    run.succeed('smoke');
    run.succeed('announce');
    expect(run.status('release')).toBe('Success');
  });

  it('shows every try of its steps, and how often it has run', () => {
    const { run } = given(deployed(twice)).when(
      succeeds('apply'),
      fails('smoke'),
      passes(10_000),
      succeeds('apply'),
    );
    expect(viewNode(run.state, run.key('apply')).tries).toMatchObject([
      { attempt: 1, status: 'Success', action: null, task: expect.stringContaining('/1') },
      { attempt: 2, status: 'Success', action: null, task: expect.stringContaining('/2') },
    ]);
    expect(viewNode(run.state, run.key('smoke')).tries).toMatchObject([
      { attempt: 1, status: 'Failed', action: 'RetryStepGroup' },
      { attempt: 2, status: 'Queued', action: null },
    ]);
    expect(viewNode(run.state, run.key('deploy')).attempts).toBe(2);
  });

  it('says how often it has run when it is over, too', () => {
    const { run } = given(deployed(twice))
      .when(succeeds('apply'), fails('smoke'), passes(10_000))
      .when(succeeds('apply'), succeeds('smoke'));
    const ended = viewNode(run.state, run.key('deploy'));
    expect([ended.status, ended.attempts]).toEqual(['Success', 2]);
  });

  it('has failed by what went wrong first this time, not the time before', () => {
    const once = onFailure(retryGroupUpTo(1));
    const beside = parallelSteps(script('one'), script('two'));
    const { run } = given(
      pipeline([stage('s', [group('deploy', [beside], { failureStrategies: [once] })])]),
    )
      .when(isTaken('two'), fails('one'), succeeds('two'), passes(10_000))
      .when(isTaken('one'), fails('two'), fails('one'));
    expect(viewNode(run.state, run.key('deploy')).failure?.message).toMatch(/^step two: /);
  });

  it('waits for nothing but what still runs in it', () => {
    const beside = parallelSteps(script('one'), script('two'));
    const { run } = given(
      pipeline([stage('s', [group('deploy', [beside], { failureStrategies: [twice] })])]),
    ).when(isTaken('two'), fails('one'));
    expect(nextWake(run.state)).toBeNull();
    run.pass(20_000);
    expect([run.status('one'), run.status('two')]).toEqual(['Failed', 'Running']);
    run.succeed('two');
    expect([run.status('one'), run.status('two')]).toEqual(['Queued', 'Queued']);
  });

  it('has failed when it was run again as often as it may be', () => {
    given(deployed(twice))
      .when(succeeds('apply'), fails('smoke'), passes(10_000))
      .when(fails('apply'), passes(30_000))
      .when(succeeds('apply'), fails('smoke'))
      .gives({ statuses: { deploy: 'Failed', announce: 'NotStarted', release: 'Failed' } });
  });

  it('has its interval by how often it was run again', () => {
    given(deployed(twice))
      .when(fails('apply'), passes(10_000), fails('apply'), passes(29_999))
      .gives({ statuses: { apply: 'Failed' } })
      .when(passes(1))
      .gives({ statuses: { apply: 'Queued' } });
  });

  it('does in the end what it says is to be done after the last time', () => {
    const asks = onFailure(retryGroupUpTo(1, askPeople('Ignore')));
    given(deployed(asks))
      .when(fails('apply'), passes(10_000), fails('apply'))
      .gives({ statuses: { apply: 'InterventionWaiting' } })
      .when((run) => run.intervene('apply', 'Ignore'))
      .gives({ statuses: { apply: 'IgnoreFailed', smoke: 'Queued' } });
  });

  it('refuses what is reported of the time before', () => {
    const { run } = given(deployed(twice)).when(succeeds('apply'), fails('smoke'), passes(10_000));
    const late = {
      type: 'EndStep',
      node: run.key('smoke'),
      attempt: 1,
      lease: run.lease('smoke'),
      outcome: { status: 'Success', outputs: {} },
    } as const;
    expect(run.refusal(late).code).toBe('ATTEMPT_SUPERSEDED');
  });

  it('counts only the tries of this time as tries of its step', () => {
    const counting = script('smoke', { source: 'try <+step.retryCount>' });
    const { run } = given(
      pipeline([
        stage('s', [group('deploy', [script('apply'), counting], { failureStrategies: [twice] })]),
      ]),
    ).when(succeeds('apply'), fails('smoke'), passes(10_000), succeeds('apply'));
    expect(run.scriptOf('smoke')).toBe('try 0');
  });

  it('is the innermost one around the step that says so', () => {
    const inner = group('inner', [script('a', { failureStrategies: [twice] })]);
    given(pipeline([stage('s', [group('outer', [script('first'), inner])])]))
      .when(succeeds('first'), fails('a'), passes(10_000))
      .gives({ happened: ['GroupRestarted inner', 'StepScheduled a'] });
  });

  it('has all its own tries again when a group around it is run again', () => {
    const once = onFailure(retryGroupUpTo(1, 'MarkAsFailure', [1]), 'Unknown');
    const inner = group('inner', [script('a')], { failureStrategies: [once] });
    const check = script('check', { failureStrategies: [onFailure(retryGroupUpTo(1))] });
    given(pipeline([stage('s', [group('outer', [inner, check])])]))
      .when(fails('a'), passes(1), succeeds('a'), fails('check'), passes(10_000))
      .when(fails('a'), passes(1))
      .gives({ happened: ['GroupRestarted inner', 'StepScheduled a'] });
  });

  it('keeps the instances of its loops', () => {
    const loop = script('each', { strategy: items(['a', 'b']) });
    const { run } = given(
      pipeline([stage('s', [group('g', [loop, script('check')], { failureStrategies: [twice] })])]),
    )
      .when(succeeds('each_0'), succeeds('each_1'), fails('check'), passes(10_000))
      .gives({
        happened: [
          'GroupRestarted g',
          'NodeStarted each',
          'StepScheduled each_0',
          'StepScheduled each_1',
        ],
      });
    expect(run.attempt('each_1')).toBe(2);
  });

  it('runs as one instance of a loop while the others go on', () => {
    const looped = group('g', [script('a')], {
      strategy: items(['x', 'y']),
      failureStrategies: [twice],
    });
    const first = 'pipeline.stages.s.spec.execution.steps.g-x.steps.a';
    const second = 'pipeline.stages.s.spec.execution.steps.g-y.steps.a';
    given(pipeline([stage('s', [looped])]))
      .when(fails(first), succeeds(second), passes(10_000))
      .gives({ happened: ['GroupRestarted g_0', 'StepScheduled a'] })
      .when(succeeds(first))
      .gives({ statuses: { release: 'Success' } });
  });
});

describe('what stands beside the failure in the group', () => {
  const besides = pipeline([
    stage('s', [
      group('g', [parallelSteps(script('bad'), script('slow'), approval('ask'))], {
        failureStrategies: [twice],
      }),
    ]),
  ]);

  it('goes on to its end where a delegate runs it, and ends at once where it waits', () => {
    given(besides)
      .when(isTaken('slow'), fails('bad'))
      .gives({
        happened: ['StepEnded bad Failed', 'GroupRestartPlanned g', 'StepEnded ask Failed'],
        effects: ['CloseApproval ask'],
        statuses: { slow: 'Running' },
      })
      .when(passes(60_000))
      .gives({ happened: [], statuses: { bad: 'Failed' } })
      .when((run) => run.report('slow', { status: 'Success', outputs: {} }))
      .gives({
        happened: [
          'StepEnded slow Success',
          'GroupRestarted g',
          'StepScheduled bad',
          'StepScheduled slow',
          'StepScheduled ask',
        ],
        effects: ['StartTask bad', 'StartTask slow', 'OpenApproval ask'],
      });
  });

  it('is not itself a reason to run the group again', () => {
    const { run } = given(besides).when(isTaken('slow'), fails('bad'), fails('slow'));
    expect(run.happened()).toEqual(['StepEnded slow Failed']);
  });
});

describe('a group that waits to be run again', () => {
  const waiting = () => given(deployed(twice)).when(succeeds('apply'), fails('smoke'));

  it('ends with an abort', () => {
    waiting()
      .when(isAborted)
      .gives({ statuses: { deploy: 'Aborted', release: 'Aborted' } });
  });

  it('is not run again when it is marked as failed, and neither is anything else of it', () => {
    waiting()
      .when((run) => run.markFailed('deploy'))
      .gives({
        happened: [
          'NodeInterrupted deploy MarkAsFailed',
          'GroupRestartDropped deploy',
          'NodeEnded deploy Failed',
          'NodeEnded s Failed',
          'NodeEnded pipeline Failed',
        ],
      });
  });

  it('waits while the execution is paused, and begins when it goes on', () => {
    waiting()
      .when(isPaused, passes(60_000))
      .gives({ happened: [], statuses: { release: 'Paused' } })
      .when(isResumed)
      .gives({ happened: ['ExecutionResumed', 'GroupRestarted deploy', 'StepScheduled apply'] });
  });

  it('ends when the time of its stage is over', () => {
    const limited = pipeline([
      stage('s', [group('g', [script('a')], { failureStrategies: [twice] })], { timeout: 5_000 }),
    ]);
    given(limited)
      .when(fails('a'), passes(5_000))
      .gives({ statuses: { g: 'Expired', s: 'Expired' } });
  });

  it('ends when its stage is undone', () => {
    const undone = pipeline([
      stage(
        's',
        [
          parallelSteps(
            group('g', [script('a')], { failureStrategies: [twice] }),
            script('bad', { failureStrategies: [onFailure('StageRollback')] }),
          ),
        ],
        { rollbackSteps: steps(script('undo')) },
      ),
    ]);
    given(undone)
      .when(fails('a'), fails('bad'))
      .gives({ statuses: { g: 'Failed', undo: 'Queued' } })
      .when(succeeds('undo'))
      .gives({ statuses: { s: 'Failed' } });
  });
});

it('whoever waits at a barrier outside of the group waits for its next try', () => {
  const met = pipeline(
    [
      parallelStages(
        stage('x', [barrier('x_meets', 'meet')]),
        stage('y', [
          group('g', [script('a'), barrier('y_meets', 'meet')], { failureStrategies: [twice] }),
        ]),
      ),
    ],
    barriers('meet'),
  );
  given(met)
    .when(fails('a'))
    .gives({ statuses: { x_meets: 'ResourceWaiting' } })
    .when(passes(10_000), succeeds('a'))
    .gives({ statuses: { x_meets: 'Success', y_meets: 'Success', release: 'Success' } });
});

it('what asks for a failure in the group has its turn after the last time only', () => {
  const mended = pipeline([
    stage('s', [
      group('g', [script('a'), script('mend', { when: when('Failure') })], {
        failureStrategies: [onFailure(retryGroupUpTo(1))],
      }),
    ]),
  ]);
  given(mended)
    .when(fails('a'), passes(10_000))
    .gives({ statuses: { mend: 'NotStarted' } })
    .when(fails('a'))
    .gives({ statuses: { mend: 'Queued' } });
});

it('steps that undo a group are not run again with it', () => {
  const undo = script('undo', { failureStrategies: [twice] });
  const { run } = given(
    pipeline([
      stage('s', [
        group('g', [script('a')], {
          failureStrategies: [onFailure('StepGroupRollback')],
          rollbackSteps: steps(undo),
        }),
      ]),
    ]),
  ).when(fails('a'), fails('undo'));
  expect(run.status('release')).toBe('Failed');
});

it('a retry of the execution brings the earlier tries of the stages that it reuses', () => {
  const two = pipeline([
    stage('s', [group('g', [script('a')], { failureStrategies: [twice] })]),
    stage('later'),
  ]);
  const source = Run.start(two);
  for (const deed of [fails('a'), passes(10_000), succeeds('a'), fails('later_step')]) deed(source);
  const retried = source.retry({ from: ['later'] });
  const of = source.state.created.executionId;
  expect(viewNode(retried.state, retried.key('a')).tries).toMatchObject([
    { attempt: 1, status: 'Failed', task: expect.stringContaining(`${of}/`) },
    { attempt: 2, status: 'Success', task: expect.stringContaining(`${of}/`) },
  ]);
});
