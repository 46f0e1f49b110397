import { failureMessage, STOP_PATIENCE } from '@reprise/core/execution';
import { expect, it } from 'vitest';
import {
  approval,
  group,
  parallelStages,
  pipeline,
  script,
  stage,
  wait,
  when,
} from '../testing/pipelines.ts';
import { ada } from '../testing/run.ts';
import {
  given,
  isAborted,
  isStopped,
  isTaken,
  passes,
  succeeds,
} from '../testing/specification.ts';

const busy = pipeline([
  parallelStages(
    stage('a', [group('g', [script('held')])]),
    stage('b', [script('queued')]),
    stage('c', [approval('ask')]),
    stage('d', [wait('pause', 60_000)]),
  ),
  stage('next', undefined, { when: when('All') }),
]);

it('ends what nobody runs at once, and asks delegates to stop the rest', () => {
  given(busy)
    .when(isTaken('held'), isAborted)
    .gives({
      effects: ['StopTask held', 'CloseApproval ask'],
      statuses: {
        held: 'Discontinuing',
        g: 'Discontinuing',
        release: 'Discontinuing',
        b: 'Aborted',
        ask: 'Aborted',
        pause: 'Aborted',
      },
    })
    .when(isStopped('held'))
    .gives({
      happened: [
        'StepEnded held Aborted',
        'NodeEnded g Aborted',
        'NodeEnded a Aborted',
        'NodeEnded pipeline Aborted',
      ],
      statuses: { next: 'NotStarted' },
    });
});

it('ends at once when no delegate runs anything', () => {
  given(pipeline([stage('a')]))
    .when(isAborted)
    .gives({
      happened: [
        'AbortRequested',
        'StepEnded a_step Aborted',
        'NodeEnded a Aborted',
        'NodeEnded pipeline Aborted',
      ],
    });
});

it('records the success of a task that ended while it was being stopped, and is aborted all the same', () => {
  given(pipeline([stage('a'), stage('b')]))
    .when(isTaken('a_step'), isAborted, succeeds('a_step'))
    .gives({ statuses: { a_step: 'Success', a: 'Aborted', b: 'NotStarted', release: 'Aborted' } });
});

it('does not wait for ever for a delegate that does not answer', () => {
  given(pipeline([stage('a')]))
    .when(isTaken('a_step'), isAborted, passes(STOP_PATIENCE - 1))
    .gives({ statuses: { release: 'Discontinuing' } })
    .when(passes(1))
    .gives({ statuses: { a_step: 'Aborted', release: 'Aborted' } });
});

it('ends a step as aborted whose delegate vanished while it was being stopped', () => {
  const { run } = given(pipeline([stage('a')])).when(isTaken('a_step'), isAborted);
  const node = run.key('a_step');
  run.perform({ type: 'LoseStep', node, attempt: 1, lease: run.lease('a_step'), reason: 'silent' });
  expect(run.status('a_step')).toBe('Aborted');
});

it('is refused a second time, and says who was first', () => {
  const { run } = given(pipeline([stage('a')])).when(isTaken('a_step'), isAborted);
  expect(run.refusal({ type: 'Abort', by: ada, reason: 'again' })).toMatchObject({
    code: 'ALREADY_ABORTING',
    facts: { by: 'ada' },
  });
});

it('goes on stopping a step that its timeout was stopping already', () => {
  given(pipeline([stage('a', [script('x', { timeout: 10_000 })])]))
    .when(isTaken('x'), passes(10_000), isAborted)
    .gives({ happened: ['AbortRequested'], effects: [] })
    .when(isStopped('x'))
    .gives({ statuses: { x: 'Expired', a: 'Aborted', release: 'Aborted' } });
});

it('tells who aborted the execution, and why', () => {
  const { run } = given(pipeline([stage('a')])).when(isAborted);
  expect(failureMessage(run.state)).toBe('aborted by ada: wrong version');
});
