import { asDigest, type ExecutionId } from '@reprise/core';
import type { Effect } from '@reprise/core/execution';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { accessStoreContract } from './access-store.contract.ts';
import { approvalStoreContract } from './approval-store.contract.ts';
import { type Damage, damagedRecordContract } from './damaged-record.contract.ts';
import { executionListContract } from './execution-list.contract.ts';
import { executionStoreContract } from './execution-store.contract.ts';
import { exportStoreContract } from './export-store.contract.ts';
import type { Store } from './index.ts';
import { keyedRequestContract } from './keyed-request.contract.ts';
import { mailServerContract } from './mail-server-store.contract.ts';
import { objectStoreContract } from './object-store.contract.ts';
import { outboxContract } from './outbox.contract.ts';
import { pipelineStoreContract } from './pipeline-store.contract.ts';
import { resourceQueueContract } from './resource-queue.contract.ts';
import { retryContract } from './retry.contract.ts';
import { batchCreation, retryBatchContract } from './retry-batch-store.contract.ts';
import { scopeStoreContract } from './scope-store.contract.ts';
import { secretStoreContract } from './secret-store.contract.ts';
import { taskQueueContract } from './task-queue.contract.ts';
import {
  addition,
  creation,
  executionNamed,
  NODE,
  NOW,
  object,
  pipeline,
  row,
  SCOPE,
  taskOf,
  withTasks,
} from './testing/examples.ts';

/** An empty store for one test. */
export interface OpenedStore {
  readonly store: Store;
  /** Spoils what is stored behind the store's back; absent when there is no way around the store. */
  readonly damage?: (execution: ExecutionId, what: Damage) => Promise<void>;
  /** Opens the same data again, once `store` is closed; absent when nothing outlives the store. */
  readonly reopen?: () => Promise<Store>;
  /** Removes the data. The store is closed by then. */
  readonly remove: () => Promise<void>;
}

/** What every implementation of the store must do: the same sentences for each of them. */
export function describeStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`the ${name} store`, () => {
    let opened: OpenedStore;
    let store: Store;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(async () => {
      await store.close();
      await opened.remove();
    });
    const current = (): Store => store;

    describe('executions', () => executionStoreContract(current));
    describe('damaged records', () => damagedRecordContract(() => opened));
    describe('lists of executions', () => executionListContract(current));
    describe('retries', () => retryContract(current));
    describe('keyed requests', () => keyedRequestContract(current));
    describe('tasks', () => taskQueueContract(current));
    describe('approvals', () => approvalStoreContract(current));
    describe('queues for resources', () => resourceQueueContract(current));
    describe('exports', () => exportStoreContract(current));
    describe('mail servers', () => mailServerContract(current));
    describe('the outbox', () => outboxContract(current));
    describe('batches of retries', () => retryBatchContract(current));
    describe('pipelines', () => pipelineStoreContract(current));
    describe('objects', () => objectStoreContract(current));
    describe('secrets', () => secretStoreContract(current));
    describe('scopes', () => scopeStoreContract(current));
    describe('access', () => accessStoreContract(current));

    describe('closing', () => {
      test('finishes what was submitted before it', async () => {
        const append = store.executions.append(creation('e1'));
        await store.close();
        expect(await append).toEqual({ ok: true, value: { version: 1 } });
      });

      test('a second time is harmless', async () => {
        await Promise.all([store.close(), store.close()]);
        await expect(store.close()).resolves.toBeUndefined();
      });

      test('loses nothing: all is there when the store is opened again', async (context) => {
        if (opened.reopen === undefined) {
          context.skip('nothing outlives this store');
          return;
        }
        await fill(store);
        const before = await contentOf(store);
        await store.close();
        store = await opened.reopen();
        expect(await contentOf(store)).toEqual(before);
        expect(await store.executions.nextRunSequence(SCOPE, 'shop')).toBe(2);
      });

      test('numbers no run like one before, in whatever order runs were stored', async (context) => {
        if (opened.reopen === undefined) {
          context.skip('nothing outlives this store');
          return;
        }
        const { executions } = store;
        for (const number of [1, 2, 3])
          expect(await executions.nextRunSequence(SCOPE, 'shop')).toBe(number);
        for (const number of [3, 2])
          await executions.append(
            creation(`e${number}`, { row: row(`e${number}`, { runSequence: number }) }),
          );
        await store.close();
        store = await opened.reopen();
        expect(await store.executions.nextRunSequence(SCOPE, 'shop')).toBe(4);
      });
    });
  });
}

const NOTIFY: Effect = {
  type: 'Notify',
  notification: {
    id: 'told',
    executionId: executionNamed('e2'),
    rule: 'team',
    event: 'PipelineStart',
    node: NODE,
    message: { kind: 'mail', to: ['ada@example.com'], subject: 'Begun', body: '' },
  },
};
const REQUEST = { key: 'k', fingerprint: asDigest('sha256:01') };

async function fill(store: Store): Promise<void> {
  await store.executions.append(withTasks('e1', 2));
  await store.executions.append(addition('e1', 1, { settled: [taskOf('e1', 1)] }));
  await store.executions.append(creation('e2', { request: REQUEST, effects: [NOTIFY] }));
  await store.executions.quarantine(creation('e2').executionId, 'its stream is odd');
  await store.executions.nextRunSequence(SCOPE, 'shop');
  await store.pipelines.create(pipeline('shop'), NOW);
  await store.retryBatches.append(batchCreation('b1'));
  await store.objects.create(object('shop'), NOW);
}

async function contentOf(store: Store): Promise<unknown> {
  const { items, total } = await store.executions.list({ scope: SCOPE, newestOnly: false }, 0, 10);
  return {
    items,
    total,
    streams: await Promise.all(items.map((each) => store.executions.load(each.executionId))),
    waiting: await store.tasks.waiting(),
    told: await store.outbox.ofExecution(creation('e2').executionId),
    batches: await store.retryBatches.unfinished(),
    pipelines: await store.pipelines.list(SCOPE, null, 0, 10),
    object: await store.objects.get(object('shop')),
    answered: await store.executions.answered({ scope: SCOPE, key: REQUEST.key }),
  };
}
