import { type Instant, ok, refused } from '@reprise/core';
import type {
  ExecutionFilter,
  ExecutionRow,
  ExecutionStore,
  TimeRange,
} from '../../ports/index.ts';
import { type AppendRows, type ExecutionColumns, rowsOf } from '../append-rows.ts';
import { inChainOrder } from '../chain-order.ts';
import { madeStorable, needleOf } from '../storable-text.ts';
import { streamOf } from '../stored-rows.ts';
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

function matches(filter: ExecutionFilter, entry: Entry): boolean {
  const { columns, retriedBy } = entry;
  const { scope, pipelineIds, statuses, search, ids } = filter;
  return (
    columns.accountId === scope.accountId &&
    columns.orgId === scope.orgId &&
    columns.projectId === scope.projectId &&
    (!filter.newestOnly || retriedBy === null) &&
    (pipelineIds === undefined || pipelineIds.includes(columns.pipelineId)) &&
    (statuses === undefined || statuses.some((status) => status === columns.status)) &&
    (search === undefined || columns.search.includes(needleOf(search))) &&
    (ids === undefined || ids.includes(columns.executionId)) &&
    rowMatches(filter, rowOf(entry))
  );
}

function rowMatches(
  { startedBy, created, started, ended, ...filter }: ExecutionFilter,
  { triggeredBy, createdAt, startedAt, endedAt, services, environments }: ExecutionRow,
): boolean {
  const deployed = hasAny(filter.services, services) && hasAny(filter.environments, environments);
  const byOneOf =
    startedBy === undefined || (triggeredBy.id !== undefined && startedBy.includes(triggeredBy.id));
  return (
    deployed &&
    byOneOf &&
    isIn(created, createdAt) &&
    isIn(started, startedAt) &&
    isIn(ended, endedAt)
  );
}

const hasAny = (wanted: readonly string[] | undefined, has: readonly string[] = []): boolean =>
  wanted === undefined || has.some((one) => wanted.includes(one));

const isIn = ({ from, to }: TimeRange = {}, at: Instant | null): boolean =>
  (from === undefined || (at !== null && at >= from)) &&
  (to === undefined || (at !== null && at <= to));

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
