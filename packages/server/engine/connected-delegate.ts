import type { DelegateHandlers, DelegateHello } from '@reprise/api/delegate';
import type { DelegateId, LeaseToken, TaskId } from '@reprise/core';
import type { StopCause } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';

interface Held {
  readonly token: LeaseToken;
  /** Whether the task's log may have bytes: only then is there a log to close. */
  logged: boolean;
}

/** A delegate as the server sees it while it is connected: what it offers and what it holds. */
export class ConnectedDelegate {
  readonly id: DelegateId;
  readonly selectors: readonly string[];
  readonly #capacity: number;
  readonly #handlers: DelegateHandlers;
  readonly #held = new Map<TaskId, Held>();
  readonly #offers: ReadonlySet<string>;
  connected = true;
  /** Whether the queue may hold tasks for this delegate that it had no free slot for: new tasks must not overtake them. */
  queueMayHold = true;

  constructor(hello: DelegateHello, handlers: DelegateHandlers) {
    this.id = hello.delegateId;
    this.selectors = hello.selectors;
    this.#offers = new Set(hello.selectors);
    this.#capacity = hello.capacity;
    this.#handlers = handlers;
  }

  get free(): number {
    return this.connected ? Math.max(0, this.#capacity - this.#held.size) : 0;
  }

  offers(selectors: readonly string[]): boolean {
    return selectors.every((selector) => this.#offers.has(selector));
  }

  /** Counts the task against the capacity from now on. */
  hold(task: TaskId, token: LeaseToken, logged: boolean): void {
    this.#held.set(task, { token, logged });
  }

  release(task: TaskId): void {
    this.#held.delete(task);
  }

  /** The task if it is held under exactly this lease. */
  under(task: TaskId, token: LeaseToken): Held | undefined {
    const held = this.#held.get(task);
    return held?.token === token ? held : undefined;
  }

  run(taskId: TaskId, token: LeaseToken, task: TaskSpec): void {
    if (this.connected) this.#handlers.run({ taskId, token, task });
  }

  stop(task: TaskId, cause: StopCause): void {
    if (this.connected && this.#held.has(task)) this.#handlers.stop(task, cause);
  }
}
