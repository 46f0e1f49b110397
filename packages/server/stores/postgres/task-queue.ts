import type { Claim, LeasedTask, TaskQueue } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { storable } from '../storable-text.ts';
import { integer, leasedTaskOf, text, unservedTaskOf } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

const COLUMNS = `task.seq, task.task_id, array_to_json(task.selectors)::text AS selectors, task.task, task.enqueued_at,
  task.stop, task.delegate, task.token, task.until`;

/**
 * What a group of appends does to the task table. Performing an effect twice is harmless (I3): a task that is known is
 * not queued again.
 */
export async function writeTasks(session: Session, appends: readonly AppendRows[]): Promise<void> {
  const tasks = appends.flatMap((rows) => rows.tasks);
  const taken = appends.flatMap((rows) => rows.taken);
  const stops = appends.flatMap((rows) => rows.stops);
  const settled = appends.flatMap((rows) => rows.settled);
  if (tasks.length > 0) {
    await session.rows(
      `INSERT INTO reprise.tasks (task_id, selectors, task, enqueued_at, delegate, token, until)
       SELECT "taskId", selectors, task, "enqueuedAt", delegate, token, until
       FROM json_to_recordset($1) AS task ("taskId" text, selectors text[], task text, "enqueuedAt" bigint,
         delegate text, token text, until bigint)
       ON CONFLICT DO NOTHING`,
      JSON.stringify(tasks),
    );
  }
  if (taken.length > 0) {
    await session.rows(
      `UPDATE reprise.tasks AS task SET delegate = lease.delegate, token = lease.token, until = lease.until
       FROM json_to_recordset($1) AS lease ("taskId" text, delegate text, token text, until bigint)
       WHERE task.task_id = lease."taskId"`,
      JSON.stringify(taken),
    );
  }
  if (stops.length > 0) {
    await session.rows(
      `UPDATE reprise.tasks AS task SET stop = wanted.stop
       FROM json_to_recordset($1) AS wanted ("taskId" text, stop text)
       WHERE task.task_id = wanted."taskId"`,
      JSON.stringify(stops),
    );
  }
  if (settled.length > 0) {
    await session.rows('DELETE FROM reprise.tasks WHERE task_id = ANY ($1::text[])', settled);
  }
}

/** Tasks that another server is taking at this moment are passed over, not waited for: nobody takes a task twice. */
export async function claimTasks(session: Session, claim: Claim): Promise<readonly LeasedTask[]> {
  const waiting = await session.rows(
    `SELECT task_id FROM reprise.tasks WHERE delegate IS NULL AND selectors <@ $1::text[]
     ORDER BY seq LIMIT $2 FOR UPDATE SKIP LOCKED`,
    claim.selectors,
    claim.limit,
  );
  if (waiting.length === 0) return [];
  const leases = waiting.map((row) => ({
    taskId: text(row, 'task_id'),
    token: storable('lease token', claim.newToken()),
  }));
  const leased = await session.rows(
    `UPDATE reprise.tasks AS task SET delegate = $2, token = lease.token, until = $3
     FROM json_to_recordset($1) AS lease ("taskId" text, token text)
     WHERE task.task_id = lease."taskId" RETURNING ${COLUMNS}`,
    JSON.stringify(leases),
    storable('delegate id', claim.delegate),
    claim.until,
  );
  return leased
    .toSorted((one, other) => integer(one, 'seq') - integer(other, 'seq'))
    .map(leasedTaskOf);
}

/** What is read of the queue, and what needs no group. */
export function taskReads({ find }: PostgresDatabase): Pick<
  TaskQueue,
  'heldBy' | 'expired' | 'unserved' | 'waiting'
> & {
  anyWaiting(): Promise<boolean>;
} {
  return {
    heldBy: async (delegate) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.tasks AS task WHERE delegate = $1 ORDER BY seq`;
      return (await find(sql, delegate)).map(leasedTaskOf);
    },
    expired: async (now) => {
      const sql = `SELECT ${COLUMNS} FROM reprise.tasks AS task WHERE delegate IS NOT NULL AND until <= $1 ORDER BY seq`;
      return (await find(sql, now)).map(leasedTaskOf);
    },
    unserved: async (since, limit) => {
      const sql = `SELECT task_id, array_to_json(selectors)::text AS selectors FROM reprise.tasks
        WHERE delegate IS NULL AND selectors <> '{}' AND enqueued_at < $1 ORDER BY seq LIMIT $2`;
      return (await find(sql, since, limit)).map(unservedTaskOf);
    },
    waiting: async () => {
      const sql = 'SELECT count(*) AS total FROM reprise.tasks WHERE delegate IS NULL';
      const [row] = await find(sql);
      return row === undefined ? 0 : integer(row, 'total');
    },
    anyWaiting: async () => {
      const sql = 'SELECT 1 FROM reprise.tasks WHERE delegate IS NULL LIMIT 1';
      return (await find(sql)).length > 0;
    },
  };
}
