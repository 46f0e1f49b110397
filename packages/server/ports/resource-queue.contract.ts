import { asNodeKey } from '@reprise/core';
import type { AcquireResource, ReleaseResource } from '@reprise/core/execution';
import { expect, test } from 'vitest';
import type { Store } from './index.ts';
import {
  addition,
  creation,
  executionNamed,
  later,
  row,
  SCOPE,
  taskOf,
} from './testing/examples.ts';

const { accountId } = SCOPE;
const HOLDER = asNodeKey('pipeline');

const acquire = (name: string, attempt = 1, key = 'deploy'): AcquireResource => ({
  type: 'AcquireResource',
  taskId: taskOf(name, attempt),
  executionId: executionNamed(name),
  accountId,
  key,
  holder: HOLDER,
});
const release = (name: string, attempt = 1, key = 'deploy'): ReleaseResource => ({
  type: 'ReleaseResource',
  taskId: taskOf(name, attempt),
  accountId,
  key,
});

/** Places in queues are taken and left with the events of their executions. */
export function resourceQueueContract(current: () => Store): void {
  const join = (name: string, key = 'deploy') =>
    current().executions.append(creation(name, { effects: [acquire(name, 1, key)] }));
  const claims = async (key = 'deploy') =>
    (await current().resources.claims({ accountId, key })).map(({ taskId }) => taskId);

  test('places are in the order in which they were taken, of each resource its own', async () => {
    await join('e2');
    await join('e1');
    await join('e3', 'other');
    expect(await current().resources.claims({ accountId, key: 'deploy' })).toEqual([
      { taskId: taskOf('e2'), executionId: 'e2', holder: HOLDER },
      { taskId: taskOf('e1'), executionId: 'e1', holder: HOLDER },
    ]);
    expect(await claims('other')).toEqual([taskOf('e3')]);
    expect(await current().resources.claims({ accountId: 'elsewhere', key: 'deploy' })).toEqual([]);
  });

  test('every resource with a place is known', async () => {
    for (const name of ['e1', 'e2']) await join(name);
    await join('e3', 'other');
    const keys = (await current().resources.all()).map(({ key }) => key);
    expect(keys.toSorted()).toEqual(['deploy', 'other']);
  });

  test('who leaves has no place any more, and leaving twice is harmless (I3)', async () => {
    for (const name of ['e1', 'e2']) await join(name);
    await current().executions.append(addition('e1', 1, { effects: [release('e1')] }));
    await current().executions.append(addition('e1', 2, { effects: [release('e1')] }));
    expect(await claims()).toEqual([taskOf('e2')]);
  });

  test('taking a place twice is harmless (I3), and another attempt takes another', async () => {
    for (const name of ['e1', 'e2']) await join(name);
    const effects = [acquire('e1'), acquire('e1', 2)];
    await current().executions.append(addition('e1', 1, { effects }));
    expect(await claims()).toEqual([taskOf('e1'), taskOf('e2'), taskOf('e1', 2)]);
  });

  test('a refused append takes no place', async () => {
    await join('e1');
    await current().executions.append(addition('e1', 7, { effects: [acquire('e1', 2)] }));
    expect(await claims()).toEqual([taskOf('e1')]);
  });

  test('an execution that has ended, or is quarantined, has no place (I13)', async () => {
    for (const name of ['e1', 'e2', 'e3']) await join(name);
    await current().executions.append(
      addition('e1', 1, { row: row('e1', { status: 'Aborted', endedAt: later(1) }) }),
    );
    await current().executions.quarantine(executionNamed('e2'), 'as a test has it');
    expect(await claims()).toEqual([taskOf('e3')]);
  });
}
