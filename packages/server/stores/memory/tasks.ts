import { asDelegateId, type TaskId } from '@reprise/core';
import type { Claim, LeasedTask, QueuedTask, TaskQueue } from '../../ports/index.ts';
import type { AppendRows, TaskColumns } from '../append-rows.ts';
import { leasedTaskOf, queuedTaskOf } from '../stored-rows.ts';

/** Waiting and held tasks apart, each in the order in which they entered. */
interface Tasks {
  readonly waiting: Map<TaskId, QueuedTask>;
  readonly held: Map<TaskId, LeasedTask>;
}

export interface MemoryTasks {
  readonly queue: TaskQueue;
  write(rows: AppendRows): void;
}

export function createMemoryTasks(): MemoryTasks {
  const tasks: Tasks = { waiting: new Map(), held: new Map() };
  const heldWhere = (wanted: (task: LeasedTask) => boolean): readonly LeasedTask[] =>
    [...tasks.held.values()].filter(wanted);
  return {
    write: (rows) => write(tasks, rows),
    queue: {
      claim: async (claim) => take(tasks, claim),
      heldBy: async (delegate) => heldWhere((task) => task.delegate === delegate),
      renew: async (delegate, until) => {
        for (const task of heldWhere((each) => each.delegate === delegate)) {
          tasks.held.set(task.taskId, { ...task, until });
        }
      },
      expired: async (now) => heldWhere((task) => task.until <= now),
      unserved: async (since, limit) =>
        [...tasks.waiting.values()]
          .filter(({ selectors, enqueuedAt }) => selectors.length > 0 && enqueuedAt < since)
          .slice(0, limit)
          .map(({ taskId, selectors }) => ({ taskId, selectors })),
      waiting: async () => tasks.waiting.size,
    },
  };
}

function write({ waiting, held }: Tasks, rows: AppendRows): void {
  for (const columns of rows.tasks) {
    if (waiting.has(columns.taskId) || held.has(columns.taskId)) continue;
    if (columns.delegate === null) waiting.set(columns.taskId, queuedTaskOf(storedRow(columns)));
    else held.set(columns.taskId, leasedTaskOf(storedRow(columns)));
  }
  for (const { taskId, delegate, token, until } of rows.taken) {
    const task = waiting.get(taskId) ?? held.get(taskId);
    if (task === undefined) continue;
    waiting.delete(taskId);
    held.set(taskId, { ...task, delegate: asDelegateId(delegate), token, until });
  }
  for (const { taskId, stop } of rows.stops) {
    const queued = waiting.get(taskId);
    if (queued !== undefined) waiting.set(taskId, { ...queued, stop });
    const leased = held.get(taskId);
    if (leased !== undefined) held.set(taskId, { ...leased, stop });
  }
  for (const taskId of rows.settled) {
    waiting.delete(taskId);
    held.delete(taskId);
  }
}

function take({ waiting, held }: Tasks, claim: Claim): readonly LeasedTask[] {
  const offered = new Set(claim.selectors);
  const taken: LeasedTask[] = [];
  for (const task of waiting.values()) {
    if (taken.length >= claim.limit) break;
    if (!task.selectors.every((selector) => offered.has(selector))) continue;
    const { delegate, until } = claim;
    taken.push({ ...task, delegate, until, token: claim.newToken() });
  }
  for (const task of taken) {
    waiting.delete(task.taskId);
    held.set(task.taskId, task);
  }
  return taken;
}

const storedRow = (columns: TaskColumns) => ({
  task_id: columns.taskId,
  selectors: JSON.stringify(columns.selectors),
  task: columns.task,
  enqueued_at: columns.enqueuedAt,
  stop: null,
  delegate: columns.delegate,
  token: columns.token,
  until: columns.until,
});
