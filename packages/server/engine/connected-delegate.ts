import type { DelegateHandlers, DelegateHello, WorkspacesLeft } from '@reprise/api/delegate';
import {
  type DelegateId,
  type ExecutionId,
  type LeaseToken,
  partsOfTaskId,
  type TaskId,
} from '@reprise/core';
import { type StopCause, selectorOfDelegate } from '@reprise/core/execution';
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
  /** Whether the queue may hold tasks for this delegate that this process does not remember. */
  queueMayHoldMore = true;

  constructor(hello: DelegateHello, handlers: DelegateHandlers) {
    this.id = hello.delegateId;
    this.selectors = [...hello.selectors, selectorOfDelegate(hello.delegateId)];
    this.#offers = new Set(this.selectors);
    this.#capacity = hello.capacity;
    this.#handlers = handlers;
  }

  get free(): number {
    return this.freeWithout([]);
  }

  /** How many slots are free once these tasks are over. */
  freeWithout(ending: readonly TaskId[]): number {
    if (!this.connected) return 0;
    const over = ending.filter((task) => this.#held.has(task)).length;
    return Math.max(0, this.#capacity - this.#held.size + over);
  }

  offers(selectors: readonly string[]): boolean {
    return selectors.every((selector) => this.#offers.has(selector));
  }

  /** Counts the task against the capacity from now on, under this lease unless it is held under another one already. */
  hold(task: TaskId, token: LeaseToken, logged: boolean): void {
    if (!this.#held.has(task)) this.#held.set(task, { token, logged });
  }

  /** The tasks of this execution that it is thought to hold. */
  heldOf(execution: ExecutionId): readonly TaskId[] {
    return [...this.#held.keys()].filter((task) => partsOfTaskId(task).execution === execution);
  }

  /** The executions whose tasks it is thought to hold. */
  executions(): readonly ExecutionId[] {
    return [...this.#held.keys()].map((task) => partsOfTaskId(task).execution);
  }

  /** The task is over. */
  release(task: TaskId): void {
    this.#held.delete(task);
  }

  /** The task is not held under this lease; it may well be under another. */
  releaseLease(task: TaskId, token: LeaseToken): void {
    if (this.under(task, token) !== undefined) this.#held.delete(task);
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

  /** Nobody needs these workspaces of the execution any more. */
  leave(execution: ExecutionId, workspaces: WorkspacesLeft): void {
    if (this.connected) this.#handlers.leave(execution, workspaces);
  }
}
