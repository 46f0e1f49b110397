import { asExecutionId } from '@reprise/core';
import {
  asRetryBatchId,
  type MemberChosen,
  type RetryBatchCreated,
  type RetryBatchId,
} from '@reprise/core/retry';
import { expect, test } from 'vitest';
import type { RetryBatchAppend, Store } from './index.ts';
import { later, NOW, SCOPE } from './testing/examples.ts';

const ELSEWHERE = { ...SCOPE, projectId: 'elsewhere' };

/** The first commit of a batch. */
export const batchCreation = (name: string, over: Partial<RetryBatchAppend> = {}) => {
  const batchId = asRetryBatchId(name);
  const created: RetryBatchCreated = {
    type: 'RetryBatchCreated',
    at: NOW,
    batchId,
    scope: over.scope ?? SCOPE,
    by: { kind: 'local', name: 'ada' },
    filter: { failure: 'connection "refused"\u0000' },
    runAllStages: true,
    members: [asExecutionId('e1')],
    atOnce: 1,
    stopAfter: 3,
  };
  const append: RetryBatchAppend = {
    batchId,
    scope: SCOPE,
    expectedVersion: 0,
    events: [created],
    ended: false,
    ...over,
  };
  return append;
};

const CHOSEN: MemberChosen = {
  type: 'MemberChosen',
  at: later(1),
  member: asExecutionId('e1'),
};

const chosen = (name: string, expectedVersion: number, ended = false): RetryBatchAppend =>
  batchCreation(name, { expectedVersion, events: [CHOSEN], ended });

/** Batches grow by commits against an expected version (I1, I2). */
export function retryBatchContract(current: () => Store): void {
  const batches = () => current().retryBatches;
  const named = (...names: readonly string[]): readonly RetryBatchId[] => names.map(asRetryBatchId);

  test('a batch is read back as it was written, commit after commit', async () => {
    expect(await batches().append(batchCreation('b1'))).toBe(true);
    expect(await batches().append(chosen('b1', 1))).toBe(true);
    expect(await batches().load(asRetryBatchId('b1'))).toEqual({
      version: 2,
      events: [...batchCreation('b1').events, CHOSEN],
    });
    expect(await batches().load(asRetryBatchId('b2'))).toBeNull();
  });

  test('who comes too late appends nothing', async () => {
    await batches().append(batchCreation('b1'));
    expect(await batches().append(chosen('b1', 1))).toBe(true);
    expect(await batches().append(chosen('b1', 1, true))).toBe(false);
    expect(await batches().append(batchCreation('b1', { ended: true }))).toBe(false);
    expect(await batches().append(chosen('b2', 1))).toBe(false);
    expect((await batches().load(asRetryBatchId('b1')))?.version).toBe(2);
    expect(await batches().load(asRetryBatchId('b2'))).toBeNull();
    expect(await batches().unfinished()).toEqual(named('b1'));
  });

  test('of two who create a batch at once, one does', async () => {
    const both = [batches().append(batchCreation('b1')), batches().append(batchCreation('b1'))];
    expect((await Promise.all(both)).filter(Boolean)).toEqual([true]);
  });

  test('the batches of a project are listed newest first, in pages', async () => {
    for (const name of ['b2', 'b1', 'b3']) await batches().append(batchCreation(name));
    await batches().append(batchCreation('b4', { scope: ELSEWHERE }));
    expect(await batches().list(SCOPE, 0, 2)).toEqual({ items: named('b3', 'b1'), total: 3 });
    expect(await batches().list(SCOPE, 2, 2)).toEqual({ items: named('b2'), total: 3 });
    expect(await batches().list(ELSEWHERE, 0, 2)).toEqual({ items: named('b4'), total: 1 });
  });

  test('the unfinished ones are known, oldest first, until they end', async () => {
    for (const name of ['b2', 'b1']) await batches().append(batchCreation(name));
    expect(await batches().unfinished()).toEqual(named('b2', 'b1'));
    await batches().append(chosen('b2', 1, true));
    expect(await batches().unfinished()).toEqual(named('b1'));
    expect((await batches().list(SCOPE, 0, 9)).total).toBe(2);
  });
}
