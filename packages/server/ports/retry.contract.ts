import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import {
  creation,
  endedRow,
  executionNamed,
  later,
  retryRow,
  startTask,
  taskOf,
} from './testing/examples.ts';

/** One execution is retried once, and the chain that comes of it. */
export function retryContract(current: () => Store): void {
  const create = (name: string) =>
    current().executions.append(creation(name, { row: endedRow(name) }));
  const retry = (name: string, parent: string, root = parent) =>
    current().executions.append(creation(name, { row: retryRow(name, parent, root) }));

  test('a second retry of the same execution is refused and told which one won', async () => {
    await create('source');
    expect((await retry('first', 'source')).ok).toBe(true);
    expect(await retry('second', 'source')).toEqual({
      ok: false,
      error: { kind: 'already-retried', by: 'first' },
    });
  });

  test('of 100 retries at once exactly one wins, and all others are told of it', async () => {
    await create('source');
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => retry(`retry-${n}`, 'source')),
    );
    const winners = answers.flatMap((answer, n) => (answer.ok ? [`retry-${n}`] : []));
    expect(winners).toHaveLength(1);
    const told = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
    expect(told).toEqual(
      Array.from({ length: 99 }, () => ({ kind: 'already-retried', by: winners[0] })),
    );
  });

  test('a refused retry leaves nothing behind (I2)', async () => {
    const { executions, tasks } = current();
    await create('source');
    await retry('first', 'source');
    await executions.append(
      creation('second', {
        row: retryRow('second', 'source'),
        effects: [startTask(taskOf('second'))],
      }),
    );
    expect(await executions.load(executionNamed('second'))).toBeNull();
    expect(await tasks.waiting()).toBe(0);
  });

  test('an execution that is created twice is a conflict, also when it is a retry', async () => {
    await create('source');
    await retry('first', 'source');
    expect(await retry('first', 'source')).toEqual({
      ok: false,
      error: { kind: 'version-conflict' },
    });
  });

  test('a retried execution names its retry, and the newest of a chain names none', async () => {
    const { executions } = current();
    await create('source');
    await retry('first', 'source');
    expect((await executions.row(executionNamed('source')))?.retriedBy).toBe('first');
    expect((await executions.row(executionNamed('first')))?.retriedBy).toBeNull();
  });

  test('what is appended to a retried execution later leaves it retried', async () => {
    const { executions } = current();
    await create('source');
    await retry('first', 'source');
    const appended = await executions.append({
      ...creation('source'),
      expectedVersion: 1,
      row: endedRow('source', 'Aborted'),
      definition: null,
    });
    expect(appended.ok).toBe(true);
    expect(await executions.row(executionNamed('source'))).toMatchObject({
      status: 'Aborted',
      retriedBy: 'first',
    });
  });

  test('a retry of an execution that is not stored here is accepted once', async () => {
    expect((await retry('first', 'elsewhere')).ok).toBe(true);
    expect((await retry('second', 'elsewhere')).ok).toBe(false);
  });

  test('a chain is listed from its root, oldest first, whoever asks by the root', async () => {
    const { executions } = current();
    await create('bystander');
    await create('source');
    const at = (name: string, parent: string, ms: number) =>
      executions.append(
        creation(name, { row: { ...retryRow(name, parent, 'source'), createdAt: later(ms) } }),
      );
    await at('first', 'source', 10);
    await at('second', 'first', 20);
    const names = (await executions.chain(executionNamed('source'))).map(
      (each) => each.executionId,
    );
    expect(names).toEqual(['source', 'first', 'second']);
    expect(await executions.chain(executionNamed('nobody'))).toEqual([]);
  });

  test('a chain is listed as its executions continue each other, also when the clock was set back', async () => {
    const { executions } = current();
    await create('source');
    const at = (name: string, parent: string, ms: number) =>
      executions.append(
        creation(name, { row: { ...retryRow(name, parent, 'source'), createdAt: later(ms) } }),
      );
    await at('first', 'source', 0);
    await at('second', 'first', -20);
    await at('a-third', 'second', -20);
    const names = (await executions.chain(executionNamed('source'))).map(
      (each) => each.executionId,
    );
    expect(names).toEqual(['source', 'first', 'second', 'a-third']);
  });
}
