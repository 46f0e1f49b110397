import type { TaskId } from '@reprise/core';
import type { LogStore } from '../ports/index.ts';

/** Who wants to hear of changes of which log, in this process. */
export interface LogWatchers {
  readonly watch: LogStore['watch'];
  readonly tell: (task: TaskId) => void;
}

export function createLogWatchers(): LogWatchers {
  const listeners = new Map<TaskId, Set<() => void>>();
  return {
    watch: (task, listener) => {
      // A wrapper of its own for each call, so that one listener may watch twice and leave once.
      const registered = (): void => listener();
      const ofTask = listeners.get(task) ?? new Set();
      listeners.set(task, ofTask.add(registered));
      return () => {
        ofTask.delete(registered);
        if (ofTask.size === 0 && listeners.get(task) === ofTask) listeners.delete(task);
      };
    },
    tell: (task) => {
      // As they are now: one that is called may leave or come back.
      const present = [...(listeners.get(task) ?? [])];
      for (const listener of present) listener();
    },
  };
}
