import type { TaskId } from '@reprise/core';
import type { LogPath } from './log-path.ts';
import { createLog, findLog, type OpenLog } from './open-log.ts';

/** How many logs are kept open between two uses. */
const KEPT_OPEN = 128;

/** The log files in use: the operations on one log run one after the other, and a bounded number stays open. */
export interface OpenLogs {
  /** Runs `use` on the log, which is created when there is none. */
  created<Answer>(task: TaskId, path: LogPath, use: UseOfLog<Answer>): Promise<Answer>;
  /** Runs `use` on the log; null when there is none. */
  existing<Answer>(task: TaskId, path: LogPath, use: UseOfLog<Answer>): Promise<Answer | null>;
  /** Closes every file once what was begun is over. */
  readonly closeAll: () => Promise<void>;
}

/** Answers what was wanted, and whether the log is likely to be used again soon. */
export type UseOfLog<Answer> = (log: OpenLog) => Promise<{
  readonly answer: Answer;
  readonly keepOpen: boolean;
}>;

export function createOpenLogs(): OpenLogs {
  /** Least lately used first. Only logs that nobody uses at the moment. */
  const idle = new Map<TaskId, OpenLog>();
  const queues = new Map<TaskId, Promise<unknown>>();

  /** Runs `work` when all earlier work on the same log is over. */
  const inTurn = async <Answer>(task: TaskId, work: () => Promise<Answer>): Promise<Answer> => {
    const turn = (queues.get(task) ?? Promise.resolve()).then(work, work);
    queues.set(task, turn);
    try {
      return await turn;
    } finally {
      if (queues.get(task) === turn) queues.delete(task);
    }
  };

  const keep = async (task: TaskId, log: OpenLog): Promise<void> => {
    idle.set(task, log);
    for (const [eldest, stale] of idle) {
      if (idle.size <= KEPT_OPEN) break;
      idle.delete(eldest);
      await stale.handle.close();
    }
  };

  const useLog = async <Answer>(
    task: TaskId,
    log: OpenLog,
    use: UseOfLog<Answer>,
  ): Promise<Answer> => {
    idle.delete(task);
    let kept = false;
    try {
      const { answer, keepOpen } = await use(log);
      kept = keepOpen;
      return answer;
    } finally {
      // After a failed write the size is what the file says: it is opened afresh.
      if (kept) await keep(task, log);
      else await log.handle.close();
    }
  };

  return {
    created: async (task, path, use) =>
      inTurn(task, async () => useLog(task, idle.get(task) ?? (await createLog(path)), use)),
    existing: async (task, path, use) =>
      inTurn(task, async () => {
        const log = idle.get(task) ?? (await findLog(path));
        return log === null ? null : useLog(task, log, use);
      }),
    closeAll: async () => {
      await Promise.allSettled(queues.values());
      const open = [...idle.values()];
      idle.clear();
      await Promise.all(open.map(({ handle }) => handle.close()));
    },
  };
}
