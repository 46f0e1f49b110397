import { nextWake } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import { items } from '../testing/loops.ts';
import {
  approval,
  askPeople,
  group,
  onFailure,
  parallelStages,
  parallelSteps,
  pipeline,
  retryGroupUpTo,
  retryUpTo,
  script,
  stage,
  steps,
  when,
} from '../testing/pipelines.ts';
import { ada, Run } from '../testing/run.ts';
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

const chain = pipeline([
  parallelStages(stage('a', [script('a1'), script('a2')]), stage('b')),
  stage('next'),
]);

describe('a pause', () => {
  it('lets what runs come to its end, and starts nothing new', () => {
    given(chain)
      .when(isTaken('a1'), isPaused)
      .gives({ statuses: { release: 'Pausing', a: 'Pausing', a1: 'Running' } })
      .when(succeeds('a1'))
      .gives({ happened: ['StepEnded a1 Success'], statuses: { a: 'Paused', release: 'Pausing' } })
      .when(succeeds('b_step'))
      .gives({ statuses: { b: 'Success', a: 'Paused', a2: 'NotStarted', release: 'Paused' } });
  });

  it('ends when somebody resumes: all turns that came meanwhile are taken', () => {
    given(chain)
      .when(isPaused, succeeds('a1'), succeeds('b_step'), isResumed)
      .gives({
        happened: ['ExecutionResumed', 'StepScheduled a2'],
        effects: ['StartTask a2'],
        statuses: { release: 'Running' },
      })
      .when(succeeds('a2'), succeeds('next_step'))
      .gives({ statuses: { release: 'Success' } });
  });

  it('said twice is as said once, and so is its end', () => {
    given(chain)
      .when(isPaused, isPaused)
      .gives({ happened: [] })
      .when(isResumed, isResumed)
      .gives({ happened: [] });
  });

  it('lets what is over end: stages and the execution wait only for what is held back', () => {
    given(pipeline([stage('a')]))
      .when(isPaused, succeeds('a_step'))
      .gives({ statuses: { a: 'Success', release: 'Success' } });
  });

  it('is no way around a failure: what comes after has its turn by its own condition', () => {
    given(
      pipeline([stage('a'), stage('well'), stage('mend', undefined, { when: when('Failure') })]),
    )
      .when(isPaused, fails('a_step'))
      .gives({ statuses: { release: 'Paused', mend: 'NotStarted' } })
      .when(isResumed)
      .gives({ statuses: { well: 'NotStarted', mend: 'Running' } });
  });

  it('holds back the tries of a failed step, however long their interval was over', () => {
    const flaky = script('flaky', { failureStrategies: [onFailure(retryUpTo(1))] });
    const { run } = given(pipeline([stage('s', [flaky])])).when(isPaused, fails('flaky'));
    expect(run.status('release')).toBe('Paused');
    run.pass(60_000);
    expect(nextWake(run.state)).toBeNull();
    run.resume();
    expect(run.happened()).toEqual(['ExecutionResumed', 'StepScheduled flaky']);
  });

  it('holds back the try that a person asks for', () => {
    const asked = script('asked', { failureStrategies: [onFailure(askPeople('Abort'))] });
    const { run } = given(pipeline([stage('s', [asked])])).when(isPaused, fails('asked'));
    expect(run.status('release')).toBe('Paused');
    run.intervene('asked', 'Retry');
    expect(run.tasks('StartTask')).toEqual([]);
    run.resume();
    expect(run.tasks('StartTask')).toEqual(['asked']);
  });

  it('holds back a rollback, which then undoes what it was asked to', () => {
    const bad = script('bad', { failureStrategies: [onFailure('StageRollback')] });
    given(pipeline([stage('s', [bad], { rollbackSteps: steps(script('undo')) })]))
      .when(isPaused, fails('bad'))
      .gives({ statuses: { s: 'Paused', undo: 'NotStarted' } })
      .when(isResumed, succeeds('undo'))
      .gives({ statuses: { undo: 'Success', s: 'Failed' } });
  });

  it('lets a rollback that has begun come to its end', () => {
    const bad = script('bad', { failureStrategies: [onFailure('StageRollback')] });
    given(pipeline([stage('s', [bad], { rollbackSteps: steps(script('undo')) }), stage('next')]))
      .when(fails('bad'), isPaused, succeeds('undo'))
      .gives({ statuses: { undo: 'Success', s: 'Failed' } });
  });

  it('has nothing to hold back of a stage that nothing undoes', () => {
    const bad = script('bad', { failureStrategies: [onFailure('StageRollback')] });
    given(pipeline([stage('s', [bad, script('after')]), stage('next')]))
      .when(isPaused, fails('bad'))
      .gives({ statuses: { s: 'Failed', after: 'NotStarted' } });
  });

  it('holds back the instances of a loop', () => {
    const looped = stage('s', [script('x')], {
      strategy: items(['1', '2'], { maxConcurrency: '1' }),
    });
    const run = Run.start(pipeline([looped]));
    run.pause();
    const first = [...run.state.open].find((key) => key.endsWith('.x'));
    if (first === undefined) throw new Error('no instance runs');
    run.succeed(first);
    expect(run.status('release')).toBe('Paused');
    run.resume();
    expect(run.status('release')).toBe('Running');
    expect(run.tasks('StartTask')).toEqual(['x']);
  });

  it('lets people approve, and what they approved wait', () => {
    const { run } = given(pipeline([stage('s', [approval('ask'), script('then')])])).when(isPaused);
    expect(run.status('release')).toBe('Paused');
    run.approve('ask');
    expect(run.status('ask')).toBe('Success');
    expect(run.status('then')).toBe('NotStarted');
  });

  it('does not stop the clock: time runs out all the same', () => {
    given(pipeline([stage('s', [script('x'), script('y')])], { timeout: 60_000 }))
      .when(isPaused, succeeds('x'), passes(60_000))
      .gives({ statuses: { s: 'Expired', release: 'Expired', y: 'NotStarted' } });
  });

  it('can be aborted', () => {
    const { run } = given(chain)
      .when(isTaken('a1'), succeeds('b_step'), isPaused, isAborted)
      .gives({ statuses: { release: 'Discontinuing' } })
      .when((each) => each.report('a1', { status: 'Stopped', message: 'TERM' }))
      .gives({ statuses: { release: 'Aborted', next: 'NotStarted' } });
    expect(run.refusal({ type: 'Resume', by: ada }).code).toBe('EXECUTION_ENDED');
  });

  it('can be aborted when nothing runs any more', () => {
    given(chain)
      .when(isPaused, succeeds('a1'), succeeds('b_step'), isAborted)
      .gives({ statuses: { a: 'Aborted', release: 'Aborted' } });
  });

  it('is refused while the execution is being aborted', () => {
    given(chain)
      .when(isTaken('a1'), isAborted)
      .refuses({ type: 'Pause', by: ada }, 'ALREADY_ABORTING');
  });
});

describe('expiring all', () => {
  it('is over at once when nobody runs anything', () => {
    const { run } = given(pipeline([stage('s'), stage('next')]));
    run.expireAll();
    expect([run.status('s_step'), run.status('release')]).toEqual(['Expired', 'Expired']);
  });

  it('ends what runs as a timeout of the pipeline does, and says who wanted it', () => {
    const beside = parallelSteps(script('held'), script('queued'));
    const { run } = given(pipeline([stage('s', [beside]), stage('next')]))
      .when(isTaken('held'), (each) => each.expireAll())
      .gives({
        effects: ['StopTask held'],
        statuses: { queued: 'Expired', release: 'Discontinuing' },
      });
    run.expireAll();
    expect(run.happened()).toEqual([]);
    run.report('held', { status: 'Stopped', message: 'TERM' });
    expect(run.status('release')).toBe('Expired');
    expect(run.state.nodes.get(run.state.plan.root)).toMatchObject({
      failure: { message: 'expired by bob', types: ['Timeout'] },
      interrupts: [{ type: 'ExpireAll', by: { name: 'bob' } }],
    });
  });

  it('is refused while the execution is being aborted', () => {
    given(chain)
      .when(isTaken('a1'), isAborted)
      .refuses({ type: 'ExpireAll', by: ada }, 'ALREADY_ABORTING');
  });
});

describe('a group that a pause has emptied', () => {
  it('is over when its stage is to be undone: what waits is the undoing', () => {
    const both = parallelSteps(group('g', [script('g1'), script('g2')]), script('x'));
    const undone = { failureStrategies: [onFailure('StageRollback')] };
    given(pipeline([stage('s', [both], { ...undone, rollbackSteps: steps(script('undo')) })]))
      .when(isPaused, succeeds('g1'), fails('x'))
      .gives({
        happened: ['StepEnded x Failed', 'RollbackRequested s', 'NodeEnded g Aborted'],
        statuses: { s: 'Paused', undo: 'NotStarted' },
      })
      .when(isResumed)
      .gives({ statuses: { undo: 'Queued', g2: 'NotStarted' } });
  });

  it('is over when a group around it is to be run again: what waits is that', () => {
    const both = parallelSteps(group('h', [script('h1'), script('h2')]), script('x'));
    const again = { failureStrategies: [onFailure(retryGroupUpTo(1, 'MarkAsFailure', [0]))] };
    given(pipeline([stage('s', [group('g', [both], again)])]))
      .when(isPaused, succeeds('h1'), fails('x'))
      .gives({ statuses: { h: 'Aborted', g: 'Paused' } })
      .when(isResumed)
      .gives({ statuses: { h1: 'Queued', x: 'Queued', h2: 'NotStarted' } });
  });
});
