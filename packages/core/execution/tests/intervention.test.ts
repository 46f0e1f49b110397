import { askedOfPeople, nextWake, viewNode } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import {
  askPeople,
  group,
  onFailure,
  parallelSteps,
  pipeline,
  retryUpTo,
  script,
  stage,
  steps,
} from '../testing/pipelines.ts';
import { ada, bob, Run } from '../testing/run.ts';
import { fails, given, isStopped, isTaken, passes, succeeds } from '../testing/specification.ts';

const HOUR = 3_600_000;
const asked = (onTimeout: 'Abort' | 'Ignore' = 'Abort') =>
  pipeline([
    stage('s', [script('x', { failureStrategies: [onFailure(askPeople(onTimeout))] })], {
      rollbackSteps: steps(script('undo')),
    }),
    stage('after'),
  ]);

describe('a step that waits for a decision', () => {
  it('shows that it waits, and so does all around it while nothing else goes on', () => {
    given(asked())
      .when(fails('x'))
      .gives({
        happened: ['AttemptFailed x ManualIntervention'],
        statuses: {
          x: 'InterventionWaiting',
          s: 'InterventionWaiting',
          release: 'InterventionWaiting',
        },
      });
  });

  it('shows why it failed', () => {
    const { run } = given(asked()).when(fails('x'));
    const view = viewNode(run.state, run.key('x'));
    expect(view).toMatchObject({ failure: { message: 'bash exited with code 3' }, endedAt: null });
    expect(view.tries).toMatchObject([
      { attempt: 1, status: 'Failed', action: 'ManualIntervention' },
    ]);
  });

  it('is what people are asked for, until when, and what becomes of it otherwise, until somebody decides', () => {
    const { run } = given(asked('Ignore')).when(fails('x'));
    const deadline = run.now + HOUR;
    expect(askedOfPeople(run.state)).toEqual([
      { kind: 'decision', node: run.key('x'), deadline, onTimeout: 'Ignore' },
    ]);
    run.intervene('x', 'MarkAsSuccess');
    expect(askedOfPeople(run.state)).toEqual([]);
  });

  it.each([
    ['MarkAsSuccess', 'Success', 'Running'],
    ['Ignore', 'IgnoreFailed', 'Running'],
    ['MarkAsFailure', 'Failed', 'NotStarted'],
    ['Abort', 'Failed', 'NotStarted'],
  ] as const)('%s: it ends %s, and the next stage is %s', (choice, status, after) => {
    given(asked())
      .when(fails('x'), (run) => run.intervene('x', choice))
      .gives({ statuses: { x: status, after } });
  });

  it('is rolled back with its stage when somebody says so', () => {
    given(asked())
      .when(fails('x'), (run) => run.intervene('x', 'StageRollback'), succeeds('undo'))
      .gives({ statuses: { x: 'Failed', undo: 'Success', s: 'Failed', after: 'NotStarted' } });
  });

  it('is tried again at once when somebody says so, and asks again when that fails', () => {
    const { run } = given(asked()).when(fails('x'), (each) => each.intervene('x', 'Retry'));
    expect(run.happened()).toEqual(['NodeInterrupted x Retry', 'StepScheduled x']);
    expect(run.tasks('StartTask')).toEqual(['x']);
    expect(run.attempt('x')).toBe(2);
    run.fail('x');
    expect(run.status('x')).toBe('InterventionWaiting');
    run.intervene('x', 'Retry');
    run.succeed('x');
    expect(run.status('after')).toBe('Running');
  });

  it('keeps who decided what', () => {
    const { run } = given(asked()).when(
      fails('x'),
      (each) => each.intervene('x', 'Retry'),
      fails('x'),
      (each) => each.intervene('x', 'Ignore'),
    );
    expect(viewNode(run.state, run.key('x')).interrupts).toMatchObject([
      { type: 'Retry', by: bob },
      { type: 'Ignore', by: bob },
    ]);
  });

  it('names the person who chose to abort', () => {
    const { run } = given(asked()).when(fails('x'), (each) => each.intervene('x', 'Abort'));
    expect(run.state.abort?.by).toEqual(bob);
  });

  it('is decided by its strategy when nobody decides in time', () => {
    const { run } = given(asked('Ignore')).when(fails('x'), passes(HOUR - 1));
    expect(nextWake(run.state)).toBe(run.now + 1);
    expect(run.status('x')).toBe('InterventionWaiting');
    run.pass(1);
    expect(run.status('x')).toBe('IgnoreFailed');
  });

  it('ends at once when the execution is aborted', () => {
    given(asked())
      .when(fails('x'), (run) => run.abort())
      .gives({ statuses: { x: 'Aborted', release: 'Aborted' } });
  });

  it('is asked about only after the automatic retries, which a person does not spend', () => {
    const strategy = onFailure(retryUpTo(1, askPeople('Abort')));
    const run = Run.start(pipeline([stage('s', [script('x', { failureStrategies: [strategy] })])]));
    run.fail('x');
    run.passToWake();
    run.fail('x');
    expect(run.status('x')).toBe('InterventionWaiting');
    run.intervene('x', 'Retry');
    run.fail('x');
    expect([run.status('x'), run.attempt('x')]).toEqual(['InterventionWaiting', 3]);
  });

  it('refuses a decision that it does not wait for', () => {
    const by = ada;
    const run = Run.start(asked());
    const intervene = { type: 'Intervene', node: run.key('x'), by, choice: 'Ignore' } as const;
    expect(run.refusal(intervene)).toMatchObject({
      code: 'NOT_WAITING_FOR_INTERVENTION',
      message:
        'step x of stage s does not wait for a decision; what runs can be marked as failed, or the execution aborted',
    });
    const nobody = { ...intervene, node: run.plan.root };
    expect(run.refusal(nobody).code).toBe('NOT_WAITING_FOR_INTERVENTION');
  });
});

describe('marked as failed', () => {
  const rescued = script('x', { failureStrategies: [onFailure('Ignore', 'UserMarkedFailure')] });

  it('a running step is stopped, and fails as its delegate says that it stopped', () => {
    const { run } = given(pipeline([stage('s', [script('x')])])).when(isTaken('x'), (each) =>
      each.markFailed('x'),
    );
    expect(run.happened()).toEqual(['NodeInterrupted x MarkAsFailed', 'StepStopping x']);
    expect(run.tasks('StopTask')).toEqual(['x']);
    run.report('x', { status: 'Stopped', message: 'ended by TERM' });
    expect(run.state.nodes.get(run.key('x'))).toMatchObject({
      status: 'Failed',
      failure: {
        message: 'User Initiated Failure; ended by TERM',
        types: ['UserMarkedFailure'],
      },
      interrupts: [{ type: 'MarkAsFailed', by: bob }],
    });
  });

  it('a step that has done its work in the meantime has done it', () => {
    given(pipeline([stage('s', [script('x')])]))
      .when(
        isTaken('x'),
        (run) => run.markFailed('x'),
        (run) => run.report('x', { status: 'Success', outputs: {} }),
      )
      .gives({ statuses: { release: 'Success' } });
  });

  it('the strategy for that decides', () => {
    given(pipeline([stage('s', [rescued])]))
      .when(isTaken('x'), (run) => run.markFailed('x'), isStopped('x'))
      .gives({ statuses: { x: 'IgnoreFailed', release: 'IgnoreFailed' } });
  });

  it('a queued step, one to be tried again and one that waits for a decision fail at once', () => {
    const flaky = script('flaky', { failureStrategies: [onFailure(retryUpTo(2), 'Unknown')] });
    const open = script('open', { failureStrategies: [onFailure(askPeople('Ignore'), 'Unknown')] });
    given(pipeline([stage('s', [parallelSteps(script('queued'), flaky, open)])]))
      .when(fails('flaky'), fails('open'), (run) => run.markFailed('s'))
      .gives({
        statuses: { queued: 'Failed', flaky: 'Failed', open: 'Failed', release: 'Failed' },
      });
  });

  it('a stage stops all that runs in it, and only that', () => {
    const { run } = given(
      pipeline([
        {
          kind: 'parallel',
          at: { line: 1, column: 1 },
          stages: [
            { kind: 'stage', stage: stage('s', [group('g', [script('x')])]) },
            { kind: 'stage', stage: stage('other') },
          ],
        },
      ]),
    ).when((each) => each.markFailed('s'));
    expect([run.status('s'), run.status('other_step')]).toEqual(['Failed', 'Queued']);
  });

  it('a pipeline may go on where a strategy rescues what was stopped', () => {
    given(pipeline([stage('s', [rescued, script('y')])]))
      .when((run) => run.markFailed('release'), succeeds('y'))
      .gives({ statuses: { x: 'IgnoreFailed', y: 'Success', release: 'IgnoreFailed' } });
  });

  it('what one decision has aborted is not marked a second time', () => {
    const aborting = script('x', { failureStrategies: [onFailure('Abort')] });
    given(pipeline([stage('s', [parallelSteps(aborting, script('y'))])]))
      .when((run) => run.markFailed('s'))
      .gives({ statuses: { x: 'Failed', y: 'Aborted', release: 'Aborted' } });
  });

  it('is refused of what does not run', () => {
    const run = Run.start(pipeline([stage('s'), stage('later')]));
    const marked = (name: string) =>
      run.refusal({ type: 'MarkFailed', node: run.key(name), by: ada }).code;
    expect(marked('later')).toBe('NODE_NOT_RUNNING');
    run.take('s_step');
    run.abort();
    expect(marked('s_step')).toBe('NODE_NOT_RUNNING');
  });
});
