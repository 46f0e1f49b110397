import type { DelegateId, Instant } from '@reprise/core';
import type { Claim, LeasedTask, UnservedTask } from '../../ports/index.ts';
import type { AppendRows } from '../append-rows.ts';
import { storable } from '../storable-text.ts';
import { integer, leasedTaskOf, text, unservedTaskOf } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/** The task table: what an append does to it, and the hand-over to delegates. */
export interface TaskTable {
  write(rows: AppendRows): void;
  claim(claim: Claim): readonly LeasedTask[];
  heldBy(delegate: DelegateId): readonly LeasedTask[];
  renew(delegate: DelegateId, until: Instant): void;
  expired(now: Instant): readonly LeasedTask[];
  unserved(since: Instant, limit: number): readonly UnservedTask[];
  waiting(): number;
  anyWaiting(): boolean;
}

const COLUMNS = 'task_id, selectors, task, enqueued_at, stop, delegate, token, until';

export function createTaskTable(database: SqliteDatabase): TaskTable {
  const heldBy = database.prepare(`SELECT ${COLUMNS} FROM tasks WHERE delegate = ? ORDER BY seq`);
  const renew = database.prepare('UPDATE tasks SET until = ? WHERE delegate = ?');
  const expired = database.prepare(
    `SELECT ${COLUMNS} FROM tasks WHERE delegate IS NOT NULL AND until <= ? ORDER BY seq`,
  );
  const unserved = database.prepare(
    `SELECT task_id, selectors FROM tasks
     WHERE delegate IS NULL AND selectors <> '[]' AND enqueued_at < ? ORDER BY seq LIMIT ?`,
  );
  const waiting = database.prepare('SELECT count(*) AS total FROM tasks WHERE delegate IS NULL');
  const anyWaiting = database.prepare('SELECT 1 FROM tasks WHERE delegate IS NULL LIMIT 1');
  return {
    write: prepareWrite(database),
    claim: prepareClaim(database),
    heldBy: (delegate) => heldBy.all(delegate).map(leasedTaskOf),
    renew: (delegate, until) => {
      renew.run(until, delegate);
    },
    expired: (now) => expired.all(now).map(leasedTaskOf),
    unserved: (since, limit) => unserved.all(since, limit).map(unservedTaskOf),
    waiting: () => {
      const row = waiting.first();
      return row === null ? 0 : integer(row, 'total');
    },
    anyWaiting: () => anyWaiting.first() !== null,
  };
}

/** Performing an effect twice is harmless (I3): a task that is known is not queued again. */
function prepareWrite(database: SqliteDatabase): TaskTable['write'] {
  const insert = database.prepare(
    `INSERT INTO tasks (task_id, selectors, task, enqueued_at, delegate, token, until)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const take = database.prepare(
    'UPDATE tasks SET delegate = ?, token = ?, until = ? WHERE task_id = ?',
  );
  const stop = database.prepare('UPDATE tasks SET stop = ? WHERE task_id = ?');
  const remove = database.prepare('DELETE FROM tasks WHERE task_id = ?');
  return ({ tasks, taken, stops, settled }) => {
    for (const task of tasks) {
      insert.run(
        task.taskId,
        JSON.stringify(task.selectors),
        task.task,
        task.enqueuedAt,
        task.delegate,
        task.token,
        task.until,
      );
    }
    for (const each of taken) take.run(each.delegate, each.token, each.until, each.taskId);
    for (const each of stops) stop.run(each.stop, each.taskId);
    for (const taskId of settled) remove.run(taskId);
  };
}

/** Each statement runs under the database's write lock: two claims can never see the same waiting task. */
function prepareClaim(database: SqliteDatabase): TaskTable['claim'] {
  const waiting = database.prepare(
    `SELECT task_id FROM tasks WHERE delegate IS NULL AND NOT EXISTS (
       SELECT 1 FROM json_each(tasks.selectors) AS needed
       WHERE needed.value NOT IN (SELECT value FROM json_each(?1)))
     ORDER BY seq LIMIT ?2`,
  );
  const lease = database.prepare(
    `UPDATE tasks SET delegate = ?, token = ?, until = ? WHERE task_id = ? RETURNING ${COLUMNS}`,
  );
  return (claim) =>
    waiting.all(JSON.stringify(claim.selectors), claim.limit).flatMap((row) => {
      const token = storable('lease token', claim.newToken());
      const holder = storable('delegate id', claim.delegate);
      return lease.all(holder, token, claim.until, text(row, 'task_id')).map(leasedTaskOf);
    });
}
