import { asDigest, asExecutionId, type ExecutionId } from '@reprise/core';
import type { AppendRefusal, ExecutionStore } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { isStorable } from '../storable-text.ts';
import { text } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

/** What the request with a key began. */
export const answeredRequests = ({ find }: PostgresDatabase): Pick<ExecutionStore, 'answered'> => ({
  answered: async ({ scope: { accountId, orgId, projectId }, key }) => {
    if (!isStorable(key)) return null;
    const [row] = await find(
      `SELECT execution_id, fingerprint FROM reprise.keyed_requests
       WHERE account_id = $1 AND org_id = $2 AND project_id = $3 AND key = $4`,
      accountId,
      orgId,
      projectId,
      key,
    );
    return row === undefined
      ? null
      : {
          execution: asExecutionId(text(row, 'execution_id')),
          fingerprint: asDigest(text(row, 'fingerprint')),
        };
  },
});

const COLUMNS = `("accountId" text, "orgId" text, "projectId" text, key text, fingerprint text, "executionId" text)`;

/**
 * Takes the keys of the requests that begin executions, in one order, so that servers do not wait for each other in a
 * circle. Whoever takes a key that another transaction is taking waits for its end.
 *
 * @returns the refusals of those whose key was taken.
 */
export async function takeKeys(
  session: Session,
  creations: readonly AppendRows[],
): Promise<ReadonlyMap<ExecutionId, AppendRefusal>> {
  const wanted = keysOf(creations);
  if (wanted.length === 0) return new Map();
  const taken = await session.rows(
    `INSERT INTO reprise.keyed_requests (account_id, org_id, project_id, key, fingerprint, execution_id)
     SELECT "accountId", "orgId", "projectId", key, fingerprint, "executionId"
     FROM json_to_recordset($1) AS wanted ${COLUMNS}
     ORDER BY "accountId", "orgId", "projectId", key, "executionId"
     ON CONFLICT DO NOTHING RETURNING execution_id`,
    JSON.stringify(wanted),
  );
  const winners = new Set(taken.map((row) => text(row, 'execution_id')));
  const losers = wanted.filter(({ executionId }) => !winners.has(executionId));
  return losers.length === 0 ? new Map() : winnersOver(session, losers);
}

/** Gives the keys of executions back that were refused for another reason. */
export async function giveKeysBack(
  session: Session,
  creations: readonly AppendRows[],
): Promise<void> {
  const keys = keysOf(creations);
  if (keys.length === 0) return;
  await session.rows(
    `DELETE FROM reprise.keyed_requests AS taken USING json_to_recordset($1) AS wanted ${COLUMNS}
     WHERE taken.account_id = "accountId" AND taken.org_id = "orgId" AND taken.project_id = "projectId"
       AND taken.key = wanted.key AND taken.execution_id = "executionId"`,
    JSON.stringify(keys),
  );
}

const keysOf = (creations: readonly AppendRows[]) =>
  creations.flatMap(({ request, execution }) => {
    if (request === null || execution === null) return [];
    const { accountId, orgId, projectId, executionId } = execution;
    return [{ accountId, orgId, projectId, executionId, ...request }];
  });

async function winnersOver(
  session: Session,
  losers: ReturnType<typeof keysOf>,
): Promise<ReadonlyMap<ExecutionId, AppendRefusal>> {
  const rows = await session.rows(
    `SELECT wanted."executionId" AS loser, taken.execution_id AS winner
     FROM json_to_recordset($1) AS wanted ${COLUMNS}
     JOIN reprise.keyed_requests AS taken
       ON taken.account_id = "accountId" AND taken.org_id = "orgId" AND taken.project_id = "projectId"
         AND taken.key = wanted.key`,
    JSON.stringify(losers),
  );
  return new Map(
    rows.map((row) => [
      asExecutionId(text(row, 'loser')),
      { kind: 'request-repeated', by: asExecutionId(text(row, 'winner')) },
    ]),
  );
}
