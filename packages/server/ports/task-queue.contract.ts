import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import {
  addition,
  claimBy,
  creation,
  ELSEWHERE,
  EMBEDDED,
  later,
  leaseOf,
  NOW,
  startTask,
  taskOf,
  withTasks,
} from './testing/examples.ts';

/** Tasks: how they enter and leave with events, and how they are handed over. */
export function taskQueueContract(current: () => Store): void {
  enteringAndLeaving(current);
  claiming(current);
  unserved(current);
  leases(current);
}

const idsOf = (tasks: readonly { readonly taskId: string }[]): readonly string[] =>
  tasks.map(({ taskId }) => taskId);

function enteringAndLeaving(current: () => Store): void {
  test('a task that is started waits until it is claimed, and is handed over complete', async () => {
    const { executions, tasks } = current();
    const effect = startTask(taskOf('e1'), ['linux']);
    await executions.append(creation('e1', { effects: [effect] }));
    expect(await tasks.waiting()).toBe(1);
    expect(await tasks.claim(claimBy('embedded', { selectors: ['linux'] }))).toEqual([
      {
        taskId: taskOf('e1'),
        selectors: ['linux'],
        task: effect.task,
        enqueuedAt: NOW,
        stop: null,
        delegate: EMBEDDED,
        token: 'embedded 1',
        until: later(30_000),
      },
    ]);
    expect(await tasks.waiting()).toBe(0);
  });

  test('a task that is leased as it starts is held at once, and nobody can claim it', async () => {
    const { executions, tasks } = current();
    const lease = leaseOf(taskOf('e1', 2));
    await executions.append({ ...withTasks('e1', 2), leases: [lease] });
    expect(await tasks.waiting()).toBe(1);
    expect(idsOf(await tasks.claim(claimBy('elsewhere')))).toEqual([taskOf('e1', 1)]);
    expect(await tasks.heldBy(EMBEDDED)).toEqual([expect.objectContaining(lease)]);
  });

  test('a waiting task is handed out by a later append, and nobody can claim it any more', async () => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 2));
    const lease = leaseOf(taskOf('e1', 1));
    await executions.append(addition('e1', 1, { leases: [lease] }));
    expect(await tasks.heldBy(EMBEDDED)).toEqual([expect.objectContaining(lease)]);
    expect(idsOf(await tasks.claim(claimBy('elsewhere')))).toEqual([taskOf('e1', 2)]);
  });

  test('an append that is refused hands out nothing', async () => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 1));
    const stale = addition('e1', 0, { leases: [leaseOf(taskOf('e1', 1))] });
    expect((await executions.append({ ...stale, row: withTasks('e1', 1).row })).ok).toBe(false);
    expect(await tasks.waiting()).toBe(1);
  });

  test('a settled task leaves the queue, waiting or held', async () => {
    const { executions, tasks } = current();
    await executions.append({ ...withTasks('e1', 3), leases: [leaseOf(taskOf('e1', 1))] });
    const settled = [taskOf('e1', 1), taskOf('e1', 2), taskOf('e1', 9)];
    await executions.append(addition('e1', 1, { settled }));
    expect(await tasks.heldBy(EMBEDDED)).toEqual([]);
    expect(idsOf(await tasks.claim(claimBy('embedded')))).toEqual([taskOf('e1', 3)]);
  });

  test('starting a task a second time is harmless, also while it is held (I3)', async () => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 1));
    await tasks.claim(claimBy('embedded'));
    await executions.append(addition('e1', 1, { effects: [startTask(taskOf('e1'))] }));
    expect(await tasks.waiting()).toBe(0);
    expect(idsOf(await tasks.heldBy(EMBEDDED))).toEqual([taskOf('e1')]);
  });

  test('a task that is to be stopped says so, waiting or held', async () => {
    const { executions, tasks } = current();
    await executions.append({ ...withTasks('e1', 2), leases: [leaseOf(taskOf('e1', 1))] });
    await executions.append(
      addition('e1', 1, {
        effects: [
          { type: 'StopTask', taskId: taskOf('e1', 1), cause: 'abort' },
          { type: 'StopTask', taskId: taskOf('e1', 2), cause: 'timeout' },
          { type: 'StopTask', taskId: taskOf('e1', 9), cause: 'abort' },
        ],
      }),
    );
    expect((await tasks.heldBy(EMBEDDED))[0]?.stop).toBe('abort');
    expect((await tasks.claim(claimBy('elsewhere')))[0]?.stop).toBe('timeout');
  });
}

function claiming(current: () => Store): void {
  test('the first in is the first out, across executions and claims', async () => {
    const { executions, tasks } = current();
    for (const name of ['b', 'a', 'c']) await executions.append(withTasks(name, 2));
    const first = await tasks.claim(claimBy('embedded', { limit: 3 }));
    const second = await tasks.claim(claimBy('embedded', { limit: 3 }));
    expect(idsOf([...first, ...second])).toEqual([
      taskOf('b', 1),
      taskOf('b', 2),
      taskOf('a', 1),
      taskOf('a', 2),
      taskOf('c', 1),
      taskOf('c', 2),
    ]);
  });

  test('ten claimers at once never get the same task, and leave none', async () => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 100));
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, n) => tasks.claim(claimBy(`delegate-${n}`, { limit: 10 }))),
    );
    const taken = claims.flat();
    expect(new Set(idsOf(taken)).size).toBe(taken.length);
    const rest = await tasks.claim(claimBy('sweeper'));
    expect(taken.length + rest.length).toBe(100);
    expect(new Set(taken.map(({ token }) => token)).size).toBe(taken.length);
  });

  test.each([
    ['a task without selectors goes to anybody', [], [], true],
    ['a task goes to who offers all that it asks for, and more', ['a'], ['b', 'a'], true],
    ['a task does not go to who lacks one of its selectors', ['a', 'b'], ['a'], false],
    ['a selector is compared to the letter', ['Linux'], ['linux'], false],
    ['a selector with quotes and commas is one selector', [`a","b'`], ['a', 'b'], false],
    ['a selector with quotes and commas is found', [`a","b'`], [`a","b'`], true],
  ])('%s', async (_, needed, offered, taken) => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 1, needed));
    const claimed = await tasks.claim(claimBy('embedded', { selectors: offered }));
    expect(claimed.map(({ selectors }) => selectors)).toEqual(taken ? [needed] : []);
    expect(await tasks.waiting()).toBe(taken ? 0 : 1);
  });

  test('a task that nobody can take does not hold up those behind it', async () => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 3, ['mainframe']));
    await executions.append(withTasks('e2', 1));
    expect(idsOf(await tasks.claim(claimBy('embedded', { limit: 1 })))).toEqual([taskOf('e2')]);
  });

  test('a claim of nothing takes nothing', async () => {
    const { executions, tasks } = current();
    expect(await tasks.claim(claimBy('embedded'))).toEqual([]);
    await executions.append(withTasks('e1', 1));
    expect(await tasks.claim(claimBy('embedded', { limit: 0 }))).toEqual([]);
    expect(await tasks.waiting()).toBe(1);
  });
}

function unserved(current: () => Store): void {
  test('tasks with selectors that nobody took are found by their age, those that anybody may take are not', async () => {
    const { executions, tasks } = current();
    const [plain, picky] = withTasks('e1', 2).effects;
    if (plain?.type !== 'StartTask' || picky?.type !== 'StartTask') throw new Error('no tasks');
    const effects = [plain, { ...picky, selectors: ['gpu', 'eu'] }];
    await executions.append(creation('e1', { effects }));
    expect(await tasks.unserved(NOW, 10)).toEqual([]);
    expect(await tasks.unserved(later(1), 10)).toEqual([
      { taskId: picky.taskId, selectors: ['gpu', 'eu'] },
    ]);
    expect(await tasks.unserved(later(1), 0)).toEqual([]);
    await tasks.claim(claimBy('embedded', { selectors: ['gpu', 'eu'] }));
    expect(await tasks.unserved(later(1), 10)).toEqual([]);
  });
}

function leases(current: () => Store): void {
  test('a lease has run out when its time has come, and not before', async () => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 2));
    await tasks.claim(claimBy('embedded', { limit: 1, until: later(100) }));
    await tasks.claim(claimBy('elsewhere', { limit: 1, until: later(200) }));
    expect(await tasks.expired(later(99))).toEqual([]);
    expect(idsOf(await tasks.expired(later(100)))).toEqual([taskOf('e1', 1)]);
    expect(idsOf(await tasks.expired(later(200)))).toEqual([taskOf('e1', 1), taskOf('e1', 2)]);
  });

  test('renewing prolongs every lease of the delegate, and of no other', async () => {
    const { executions, tasks } = current();
    await executions.append(withTasks('e1', 3));
    await tasks.claim(claimBy('embedded', { limit: 2, until: later(100) }));
    await tasks.claim(claimBy('elsewhere', { limit: 1, until: later(100) }));
    await tasks.renew(EMBEDDED, later(500));
    expect(idsOf(await tasks.expired(later(100)))).toEqual([taskOf('e1', 3)]);
    expect((await tasks.heldBy(EMBEDDED)).map(({ until }) => until)).toEqual([
      later(500),
      later(500),
    ]);
  });

  test('who holds nothing is told so, and renews nothing', async () => {
    const { tasks } = current();
    await tasks.renew(ELSEWHERE, later(500));
    expect(await tasks.heldBy(ELSEWHERE)).toEqual([]);
  });
}
