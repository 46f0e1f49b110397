import type { Scope } from '@reprise/core';
import type { RetryBatchId } from '@reprise/core/retry';
import type { RetryBatchStore, StoredRetryBatch } from '../../ports/index.ts';
import { scopeKey } from './keys.ts';

interface Entry extends StoredRetryBatch {
  readonly scope: Scope;
  readonly ended: boolean;
}

export function createMemoryRetryBatches(): RetryBatchStore {
  const entries = new Map<RetryBatchId, Entry>();
  return {
    append: async ({ batchId, scope, expectedVersion, events, ended }) => {
      const before = entries.get(batchId);
      if ((before?.version ?? 0) !== expectedVersion) return false;
      const all = [...(before?.events ?? []), ...events];
      entries.set(batchId, { scope, version: expectedVersion + 1, events: all, ended });
      return true;
    },
    load: async (batch) => {
      const entry = entries.get(batch);
      return entry === undefined ? null : { version: entry.version, events: entry.events };
    },
    list: async (scope, offset, limit) => {
      const ids = [...entries]
        .flatMap(([id, entry]) => (scopeKey(entry.scope) === scopeKey(scope) ? [id] : []))
        .toReversed();
      return { items: ids.slice(offset, offset + limit), total: ids.length };
    },
    unfinished: async () => [...entries].flatMap(([id, { ended }]) => (ended ? [] : [id])),
  };
}
