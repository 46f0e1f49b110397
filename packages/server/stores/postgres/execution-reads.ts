import { asExecutionId, asInstant, type Instant } from '@reprise/core';
import type { ExecutionFilter, ExecutionStore } from '../../ports/index.ts';
import { inChainOrder } from '../chain-order.ts';
import { conditionsOf } from '../list-conditions.ts';
import { rangesOf } from '../list-ranges.ts';
import { isStorable, needleOf } from '../storable-text.ts';
import {
  definitionOf,
  executionRowOf,
  integer,
  integerOrNull,
  type StoredRow,
  streamOf,
  text,
} from '../stored-rows.ts';
import type { PostgresDatabase, PostgresValue } from './database.ts';
import { answeredRequests } from './keyed-requests.ts';

type ExecutionReads = Omit<ExecutionStore, 'append' | 'quarantine' | 'nextRunSequence'>;

const COLUMNS = 'row, retried_by, quarantined';
/** These are the words of the partial indexes: a query that differs may not use them. */
const LIVE = 'ended = 0 AND quarantined IS NULL';

/** What stands for NUL and halves of surrogates in JSON: no function here reads past that, wherever it stands. */
const UNREADABLE = String.raw`'\\u(0000|d[89a-f][0-9a-f]{2})'`;
/** The whole row, as far as it can be looked into. */
const ROW = String.raw`regexp_replace(row, ${UNREADABLE}, '\\ufffd', 'g')::json`;

/** The ids that a condition is about. */
const IDS = `CASE asked ->> 'of'
        WHEN 'execution' THEN json_build_array(execution_id)
        WHEN 'pipeline' THEN json_build_array(pipeline_id)
        WHEN 'startedBy' THEN json_build_array(${ROW} #>> '{triggeredBy,id}')
        WHEN 'service' THEN coalesce(${ROW} -> 'services', '[]')
        ELSE coalesce(${ROW} -> 'environments', '[]') END`;

/** A filter that is absent is NULL, and lets every row through. */
const MATCHES = `account_id = $1 AND org_id = $2 AND project_id = $3
  AND (NOT $4::boolean OR retried_by IS NULL)
  AND ($5::text[] IS NULL OR pipeline_id = ANY ($5))
  AND ($6::text[] IS NULL OR status = ANY ($6))
  AND ($7::text IS NULL OR strpos(search, $7) > 0)
  AND ($8::text[] IS NULL OR execution_id = ANY ($8))
  AND ($9::text[] IS NULL OR ${ROW} #>> '{triggeredBy,id}' = ANY ($9))
  AND ($10::bigint IS NULL OR created_at >= $10) AND ($11::bigint IS NULL OR created_at <= $11)
  AND ($12::bigint IS NULL OR (${ROW} ->> 'startedAt')::bigint >= $12)
  AND ($13::bigint IS NULL OR (${ROW} ->> 'startedAt')::bigint <= $13)
  AND ($14::bigint IS NULL OR (${ROW} ->> 'endedAt')::bigint >= $14)
  AND ($15::bigint IS NULL OR (${ROW} ->> 'endedAt')::bigint <= $15)
  AND ($16::text[] IS NULL OR EXISTS (
    SELECT 1 FROM json_array_elements_text(${ROW} -> 'services') AS ref WHERE ref = ANY ($16)))
  AND ($17::text[] IS NULL OR EXISTS (
    SELECT 1 FROM json_array_elements_text(${ROW} -> 'environments') AS ref WHERE ref = ANY ($17)))
  AND ($18::json IS NULL OR NOT EXISTS (SELECT 1 FROM json_array_elements($18::json) AS asked
    WHERE (asked ->> 'negated')::boolean = EXISTS (
      SELECT 1 FROM json_array_elements_text(${IDS}) AS id,
        json_array_elements_text(asked -> 'values') AS wanted
      WHERE CASE asked ->> 'by' WHEN 'equals' THEN id = wanted
        ELSE strpos(lower(id), wanted) > 0 END)))
  AND ($19::json IS NULL OR NOT EXISTS (SELECT 1 FROM json_array_elements($19::json) AS choices
    WHERE NOT EXISTS (
      SELECT 1 FROM json_each_text(coalesce(${ROW} -> 'tags', '{}')) AS tag,
        json_array_elements(choices) AS choice
      WHERE tag.key = choice ->> 'name' AND tag.value = coalesce(choice ->> 'value', tag.value))))
  AND ($20::json IS NULL OR EXISTS (SELECT 1 FROM json_array_elements($20::json) AS range
    WHERE (${ROW} ->> 'endedAt')::bigint - (${ROW} ->> 'startedAt')::bigint
      BETWEEN coalesce((range ->> 'from')::bigint, 0)
        AND coalesce((range ->> 'to')::bigint, 9000000000000000)))`;

export function executionReads(database: PostgresDatabase): ExecutionReads {
  return {
    ...streams(database),
    ...lists(database),
    ...timetable(database),
    ...answeredRequests(database),
  };
}

function streams({
  find,
}: PostgresDatabase): Pick<ExecutionReads, 'load' | 'version' | 'definition'> {
  return {
    load: async (execution) => {
      const [definition] = await find(
        `SELECT digest, body FROM reprise.definitions
         WHERE digest = (SELECT definition FROM reprise.executions WHERE execution_id = $1)`,
        execution,
      );
      if (definition === undefined) return null;
      const entries = await find(
        'SELECT version, events FROM reprise.journal WHERE execution_id = $1 ORDER BY version',
        execution,
      );
      return streamOf(execution, entries, definitionOf(definition));
    },
    version: async (execution) => {
      const sql = 'SELECT max(version) AS version FROM reprise.journal WHERE execution_id = $1';
      const [row] = await find(sql, execution);
      return row === undefined ? null : integerOrNull(row, 'version');
    },
    definition: async (digest) => {
      const sql = 'SELECT digest, body FROM reprise.definitions WHERE digest = $1';
      const [row] = await find(sql, digest);
      return row === undefined ? null : definitionOf(row);
    },
  };
}

function lists({ find }: PostgresDatabase): Pick<ExecutionReads, 'row' | 'list' | 'chain'> {
  return {
    row: async (execution) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.executions WHERE execution_id = $1`;
      const [row] = await find(sql, execution);
      return row === undefined ? null : executionRowOf(row);
    },
    list: async (filter, offset, limit) => {
      const values = valuesOf(filter);
      const [counted] = await find(
        `SELECT count(*) AS total FROM reprise.executions WHERE ${MATCHES}`,
        ...values,
      );
      const page = await find(
        `SELECT ${COLUMNS} FROM reprise.executions WHERE ${MATCHES}
         ORDER BY created_at DESC, execution_id DESC LIMIT $21 OFFSET $22`,
        ...values,
        limit,
        offset,
      );
      return {
        items: page.map(executionRowOf),
        total: counted === undefined ? 0 : integer(counted, 'total'),
      };
    },
    chain: async (root) => {
      const rows = await find(
        `SELECT ${COLUMNS}, created_at, execution_id FROM reprise.executions WHERE execution_id = $1
         UNION ALL
         SELECT ${COLUMNS}, created_at, execution_id FROM reprise.executions
         WHERE root_id = $1 AND parent_id IS NOT NULL
         ORDER BY created_at, execution_id`,
        root,
      );
      return inChainOrder(root, rows.map(executionRowOf));
    },
  };
}

function valuesOf(filter: ExecutionFilter): readonly PostgresValue[] {
  const { accountId, orgId, projectId } = filter.scope;
  return [
    accountId,
    orgId,
    projectId,
    filter.newestOnly,
    filter.pipelineIds?.filter(isStorable) ?? null,
    filter.statuses ?? null,
    filter.search === undefined ? null : needleOf(filter.search),
    filter.ids?.filter(isStorable) ?? null,
    filter.startedBy?.filter(isStorable) ?? null,
    ...rangesOf(filter),
    filter.services?.filter(isStorable) ?? null,
    filter.environments?.filter(isStorable) ?? null,
    ...conditionsOf(filter),
  ];
}

function timetable({
  find,
}: PostgresDatabase): Pick<ExecutionReads, 'unfinished' | 'due' | 'nextWake'> {
  const idOf = (row: StoredRow) => asExecutionId(text(row, 'execution_id'));
  return {
    unfinished: async () => {
      const rows = await find(
        `SELECT execution_id FROM reprise.executions WHERE ${LIVE} ORDER BY created_at, execution_id`,
      );
      return rows.map(idOf);
    },
    due: async (now, limit) => {
      const rows = await find(
        `SELECT execution_id FROM reprise.executions
         WHERE wake_at IS NOT NULL AND ${LIVE} AND wake_at <= $1
         ORDER BY wake_at, execution_id LIMIT $2`,
        now,
        limit,
      );
      return rows.map(idOf);
    },
    nextWake: async (): Promise<Instant | null> => {
      const [row] = await find(
        `SELECT min(wake_at) AS wake_at FROM reprise.executions WHERE wake_at IS NOT NULL AND ${LIVE}`,
      );
      const at = row === undefined ? null : integerOrNull(row, 'wake_at');
      return at === null ? null : asInstant(at);
    },
  };
}
