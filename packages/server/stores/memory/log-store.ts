import type { TaskId } from '@reprise/core';
import type { LogStore } from '../../ports/index.ts';
import { newBytes } from '../log-bytes.ts';
import { createLogWatchers } from '../log-watchers.ts';

interface Log {
  /** Grows by doubling; the first `size` bytes count. */
  bytes: Uint8Array;
  size: number;
  closed: boolean;
}

/** Logs for tests and simulations: they keep the whole contract, but for outliving the process. */
export function createMemoryLogStore(): LogStore {
  const logs = new Map<TaskId, Log>();
  const watchers = createLogWatchers();
  const open = (task: TaskId): Log => {
    const log = logs.get(task) ?? { bytes: new Uint8Array(0), size: 0, closed: false };
    logs.set(task, log);
    return log;
  };
  return {
    append: async (task, offset, chunk) => {
      const log = open(task);
      if (log.closed) return log.size;
      add(log, newBytes(log.size, offset, chunk));
      watchers.tell(task);
      return log.size;
    },
    close: async (task) => {
      open(task).closed = true;
      watchers.tell(task);
    },
    stat: async (task) => {
      const log = logs.get(task);
      return log === undefined ? null : { size: log.size, closed: log.closed };
    },
    read: async (task, from, to) => {
      const log = logs.get(task);
      return log === undefined ? new Uint8Array(0) : log.bytes.slice(from, Math.min(to, log.size));
    },
    watch: watchers.watch,
  };
}

function add(log: Log, bytes: Uint8Array): void {
  const size = log.size + bytes.length;
  if (size > log.bytes.length) {
    const grown = new Uint8Array(Math.max(size, log.bytes.length * 2));
    grown.set(log.bytes.subarray(0, log.size));
    log.bytes = grown;
  }
  log.bytes.set(bytes, log.size);
  log.size = size;
}
