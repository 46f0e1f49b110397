import type { TaskId } from '@reprise/core';
import type { LogStore } from '../../ports/index.ts';
import { newBytes } from '../log-bytes.ts';
import { createLogWatchers } from '../log-watchers.ts';
import { logPath } from './log-path.ts';
import { addBytes, markClosed, type OpenLog, readBytes } from './open-log.ts';
import { createOpenLogs } from './open-logs.ts';

export interface FileLogStore extends LogStore {
  /** Closes the files that are kept open between two uses: the last thing that a server does with its logs. */
  release(): Promise<void>;
}

export interface FileLogOptions {
  /**
   * Whether other processes write logs in the folder, too; each log has one writer. What was not written here is then
   * looked at anew each time.
   */
  readonly shared?: boolean;
}

/** How often those who watch a log in a shared folder are told, whoever writes it. */
const LOOK = 1_000;

/**
 * Logs as files: a folder for each execution, a file for each attempt. An append is answered when the system has taken
 * the bytes; they are on the disk for certain once the log is closed.
 *
 * @param root the folder of all logs; it is created with the first.
 */
export function openFileLogStore(
  root: string,
  { shared = false }: FileLogOptions = {},
): FileLogStore {
  const logs = createOpenLogs();
  const watchers = createLogWatchers();
  const pathOf = (task: TaskId) => logPath(root, task);
  /** Logs that this process writes: what it knows of them is so. */
  const own = new Set<TaskId>();
  const isKnown = (task: TaskId, { closed }: OpenLog) => !closed && (!shared || own.has(task));
  return {
    append: async (task, offset, chunk) => {
      own.add(task);
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
      own.delete(task);
      watchers.tell(task);
    },
    stat: (task) =>
      logs.existing(task, pathOf(task), async (log) => ({
        answer: { size: log.size, closed: log.closed },
        keepOpen: isKnown(task, log),
      })),
    read: async (task, from, to) => {
      const bytes = await logs.existing(task, pathOf(task), async (log) => ({
        answer: await readBytes(log, from, to),
        keepOpen: isKnown(task, log),
      }));
      return bytes ?? new Uint8Array(0);
    },
    watch: shared ? watchedAlways(watchers.watch) : watchers.watch,
    release: logs.closeAll,
  };
}

/** Nobody tells what another process has written: it is looked for. */
const watchedAlways =
  (watch: LogStore['watch']): LogStore['watch'] =>
  (task, listener) => {
    const stop = watch(task, listener);
    const looking = setInterval(listener, LOOK);
    looking.unref();
    return () => {
      clearInterval(looking);
      stop();
    };
  };
