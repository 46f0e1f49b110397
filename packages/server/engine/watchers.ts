import type { ExecutionId } from '@reprise/core';
import type { Change } from './engine.ts';

type Listener = (change: Change) => void;

/** Who wants to hear of changes, of one execution or of all. */
export class Watchers {
  readonly #listeners = new Map<ExecutionId | 'all', Set<Listener>>();

  add(of: ExecutionId | 'all', listener: Listener): () => void {
    const listeners = this.#listeners.get(of) ?? new Set();
    this.#listeners.set(of, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(of);
    };
  }

  /** The executions of which somebody wants to hear in particular. */
  executions(): readonly ExecutionId[] {
    return [...this.#listeners.keys()].flatMap((of) => (of === 'all' ? [] : [of]));
  }

  /** Whether telling a change of this execution would reach anybody. */
  has(execution: ExecutionId): boolean {
    return this.#listeners.has('all') || this.#listeners.has(execution);
  }

  tell(change: Change): void {
    for (const of of ['all', change.executionId] as const) {
      for (const listener of this.#listeners.get(of) ?? []) listener(change);
    }
  }
}
