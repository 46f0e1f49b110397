import {
  failureMessage,
  stageCounts,
  statusOf,
  viewNode,
  viewNodes,
} from '@reprise/core/execution';
import { expect, it } from 'vitest';
import {
  approval,
  group,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  script,
  stage,
  steps,
  wait,
  when,
} from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const shown = (run: Run, name: string) => viewNode(run.state, run.key(name));

it('lists every node, parents before children, whatever has become of it', () => {
  const run = Run.start(
    pipeline([stage('a', [group('g', [script('x')]), wait('w', 1000)]), stage('b')]),
  );
  expect(
    viewNodes(run.state).map(({ identifier, kind, type, status }) => [
      identifier,
      kind,
      type,
      status,
    ]),
  ).toEqual([
    ['release', 'pipeline', 'Pipeline', 'Running'],
    ['a', 'stage', 'Custom', 'Running'],
    ['g', 'group', 'StepGroup', 'Running'],
    ['x', 'step', 'ShellScript', 'Queued'],
    ['w', 'step', 'Wait', 'NotStarted'],
    ['b', 'stage', 'Custom', 'NotStarted'],
    ['b_step', 'step', 'ShellScript', 'NotStarted'],
  ]);
});

it('shows what a step did: its task, its delegate, its outputs and its times', () => {
  const run = Run.start(pipeline([stage('a', [script('x', { outputs: ['V'] })])]));
  run.succeed('x', { V: '1' });
  expect(shown(run, 'x')).toMatchObject({
    status: 'Success',
    attempts: 1,
    task: 'execution-1/pipeline.stages.a.spec.execution.steps.x/1',
    delegate: 'delegate-1',
    outputs: { outputVariables: { V: '1' } },
    work: { kind: 'task', task: { type: 'ShellScript' } },
    startedAt: run.now,
    endedAt: run.now,
    failure: null,
    reused: null,
  });
});

it('has no task for what no delegate runs', () => {
  const run = Run.start(pipeline([stage('a', [approval('ask')]), stage('b', [wait('w', 1000)])]));
  expect(shown(run, 'ask')).toMatchObject({ task: null, attempts: 1 });
  run.approve('ask');
  expect(shown(run, 'ask').approvals).toMatchObject([{ by: { name: 'bob' }, action: 'APPROVE' }]);
  expect(shown(run, 'w').task).toBeNull();
});

it('shows nothing of the work of a step that has not begun', () => {
  const run = Run.start(pipeline([stage('a'), stage('b')]));
  expect(shown(run, 'b_step')).toMatchObject({ attempts: 0, work: null, delegate: null });
});

it('draws the steps that undo a stage after all that they undo', () => {
  const undo = steps(script('undo1'), script('undo2'));
  const all = [script('x'), parallelSteps(script('y'), script('z'))];
  const run = Run.start(pipeline([stage('a', all, { rollbackSteps: undo })]));
  const after = (name: string) => shown(run, name).after;
  expect(after('rollbackSteps')).toEqual([run.key('y'), run.key('z')]);
  expect(after('y')).toEqual([run.key('x')]);
  expect(after('undo2')).toEqual([run.key('undo1')]);
});

it('explains the failure of a stage and of the pipeline by the step that failed', () => {
  const run = Run.start(pipeline([stage('a', [group('g', [script('x')])])]));
  run.fail('x', 'bash exited with code 3');
  expect(shown(run, 'x').failure?.message).toBe('bash exited with code 3');
  for (const name of ['g', 'a', 'release']) {
    expect(shown(run, name).failure?.message).toBe('step x: bash exited with code 3');
  }
  expect(failureMessage(run.state)).toBe('step x: bash exited with code 3');
});

it('tells of the worst failure, and of the first of those', () => {
  const run = Run.start(
    pipeline([parallelStages(stage('a'), stage('b', [approval('ask')]), stage('c'))]),
  );
  run.fail('a_step', 'first');
  expect(failureMessage(run.state)).toBe('step a_step: first');
  run.fail('c_step', 'second');
  expect(failureMessage(run.state)).toBe('step a_step: first');
  expect(shown(run, 'a').failure?.message).toBe('step a_step: first');
  expect(shown(run, 'c').failure?.message).toBe('step c_step: second');
  run.reject('ask');
  expect(statusOf(run.state)).toBe('ApprovalRejected');
  expect(failureMessage(run.state)).toBe('step ask: rejected by bob');
});

it('tells of a failure that was ignored where it was ignored, and of none for the execution', () => {
  const ignores = { failureStrategies: [onFailure('Ignore')] };
  const run = Run.start(pipeline([stage('a', [script('x')], ignores), stage('b')]));
  run.fail('x', 'flaky');
  expect(shown(run, 'a')).toMatchObject({
    status: 'IgnoreFailed',
    failure: { message: 'step x: flaky' },
  });
  expect(failureMessage(run.state)).toBeNull();
});

it('says of what was aborted who did it, and why', () => {
  const run = Run.start(pipeline([stage('a', [wait('w', 1000)])]));
  run.abort();
  expect(shown(run, 'a').failure?.message).toBe('step w: aborted by ada: wrong version');
  expect(failureMessage(run.state)).toBe('aborted by ada: wrong version');
});

it('has no failure to tell of while all is well', () => {
  const run = Run.start(pipeline([stage('a')]));
  expect(failureMessage(run.state)).toBeNull();
  run.succeed('a_step');
  expect(failureMessage(run.state)).toBeNull();
  expect(shown(run, 'release').failure).toBeNull();
});

it('counts stages: those that ran and ended well, those that run, those that failed', () => {
  const run = Run.start(
    pipeline([
      stage('done'),
      stage('passed over', undefined, { when: when('Failure') }),
      stage('skipped', undefined, { when: when('Success', 'false') }),
      parallelStages(stage('bad'), stage('busy')),
      stage('later'),
    ]),
  );
  run.succeed('done_step');
  run.fail('bad_step');
  expect(stageCounts(run.state)).toEqual({ total: 6, succeeded: 1, running: 1, failed: 1 });
});

it('says that it waits for an approval only when nothing else goes on', () => {
  const run = Run.start(
    pipeline([parallelStages(stage('a', [approval('ask')]), stage('b')), stage('c')]),
  );
  expect([run.status('a'), run.status('b'), run.status('release')]).toEqual([
    'ApprovalWaiting',
    'Running',
    'Running',
  ]);
  run.succeed('b_step');
  expect(run.status('release')).toBe('ApprovalWaiting');
});
