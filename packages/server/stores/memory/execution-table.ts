import type { Digest, ExecutionId } from '@reprise/core';
import type {
  AnsweredRequest,
  AppendRefusal,
  Definition,
  RequestName,
  StoredExecutionRow,
} from '../../ports/index.ts';
import { type AppendRows, creates, type ExecutionColumns } from '../append-rows.ts';
import { definitionOf, executionRowOf, type StoredRow } from '../stored-rows.ts';
import { createKeyedRequests } from './keyed-requests.ts';

/** One execution: its columns, and its journal as JSON text, so that only what survives JSON survives here. */
export interface Entry {
  readonly columns: ExecutionColumns;
  readonly journal: readonly StoredRow[];
  readonly retriedBy: ExecutionId | null;
  readonly quarantined: string | null;
}

type MutableEntry = { -readonly [Key in keyof Entry]: Entry[Key] } & {
  readonly journal: StoredRow[];
};

export interface ExecutionTable {
  /** Writes the journal entry and the row, or nothing and answers why. */
  append(rows: AppendRows): AppendRefusal | null;
  get(execution: ExecutionId): Entry | undefined;
  all(): Iterable<Entry>;
  /** Those that have not ended and are not quarantined. */
  live(): Iterable<Entry>;
  definition(digest: Digest): Definition | null;
  answered(request: RequestName): AnsweredRequest | null;
  quarantine(execution: ExecutionId, reason: string): void;
}

export const rowOf = ({ columns, retriedBy, quarantined }: Entry): StoredExecutionRow =>
  executionRowOf({ row: columns.row, retried_by: retriedBy, quarantined });

export function createExecutionTable(): ExecutionTable {
  const entries = new Map<ExecutionId, MutableEntry>();
  const live = new Map<ExecutionId, MutableEntry>();
  const retries = new Map<ExecutionId, ExecutionId>();
  const definitions = new Map<Digest, string>();
  const requests = createKeyedRequests();

  const refusalOf = (
    { request }: AppendRows,
    { executionId, parentId, ...scope }: ExecutionColumns,
  ): AppendRefusal | null => {
    if (entries.has(executionId)) return { kind: 'version-conflict' };
    const repeated = request && requests.answered({ scope, key: request.key });
    if (repeated !== null) return { kind: 'request-repeated', by: repeated.execution };
    const winner = parentId === null ? undefined : retries.get(parentId);
    return winner === undefined ? null : { kind: 'already-retried', by: winner };
  };

  const create = (rows: AppendRows, columns: ExecutionColumns): void => {
    const { executionId, parentId } = columns;
    if (rows.definition !== null) definitions.set(rows.definition.digest, rows.definition.body);
    if (!definitions.has(columns.definition)) {
      throw new Error(`Execution ${executionId} runs a definition that is not stored.`);
    }
    entries.set(executionId, { columns, journal: [], retriedBy: null, quarantined: null });
    if (rows.request !== null) {
      const { key, fingerprint } = rows.request;
      requests.add({ scope: columns, key }, { execution: executionId, fingerprint });
    }
    if (parentId === null) return;
    retries.set(parentId, executionId);
    const parent = entries.get(parentId);
    if (parent !== undefined) parent.retriedBy = executionId;
  };

  const placeAmongLive = (entry: MutableEntry): void => {
    const { executionId, ended } = entry.columns;
    if (ended === 0 && entry.quarantined === null) live.set(executionId, entry);
    else live.delete(executionId);
  };

  return {
    append: (rows) => {
      if (creates(rows) && rows.execution !== null) {
        const refusal = refusalOf(rows, rows.execution);
        if (refusal !== null) return refusal;
        create(rows, rows.execution);
      }
      const entry = entries.get(rows.executionId);
      if (entry?.journal.length !== rows.version - 1) return { kind: 'version-conflict' };
      entry.journal.push({ version: rows.version, events: rows.events });
      entry.columns = rows.execution ?? entry.columns;
      placeAmongLive(entry);
      return null;
    },
    get: (execution) => entries.get(execution),
    all: () => entries.values(),
    live: () => live.values(),
    definition: (digest) => {
      const body = definitions.get(digest);
      return body === undefined ? null : definitionOf({ digest, body });
    },
    answered: (request) => requests.answered(request),
    quarantine: (execution, reason) => {
      const entry = entries.get(execution);
      if (entry === undefined) return;
      entry.quarantined = reason;
      placeAmongLive(entry);
    },
  };
}
