import type { WorkspacesLeft } from '@reprise/api/delegate';
import type { DelegateId, ExecutionId, TaskId } from '@reprise/core';
import type { StopCause } from '@reprise/core/execution';
import type { ConnectedDelegate } from './connected-delegate.ts';

/** The delegates that are connected to this server, one connection each. */
export class DelegatePool {
  readonly #delegates = new Map<DelegateId, ConnectedDelegate>();

  /** A delegate that connects anew takes the place of its former connection. */
  add(delegate: ConnectedDelegate): void {
    const former = this.#delegates.get(delegate.id);
    if (former !== undefined) former.connected = false;
    this.#delegates.set(delegate.id, delegate);
  }

  remove(delegate: ConnectedDelegate): void {
    delegate.connected = false;
    if (this.#delegates.get(delegate.id) === delegate) this.#delegates.delete(delegate.id);
  }

  get(id: DelegateId): ConnectedDelegate | undefined {
    return this.#delegates.get(id);
  }

  all(): IterableIterator<ConnectedDelegate> {
    return this.#delegates.values();
  }

  /** Whether any delegate could ever run a task with these selectors. */
  offers(selectors: readonly string[]): boolean {
    for (const delegate of this.all()) if (delegate.offers(selectors)) return true;
    return false;
  }

  /** The executions whose tasks somebody here holds. */
  executions(): readonly ExecutionId[] {
    return [...this.all()].flatMap((delegate) => delegate.executions());
  }

  /** The task is over: whoever held it has a slot more. */
  release(task: TaskId): void {
    for (const delegate of this.all()) delegate.release(task);
  }

  stop(task: TaskId, cause: StopCause): void {
    for (const delegate of this.all()) delegate.stop(task, cause);
  }

  /** Nobody needs these workspaces of the execution any more, wherever they are. */
  leave(execution: ExecutionId, workspaces: WorkspacesLeft): void {
    if (workspaces.length === 0) return;
    for (const delegate of this.all()) delegate.leave(execution, workspaces);
  }

  close(): void {
    for (const delegate of this.all()) delegate.connected = false;
  }
}
