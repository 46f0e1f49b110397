import type { ExecutionId } from '@reprise/core';
import { expect, test } from 'vitest';
import { DamagedRecord, type Store } from './index.ts';
import { addition, creation, executionNamed } from './testing/examples.ts';

/** What a bad disk or a person at the database can do to an execution of two entries. */
export type Damage =
  | 'its second entry is no JSON'
  | 'its second entry holds no list'
  | 'its first entry is gone'
  | 'its definition is no JSON'
  | 'its definition is no object'
  | 'its row is no JSON';

interface Damaged {
  readonly store: Store;
  readonly damage?: (execution: ExecutionId, what: Damage) => Promise<void>;
}

const OF_STREAMS: readonly Damage[] = [
  'its second entry is no JSON',
  'its second entry holds no list',
  'its first entry is gone',
  'its definition is no JSON',
  'its definition is no object',
];

const NO_WAY = 'there is no way around this store';

/** A damaged record is told apart from a database in trouble: only the first says something about the execution. */
export function damagedRecordContract(current: () => Damaged): void {
  const name = executionNamed('e1');

  test.for(OF_STREAMS)('a stream is a damaged record when %s', async (what, context) => {
    const { store, damage } = current();
    if (damage === undefined) return context.skip(NO_WAY);
    await store.executions.append(creation('e1'));
    await store.executions.append(addition('e1', 1));
    await damage(name, what);
    await expect(store.executions.load(name)).rejects.toBeInstanceOf(DamagedRecord);
    await store.executions.quarantine(name, 'damaged');
    expect((await store.executions.row(name))?.quarantined).toBe('damaged');
  });

  test('so is an execution when its row is no JSON, and it can be set aside all the same', async (context) => {
    const { store, damage } = current();
    if (damage === undefined) return context.skip(NO_WAY);
    await store.executions.append(creation('e1'));
    await damage(name, 'its row is no JSON');
    await expect(store.executions.row(name)).rejects.toBeInstanceOf(DamagedRecord);
    await store.executions.quarantine(name, 'damaged');
    expect(await store.executions.unfinished()).toEqual([]);
  });
}
