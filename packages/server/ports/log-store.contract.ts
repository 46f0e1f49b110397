import { asTaskId, type TaskId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LogStore } from './index.ts';

/** An empty log store for one test. */
export interface OpenedLogStore {
  readonly logs: LogStore;
  /** Opens the same data as a new process would; absent when nothing outlives the store. */
  readonly reopen?: () => LogStore;
  readonly remove: () => Promise<void>;
}

const TASK = asTaskId('execution/pipeline.stages.build.spec.execution.steps.compile/1');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every implementation of the log store must do. */
export function describeLogStore(name: string, open: () => Promise<OpenedLogStore>): void {
  describe(`the ${name} log store`, () => {
    let opened: OpenedLogStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.remove());
    const current = (): LogStore => opened.logs;

    appending(current);
    reading(current);
    closing(current);
    watching(current);
    hostileIds(current);

    test('what was written is there when the store is opened again, and goes on', async (context) => {
      if (opened.reopen === undefined) {
        context.skip('nothing outlives this store');
        return;
      }
      await current().append(TASK, 0, bytes('hello '));
      const again = opened.reopen();
      expect(await again.stat(TASK)).toEqual({ size: 6, closed: false });
      await again.append(TASK, 6, bytes('world'));
      await again.close(TASK);
      const third = opened.reopen();
      expect(await textOf(third, TASK)).toBe('hello world');
      expect(await third.stat(TASK)).toEqual({ size: 11, closed: true });
    });
  });
}

async function textOf(logs: LogStore, task: TaskId): Promise<string> {
  return new TextDecoder().decode(await logs.read(task, 0, Number.MAX_SAFE_INTEGER));
}

function appending(current: () => LogStore): void {
  test('appends at the end follow each other', async () => {
    expect(await current().append(TASK, 0, bytes('one '))).toBe(4);
    expect(await current().append(TASK, 4, bytes('two'))).toBe(7);
    expect(await textOf(current(), TASK)).toBe('one two');
  });

  test.each([
    ['a repeat writes nothing', 0, 'hello', 'hello', 5],
    ['an overlap writes what is new', 3, 'lo world', 'hello world', 11],
    ['a part of what is there writes nothing', 1, 'el', 'hello', 5],
    ['a gap writes nothing', 6, 'world', 'hello', 5],
    ['nothing at the end writes nothing', 5, '', 'hello', 5],
  ])('%s', async (_, offset, chunk, text, size) => {
    await current().append(TASK, 0, bytes('hello'));
    expect(await current().append(TASK, offset, bytes(chunk))).toBe(size);
    expect(await textOf(current(), TASK)).toBe(text);
  });

  test('appends at once that repeat each other leave every byte once', async () => {
    const parts = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(1_000));
    await Promise.all(
      parts.flatMap((part, n) => {
        const append = () => current().append(TASK, n * 1_000, bytes(part));
        return [append(), append()];
      }),
    );
    expect(await textOf(current(), TASK)).toBe(parts.join(''));
  });

  test('bytes are kept as they are, also those that are no text', async () => {
    const raw = Uint8Array.from({ length: 256 }, (_, n) => n);
    await current().append(TASK, 0, raw);
    expect(new Uint8Array(await current().read(TASK, 0, 256))).toEqual(raw);
  });

  test('logs of many tasks at once do not mix', async () => {
    const tasks = Array.from({ length: 300 }, (_, n) => asTaskId(`e${n % 7}/node/${n}`));
    await Promise.all(tasks.map((task) => current().append(task, 0, bytes(`first of ${task}; `))));
    await Promise.all(
      tasks.map(async (task) => {
        const { size = 0 } = (await current().stat(task)) ?? {};
        await current().append(task, size, bytes(`second of ${task}`));
      }),
    );
    const texts = await Promise.all(tasks.map((task) => textOf(current(), task)));
    expect(texts).toEqual(tasks.map((task) => `first of ${task}; second of ${task}`));
  });
}

function reading(current: () => LogStore): void {
  test.each([
    [0, 5, 'hello'],
    [6, 11, 'world'],
    [6, 1_000_000, 'world'],
    [11, 20, ''],
    [50, 60, ''],
    [5, 2, ''],
  ])('bytes from %d up to but without %d are read', async (from, to, text) => {
    await current().append(TASK, 0, bytes('hello world'));
    expect(new TextDecoder().decode(await current().read(TASK, from, to))).toBe(text);
  });

  test('a log that does not exist has no size and no bytes', async () => {
    expect(await current().stat(TASK)).toBeNull();
    expect(await textOf(current(), TASK)).toBe('');
    expect(await current().stat(TASK)).toBeNull();
  });

  test('what was read does not change when more is written', async () => {
    await current().append(TASK, 0, bytes('hello'));
    const read = await current().read(TASK, 0, 5);
    await current().append(TASK, 5, bytes(' world'));
    expect(new TextDecoder().decode(read)).toBe('hello');
  });
}

function closing(current: () => LogStore): void {
  test('a closed log says so and takes no more', async () => {
    await current().append(TASK, 0, bytes('hello'));
    expect(await current().stat(TASK)).toEqual({ size: 5, closed: false });
    await current().close(TASK);
    expect(await current().append(TASK, 5, bytes(' world'))).toBe(5);
    expect(await current().stat(TASK)).toEqual({ size: 5, closed: true });
    expect(await textOf(current(), TASK)).toBe('hello');
  });

  test('closing twice is harmless, and a step without output has an empty closed log', async () => {
    await current().close(TASK);
    await current().close(TASK);
    expect(await current().stat(TASK)).toEqual({ size: 0, closed: true });
  });
}

function watching(current: () => LogStore): void {
  test('a watcher hears of each append and of the close of its log, until it leaves', async () => {
    const heard: string[] = [];
    const leave = current().watch(TASK, () => heard.push('mine'));
    const leaveOther = current().watch(asTaskId('other/node/1'), () => heard.push('other'));
    await current().append(TASK, 0, bytes('a'));
    await current().append(TASK, 1, bytes('b'));
    await current().close(TASK);
    expect(heard).toEqual(['mine', 'mine', 'mine']);
    leave();
    leaveOther();
    await current().close(TASK);
    expect(heard).toHaveLength(3);
  });

  test('what a watcher hears of can be read', async () => {
    const sizes: Promise<number | undefined>[] = [];
    const leave = current().watch(TASK, () => {
      sizes.push(
        current()
          .stat(TASK)
          .then((stat) => stat?.size),
      );
    });
    await current().append(TASK, 0, bytes('hello'));
    leave();
    expect(await Promise.all(sizes)).toEqual([5]);
  });

  test('a listener that watches twice hears twice, and leaves once at a time', async () => {
    let heard = 0;
    const listener = () => {
      heard += 1;
    };
    const leaves = [current().watch(TASK, listener), current().watch(TASK, listener)];
    await current().append(TASK, 0, bytes('a'));
    leaves[0]?.();
    await current().append(TASK, 1, bytes('b'));
    leaves[1]?.();
    await current().append(TASK, 2, bytes('c'));
    expect(heard).toBe(3);
  });
}

function hostileIds(current: () => LogStore): void {
  test.each([
    '../../../../etc/passwd',
    '../x/1',
    '/absolute/path/1',
    'e/../../x/1',
    'e/NUL \0 byte/1',
    'C:\\windows\\system32/con/1',
    '.',
    '',
    `e/${'long'.repeat(500)}/1`,
    'e/emoji 🎉/1',
  ])('a task id is a name and never a path: %j', async (id) => {
    const task = asTaskId(id);
    await current().append(task, 0, bytes(`log of ${id}`));
    await current().close(task);
    expect(await textOf(current(), task)).toBe(`log of ${id}`);
    expect(await current().stat(task)).toMatchObject({ closed: true });
  });

  test('ids that differ in one character, or in case, are different logs', async () => {
    const ids = ['e/a.b/1', 'e/a-b/1', 'e/A.b/1', 'E/a.b/1', 'e/a.b/11', 'e/a.b', 'e'];
    const tasks = ids.map(asTaskId);
    for (const task of tasks) await current().append(task, 0, bytes(task));
    const texts = await Promise.all(tasks.map((task) => textOf(current(), task)));
    expect(texts).toEqual(ids);
  });
}
