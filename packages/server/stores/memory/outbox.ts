import type { Outbox, OutboxEntry } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { outboxEntryOf } from '../outbox-rows.ts';

export interface MemoryOutbox {
  readonly outbox: Outbox;
  write(rows: AppendRows): void;
}

export function createMemoryOutbox(): MemoryOutbox {
  const entries = new Map<string, OutboxEntry>();
  const inTurn = () =>
    [...entries.values()]
      .flatMap((entry) => (entry.dueAt === null ? [] : [{ entry, dueAt: entry.dueAt }]))
      .toSorted((one, other) => one.dueAt - other.dueAt);
  return {
    outbox: {
      claim: async ({ now, until, limit }) => {
        const due = inTurn().filter(({ dueAt }) => dueAt <= now);
        const claimed = due.slice(0, limit).map(({ entry }) => ({ ...entry, dueAt: until }));
        for (const entry of claimed) entries.set(entry.id, entry);
        return claimed;
      },
      nextDue: async () => inTurn()[0]?.dueAt ?? null,
      tried: async ({ id, tries }, { at, ...tried }) => {
        const entry = entries.get(id);
        if (entry === undefined || entry.status === 'SENT') return;
        const isNewest = entry.status === 'WAITING' && entry.tries === tries;
        if (!isNewest && tried.status !== 'SENT') return;
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
