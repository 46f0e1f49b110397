import { asMilliseconds } from '@reprise/core';
import { statusOf, viewNodes } from '@reprise/core/execution';
import { afterEach, describe, expect, test } from 'vitest';
import type { Logger } from '../../ports/index.ts';
import { ScriptedDelegate, stepIdentifier } from '../../testing/scripted-delegate.ts';
import { shellPipeline, sideBySide } from '../../testing/shell-pipelines.ts';
import { openWorkshop, SOMEBODY, silentLogger, type Workshop } from '../../testing/workshop.ts';

let workshop: Workshop;

afterEach(() => workshop.close());

const ran = (): readonly string[] =>
  workshop.delegate.ran.map(({ taskId }) => stepIdentifier(taskId));

/** Ends the hanging step of this name, well. */
async function end(step: string): Promise<string> {
  const task = workshop.delegate.hanging().find((taskId) => stepIdentifier(taskId) === step);
  if (task === undefined) throw new Error(`the step ${step} does not hang`);
  const answer = await workshop.delegate.end(task, { status: 'Success', outputs: {} });
  await workshop.settle();
  return answer;
}

const threeSideBySide = (identifier: string, letter: string): string =>
  shellPipeline(
    identifier,
    sideBySide({
      a: { [`${letter}1`]: 'x' },
      b: { [`${letter}2`]: 'x' },
      c: { [`${letter}3`]: 'x' },
    }),
  );

/** Its one step asks for a delegate with the selector `gpu`. */
const PICKY = shellPipeline('picky', { a: { gpu: 'x' } }).replace(
  'type: Custom',
  'type: Custom\n        delegateSelectors: [gpu]',
);

describe('tasks on their way to a delegate', () => {
  test('are never more than it has slots, and who has waited longest is next', async () => {
    workshop = await openWorkshop({ capacity: 2 });
    workshop.delegate.script = () => 'hang';
    await workshop.run(threeSideBySide('first', 'f'));
    await workshop.run(threeSideBySide('second', 's'));
    expect(ran()).toEqual(['f1', 'f2']);
    await end('f1');
    expect(ran()).toEqual(['f1', 'f2', 'f3']);
    await end('f2');
    expect(ran()).toEqual(['f1', 'f2', 'f3', 's1']);
    await end('s1');
    await end('f3');
    expect(ran()).toEqual(['f1', 'f2', 'f3', 's1', 's2', 's3']);
    expect(await workshop.store.tasks.waiting()).toBe(0);
  });

  test('are all run in the end, each once, whatever the slots', async () => {
    workshop = await openWorkshop({ capacity: 3 });
    const names = Array.from({ length: 40 }, (_, i) => `t${i}`);
    const stages = Object.fromEntries(names.map((name) => [`s_${name}`, { [name]: 'x' }]));
    const executions = await Promise.all(
      ['one', 'two', 'three'].map((id) => workshop.run(shellPipeline(id, sideBySide(stages)))),
    );
    await workshop.settle();
    for (const execution of executions) {
      expect((await workshop.store.executions.row(execution))?.status).toBe('Success');
    }
    expect(ran().toSorted()).toEqual([...names, ...names, ...names].toSorted());
  });

  test('wait when nobody offers what they ask for, and hold up nobody else', async () => {
    workshop = await openWorkshop({ capacity: 1 });
    const picky = await workshop.run(PICKY);
    await workshop.run(threeSideBySide('easy', 'e'));
    expect(ran()).toEqual(['e1', 'e2', 'e3']);
    const read = await workshop.engine.read(picky);
    const step = read && viewNodes(read.state).find(({ identifier }) => identifier === 'gpu');
    expect(step?.status).toBe('Queued');
  });

  test('are given up when their delegate has not been heard of for a lease: nothing is guessed', async () => {
    workshop = await openWorkshop();
    workshop.delegate.script = () => 'hang';
    const execution = await workshop.run(
      shellPipeline('lost', { a: { one: 'x' }, b: { two: 'x' } }),
    );
    await workshop.delegate.vanish();
    await workshop.pass(asMilliseconds(50_000));
    expect((await workshop.store.executions.row(execution))?.status).toBe('Running');
    await workshop.pass(asMilliseconds(60_000));
    const read = await workshop.engine.read(execution);
    expect(read && statusOf(read.state)).toBe('Failed');
    const step = read && viewNodes(read.state).find(({ identifier }) => identifier === 'one');
    expect(step?.failure?.types).toEqual(['DelegateRestart']);
  });

  test('are kept for a delegate that comes back in time, and are not started twice', async () => {
    workshop = await openWorkshop();
    workshop.delegate.script = () => 'hang';
    await workshop.run(shellPipeline('back', { a: { one: 'x' } }));
    await workshop.delegate.vanish();
    await workshop.pass(asMilliseconds(40_000));
    await workshop.delegate.connect(workshop.engine.taskServer);
    await workshop.pass(asMilliseconds(40_000));
    expect(await end('one')).toBe('accepted');
    expect(ran()).toEqual(['one']);
  });

  test('end only once: a late result is refused and changes nothing', async () => {
    workshop = await openWorkshop();
    workshop.delegate.script = () => 'hang';
    const execution = await workshop.run(shellPipeline('late', { a: { one: 'x' } }));
    const [task] = workshop.delegate.ran;
    await workshop.engine.perform(execution, { type: 'Abort', by: SOMEBODY, reason: 'enough' });
    await workshop.settle();
    const ended = await workshop.engine.read(execution);
    expect(ended && statusOf(ended.state)).toBe('Aborted');
    if (task === undefined) throw new Error('the step did not run');
    const late = await workshop.delegate.report(task, { status: 'Success', outputs: {} });
    expect(late).toBe('refused');
    expect(await workshop.engine.read(execution)).toEqual(ended);
  });

  test('go to a second delegate that offers what the first does not', async () => {
    workshop = await openWorkshop({ capacity: 1 });
    const other = new ScriptedDelegate('other', ['gpu']);
    const picky = await workshop.run(PICKY);
    await other.connect(workshop.engine.taskServer);
    await workshop.settle();
    expect(other.ran).toHaveLength(1);
    expect((await workshop.store.executions.row(picky))?.status).toBe('Success');
  });
});

describe('the late result of a step that was aborted', () => {
  test('is refused, and the log says whose it was, how it ended and why it does not count', async () => {
    const warned: Parameters<Logger['warn']>[] = [];
    const logger: Logger = { ...silentLogger, warn: (...said) => warned.push(said) };
    workshop = await openWorkshop({ logger });
    workshop.delegate.script = () => 'hang';
    const execution = await workshop.run(shellPipeline('shop', { a: { slow: 'x' } }));
    const [task] = workshop.delegate.ran;
    if (task === undefined) throw new Error('the step did not start');
    const abort = { type: 'Abort', by: SOMEBODY, reason: 'enough' } as const;
    await workshop.engine.perform(execution, abort);
    await workshop.settle();
    const late = { status: 'Success', outputs: { version: '2' } } as const;
    expect(await workshop.delegate.report(task, late)).toBe('refused');
    expect(warned).toEqual([
      [
        {
          task: task.taskId,
          delegate: 'scripted',
          outcome: 'Success',
          code: expect.stringMatching(/^[A-Z_]+$/),
        },
        'a late result was refused',
      ],
    ]);
    const read = await workshop.engine.read(execution);
    expect(read && statusOf(read.state)).toBe('Aborted');
  });
});
