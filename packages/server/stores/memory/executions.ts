import { type Instant, ok, refused } from '@reprise/core';
import type { ExecutionStore } from '../../ports/index.ts';
import { type AppendRows, type ExecutionColumns, rowsOf } from '../append-rows.ts';
import { inChainOrder } from '../chain-order.ts';
import { madeStorable } from '../storable-text.ts';
import { streamOf } from '../stored-rows.ts';
import { matches } from './execution-match.ts';
import { type Entry, type ExecutionTable, rowOf } from './execution-table.ts';
import { compareText, scopeKey } from './keys.ts';

/**
 * @param writeOthers writes the other tables of an append that nothing can refuse any more (I2).
 */
export function createMemoryExecutions(
  table: ExecutionTable,
  writeOthers: (rows: AppendRows) => void,
): ExecutionStore {
  const runSequences = new Map<string, number>();
  return {
    append: async (append) => {
      const rows = rowsOf(append);
      const refusal = table.append(rows);
      if (refusal !== null) return refused(refusal);
      writeOthers(rows);
      return ok({ version: rows.version });
    },
    load: async (execution) => {
      const entry = table.get(execution);
      const definition = entry === undefined ? null : table.definition(entry.columns.definition);
      if (entry === undefined || definition === null) return null;
      return streamOf(execution, entry.journal, definition);
    },
    version: async (execution) => table.get(execution)?.journal.length ?? null,
    definition: async (digest) => table.definition(digest),
    answered: async (request) => table.answered(request),
    quarantine: async (execution, reason) => table.quarantine(execution, madeStorable(reason)),
    nextRunSequence: async (scope, pipelineId) => {
      const key = JSON.stringify([scopeKey(scope), pipelineId]);
      const next = (runSequences.get(key) ?? 0) + 1;
      runSequences.set(key, next);
      return next;
    },
    ...lists(table),
    ...timetable(table),
  };
}

function lists(table: ExecutionTable): Pick<ExecutionStore, 'row' | 'list' | 'chain'> {
  return {
    row: async (execution) => {
      const entry = table.get(execution);
      return entry === undefined ? null : rowOf(entry);
    },
    list: async (filter, offset, limit) => {
      const found = [...table.all()]
        .filter((entry) => matches(filter, entry))
        .toSorted((one, other) => byCreation(other, one));
      return { items: found.slice(offset, offset + limit).map(rowOf), total: found.length };
    },
    chain: async (root) =>
      inChainOrder(
        root,
        [...table.all()]
          .filter(({ columns }) => columns.executionId === root || columns.rootId === root)
          .toSorted(byCreation)
          .map(rowOf),
      ),
  };
}

function timetable(table: ExecutionTable): Pick<ExecutionStore, 'unfinished' | 'due' | 'nextWake'> {
  const timed = (): (ExecutionColumns & { readonly wakeAt: Instant })[] =>
    [...table.live()].flatMap(({ columns }) =>
      columns.wakeAt === null ? [] : [{ ...columns, wakeAt: columns.wakeAt }],
    );
  return {
    unfinished: async () =>
      [...table.live()].toSorted(byCreation).map(({ columns }) => columns.executionId),
    due: async (now, limit) =>
      timed()
        .filter(({ wakeAt }) => wakeAt <= now)
        .toSorted((one, other) => one.wakeAt - other.wakeAt || byId(one, other))
        .slice(0, limit)
        .map(({ executionId }) => executionId),
    nextWake: async () =>
      timed().reduce<Instant | null>(
        (earliest, { wakeAt }) => (earliest === null || wakeAt < earliest ? wakeAt : earliest),
        null,
      ),
  };
}

const byId = (one: ExecutionColumns, other: ExecutionColumns): number =>
  compareText(one.executionId, other.executionId);

const byCreation = ({ columns: one }: Entry, { columns: other }: Entry): number =>
  one.createdAt - other.createdAt || byId(one, other);
