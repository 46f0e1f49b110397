import type { TaskId } from '@reprise/core';
import type { LogStore } from '../../ports/index.ts';
import { newBytes } from '../log-bytes.ts';
import { createLogWatchers } from '../log-watchers.ts';
import { logPath } from './log-path.ts';
import { addBytes, markClosed, readBytes } from './open-log.ts';
import { createOpenLogs } from './open-logs.ts';

export interface FileLogStore extends LogStore {
  /** Closes the files that are kept open between two uses: the last thing that a server does with its logs. */
  release(): Promise<void>;
}

/**
 * Logs as files: a folder for each execution, a file for each attempt. One process writes to `root`. An append is
 * answered when the system has taken the bytes; they are on the disk for certain once the log is closed.
 *
 * @param root the folder of all logs; it is created with the first.
 */
export function openFileLogStore(root: string): FileLogStore {
  const logs = createOpenLogs();
  const watchers = createLogWatchers();
  const pathOf = (task: TaskId) => logPath(root, task);
  return {
    append: async (task, offset, chunk) => {
      const size = await logs.created(task, pathOf(task), async (log) => {
        if (!log.closed) await addBytes(log, newBytes(log.size, offset, chunk));
        return { answer: log.size, keepOpen: !log.closed };
      });
      watchers.tell(task);
      return size;
    },
    close: async (task) => {
      const path = pathOf(task);
      await logs.created(task, path, async (log) => {
        if (!log.closed) await markClosed(path, log);
        return { answer: undefined, keepOpen: false };
      });
      watchers.tell(task);
    },
    stat: (task) =>
      logs.existing(task, pathOf(task), async ({ size, closed }) => ({
        answer: { size, closed },
        keepOpen: !closed,
      })),
    read: async (task, from, to) => {
      const bytes = await logs.existing(task, pathOf(task), async (log) => ({
        answer: await readBytes(log, from, to),
        keepOpen: !log.closed,
      }));
      return bytes ?? new Uint8Array(0);
    },
    watch: watchers.watch,
    release: logs.closeAll,
  };
}
