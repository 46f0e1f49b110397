import type { Outbox, OutboxEntry } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { outboxEntryOf } from '../outbox-rows.ts';

export interface MemoryOutbox {
  readonly outbox: Outbox;
  write(rows: AppendRows): void;
}

export function createMemoryOutbox(): MemoryOutbox {
  const entries = new Map<string, OutboxEntry>();
  const dueBy = () =>
    [...entries.values()].flatMap((entry) =>
      entry.dueAt === null ? [] : [{ entry, dueAt: entry.dueAt }],
    );
  return {
    outbox: {
      due: async (now, limit) =>
        dueBy()
          .filter(({ dueAt }) => dueAt <= now)
          .toSorted((one, other) => one.dueAt - other.dueAt)
          .slice(0, limit)
          .map(({ entry }) => entry),
      nextDue: async () =>
        dueBy().toSorted((one, other) => one.dueAt - other.dueAt)[0]?.dueAt ?? null,
      tried: async (id, { at, ...tried }) => {
        const entry = entries.get(id);
        if (entry?.status !== 'WAITING') return;
        entries.set(id, { ...entry, ...tried, tries: entry.tries + 1, updatedAt: at });
      },
      ofExecution: async (execution) =>
        [...entries.values()].filter(({ executionId }) => executionId === execution),
    },
    write: ({ told, executionId, at }) => {
      for (const { id, notification } of told) {
        if (entries.has(id)) continue;
        const row = {
          id,
          execution_id: executionId,
          notification,
          status: 'WAITING',
          tries: 0,
          due_at: at,
          created_at: at,
          updated_at: at,
          problem: null,
        };
        entries.set(id, outboxEntryOf(row));
      }
    },
  };
}
