import type { ExecutionId } from '@reprise/core';
import type { ExecutionFilter, Page, StoredExecutionRow } from '../../ports/index.ts';
import { inChainOrder } from '../chain-order.ts';
import { conditionsOf } from '../list-conditions.ts';
import { rangesOf } from '../list-ranges.ts';
import { needleOf } from '../storable-text.ts';
import { executionRowOf, integer } from '../stored-rows.ts';
import type { SqliteDatabase, SqliteValue } from './database.ts';

/** The rows of executions as people list them. */
export interface ExecutionList {
  row(execution: ExecutionId): StoredExecutionRow | null;
  list(filter: ExecutionFilter, offset: number, limit: number): Page<StoredExecutionRow>;
  chain(root: ExecutionId): readonly StoredExecutionRow[];
}

const COLUMNS = 'row, retried_by, quarantined';

/** The ids that a condition is about. */
const IDS = `CASE asked.value ->> 'of'
        WHEN 'execution' THEN json_array(execution_id)
        WHEN 'pipeline' THEN json_array(pipeline_id)
        WHEN 'startedBy' THEN json_array(row ->> '$.triggeredBy.id')
        WHEN 'service' THEN coalesce(row -> '$.services', '[]')
        ELSE coalesce(row -> '$.environments', '[]') END`;

/** A filter that is absent is NULL, and lets every row through. */
const MATCHES = `account_id = ?1 AND org_id = ?2 AND project_id = ?3
  AND (?4 = 0 OR retried_by IS NULL)
  AND (?5 IS NULL OR pipeline_id IN (SELECT value FROM json_each(?5)))
  AND (?6 IS NULL OR status IN (SELECT value FROM json_each(?6)))
  AND (?7 IS NULL OR instr(search, ?7) > 0)
  AND (?8 IS NULL OR execution_id IN (SELECT value FROM json_each(?8)))
  AND (?9 IS NULL OR row ->> '$.triggeredBy.id' IN (SELECT value FROM json_each(?9)))
  AND (?10 IS NULL OR created_at >= ?10) AND (?11 IS NULL OR created_at <= ?11)
  AND (?12 IS NULL OR row ->> '$.startedAt' >= ?12) AND (?13 IS NULL OR row ->> '$.startedAt' <= ?13)
  AND (?14 IS NULL OR row ->> '$.endedAt' >= ?14) AND (?15 IS NULL OR row ->> '$.endedAt' <= ?15)
  AND (?16 IS NULL OR EXISTS (SELECT 1 FROM json_each(row, '$.services')
    WHERE value IN (SELECT value FROM json_each(?16))))
  AND (?17 IS NULL OR EXISTS (SELECT 1 FROM json_each(row, '$.environments')
    WHERE value IN (SELECT value FROM json_each(?17))))
  AND (?18 IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(?18) AS asked
    WHERE asked.value ->> 'negated' = EXISTS (
      SELECT 1 FROM json_each(${IDS}) AS id, json_each(asked.value, '$.values') AS wanted
      WHERE CASE asked.value ->> 'by' WHEN 'equals' THEN id.value = wanted.value
        ELSE instr(lower(id.value), wanted.value) > 0 END)))
  AND (?19 IS NULL OR NOT EXISTS (SELECT 1 FROM json_each(?19) AS choices WHERE NOT EXISTS (
      SELECT 1 FROM json_each(row, '$.tags') AS tag, json_each(choices.value) AS choice
      WHERE tag.key = choice.value ->> 'name'
        AND tag.value = coalesce(choice.value ->> 'value', tag.value))))
  AND (?20 IS NULL OR EXISTS (SELECT 1 FROM json_each(?20) AS range
    WHERE row ->> '$.endedAt' - row ->> '$.startedAt'
      BETWEEN coalesce(range.value ->> 'from', 0) AND coalesce(range.value ->> 'to', 9e15)))`;

export function createExecutionList(database: SqliteDatabase): ExecutionList {
  const one = database.prepare(`SELECT ${COLUMNS} FROM executions WHERE execution_id = ?`);
  const count = database.prepare(`SELECT count(*) AS total FROM executions WHERE ${MATCHES}`);
  const page = database.prepare(
    `SELECT ${COLUMNS} FROM executions WHERE ${MATCHES}
     ORDER BY created_at DESC, execution_id DESC LIMIT ?21 OFFSET ?22`,
  );
  const chain = database.prepare(
    `SELECT ${COLUMNS}, created_at, execution_id FROM executions WHERE execution_id = ?1
     UNION ALL
     SELECT ${COLUMNS}, created_at, execution_id FROM executions WHERE root_id = ?1 AND parent_id IS NOT NULL
     ORDER BY created_at, execution_id`,
  );
  return {
    row: (execution) => {
      const row = one.first(execution);
      return row === null ? null : executionRowOf(row);
    },
    list: (filter, offset, limit) => {
      const values = valuesOf(filter);
      const counted = count.first(...values);
      return {
        items: page.all(...values, limit, offset).map(executionRowOf),
        total: counted === null ? 0 : integer(counted, 'total'),
      };
    },
    chain: (root) => inChainOrder(root, chain.all(root).map(executionRowOf)),
  };
}

function valuesOf(filter: ExecutionFilter): readonly SqliteValue[] {
  const { accountId, orgId, projectId } = filter.scope;
  return [
    accountId,
    orgId,
    projectId,
    filter.newestOnly ? 1 : 0,
    filter.pipelineIds === undefined ? null : JSON.stringify(filter.pipelineIds),
    filter.statuses === undefined ? null : JSON.stringify(filter.statuses),
    filter.search === undefined ? null : needleOf(filter.search),
    filter.ids === undefined ? null : JSON.stringify(filter.ids),
    filter.startedBy === undefined ? null : JSON.stringify(filter.startedBy),
    ...rangesOf(filter),
    filter.services === undefined ? null : JSON.stringify(filter.services),
    filter.environments === undefined ? null : JSON.stringify(filter.environments),
    ...conditionsOf(filter),
  ];
}
