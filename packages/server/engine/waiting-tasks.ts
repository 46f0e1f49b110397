import type { TaskId } from '@reprise/core';
import type { StartTask } from '@reprise/core/execution';

/** How many waiting tasks are remembered; the queue itself has no limit. */
const REMEMBERED = 2_000;

/**
 * What this process remembers of the queue: the tasks that it put there and that still wait, oldest first. A memory
 * only, to save asking: the store has the truth, and the stream of an execution decides who starts a task.
 */
export class WaitingTasks {
  readonly #tasks = new Map<TaskId, StartTask>();

  /** False when there is no room to remember it: then the queue has tasks that only the store knows. */
  add(task: StartTask): boolean {
    if (this.#tasks.size >= REMEMBERED) return false;
    this.#tasks.set(task.taskId, task);
    return true;
  }

  remove(task: TaskId): void {
    this.#tasks.delete(task);
  }

  oldestFirst(): IterableIterator<StartTask> {
    return this.#tasks.values();
  }
}
