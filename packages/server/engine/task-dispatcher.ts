import { type ExecutionId, partsOfTaskId, type TaskId } from '@reprise/core';
import type { Effect, StartTask } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';
import type { LeasedTask, NewLease } from '../ports/index.ts';
import type { ConnectedDelegate } from './connected-delegate.ts';
import type { DelegatePool } from './delegate-pool.ts';
import { type DispatcherNeeds, later, leaseEnd, RETRY } from './dispatcher-needs.ts';
import { handOver } from './hand-over.ts';
import { WaitingTasks } from './waiting-tasks.ts';

/** A task that is handed out in the commit at hand. */
export interface Placement extends NewLease {
  readonly task: TaskSpec;
}

/**
 * Brings tasks to delegates. A task is leased in a commit of its own execution (the one that creates it while a delegate
 * has a free slot, or one that frees a slot), or else from the queue, first in first out. Either way the delegate hears
 * of it only after its lease and its `StepStarted` are durable, so a crash at any point leaves a task that can be sent
 * again.
 */
export class TaskDispatcher {
  readonly #needs: DispatcherNeeds;
  readonly #delegates: DelegatePool;
  readonly #waiting = new WaitingTasks();
  readonly #pumping = new Map<ConnectedDelegate, 'once' | 'again'>();
  #closed = false;

  constructor(needs: DispatcherNeeds, delegates: DelegatePool) {
    this.#needs = needs;
    this.#delegates = delegates;
  }

  /** Hands out nothing any more. */
  close(): void {
    this.#closed = true;
  }

  /**
   * Leases for the tasks that connected delegates can take with this commit: tasks that have waited, if they are the
   * oldest of all and of this execution, then new ones. The slots of `settled` tasks count as free.
   */
  place(
    execution: ExecutionId,
    effects: readonly Effect[],
    settled: readonly TaskId[],
  ): readonly Placement[] {
    if (this.#closed) return [];
    const placements: Placement[] = [];
    for (const task of this.#waiting.oldestFirst()) {
      if (settled.includes(task.taskId) || !this.#delegates.offers(task.selectors)) continue;
      const next = partsOfTaskId(task.taskId).execution === execution && this.#put(task, settled);
      // It is somebody else's turn, or nobody has a free slot: new tasks do not overtake.
      if (!next) return placements;
      placements.push(next);
    }
    for (const effect of effects) {
      const next = effect.type === 'StartTask' && this.#put(effect, settled);
      if (next) placements.push(next);
    }
    return placements;
  }

  /** The commit did not happen: the slots are free again. */
  takeBack(placements: readonly Placement[]): void {
    for (const { delegate, taskId, token } of placements) {
      this.#delegates.get(delegate)?.releaseLease(taskId, token);
    }
  }

  /** Somebody else has started this task: it does not wait, whatever was remembered. */
  forget(placement: Placement): void {
    this.takeBack([placement]);
    this.#waiting.remove(placement.taskId);
  }

  /** Performs what a commit brought: starts, stops, and slots that became free. */
  committed(
    effects: readonly Effect[],
    placements: readonly Placement[],
    settled: readonly TaskId[],
  ): void {
    this.#remember(effects);
    for (const { taskId } of placements) this.#waiting.remove(taskId);
    for (const taskId of settled) {
      this.#waiting.remove(taskId);
      this.#delegates.release(taskId);
    }
    for (const { taskId, delegate, token, task } of placements) {
      this.#delegates.get(delegate)?.run(taskId, token, task);
    }
    for (const effect of effects) {
      if (effect.type === 'StopTask') this.#delegates.stop(effect.taskId, effect.cause);
    }
    for (const delegate of this.#delegates.all()) {
      if (delegate.free > 0 && this.#mayWaitFor(delegate)) void this.pump(delegate);
    }
  }

  /**
   * Compares what delegates hold of an execution with what the store says of it, after a commit of another server or
   * one whose answer was lost: what is over is stopped and frees its slot, what is leased is sent (I3: again does no
   * harm), what waits is claimed.
   */
  async catchUp(execution: ExecutionId): Promise<void> {
    for (const delegate of this.#delegates.all()) {
      const held = await this.#needs.tasks.heldBy(delegate.id);
      const known = new Set(held.map(({ taskId }) => taskId));
      for (const task of delegate.heldOf(execution)) {
        if (known.has(task)) continue;
        // Nobody waits for its end any more.
        delegate.stop(task, 'abort');
        delegate.release(task);
      }
      for (const task of held) {
        if (partsOfTaskId(task.taskId).execution !== execution) continue;
        delegate.hold(task.taskId, task.token, true);
        handOver(this.#needs, delegate, task);
      }
    }
    this.lookIntoQueue();
  }

  /** The queue may hold tasks that this process has not put there. */
  lookIntoQueue(): void {
    for (const delegate of this.#delegates.all()) {
      delegate.queueMayHoldMore = true;
      void this.pump(delegate);
    }
  }

  /** Takes waiting tasks from the queue while the delegate has free slots. A call while it runs is not lost. */
  async pump(delegate: ConnectedDelegate): Promise<void> {
    const running = this.#pumping.has(delegate);
    this.#pumping.set(delegate, running ? 'again' : 'once');
    if (running) return;
    try {
      do {
        this.#pumping.set(delegate, 'once');
        await this.#fill(delegate);
      } while (this.#pumping.get(delegate) === 'again');
    } catch (error) {
      delegate.queueMayHoldMore = true;
      this.#needs.logger.error({ delegate: delegate.id, error }, 'tasks could not be claimed');
      later(this.#needs, RETRY, () => void this.pump(delegate));
    } finally {
      this.#pumping.delete(delegate);
    }
  }

  #put({ taskId, selectors, task }: StartTask, ending: readonly TaskId[]): Placement | undefined {
    for (const delegate of this.#delegates.all()) {
      if (delegate.queueMayHoldMore || !delegate.offers(selectors)) continue;
      if (delegate.freeWithout(ending) === 0) continue;
      const token = this.#needs.ids.leaseToken();
      delegate.hold(taskId, token, false);
      return { taskId, delegate: delegate.id, token, until: leaseEnd(this.#needs), task };
    }
    return undefined;
  }

  #remember(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type !== 'StartTask' || this.#waiting.add(effect)) continue;
      for (const delegate of this.#delegates.all()) delegate.queueMayHoldMore = true;
    }
  }

  #mayWaitFor(delegate: ConnectedDelegate): boolean {
    if (delegate.queueMayHoldMore) return true;
    for (const { selectors } of this.#waiting.oldestFirst()) {
      if (delegate.offers(selectors)) return true;
    }
    return false;
  }

  async #fill(delegate: ConnectedDelegate): Promise<void> {
    while (delegate.free > 0 && !this.#closed) {
      const limit = delegate.free;
      // Cleared before the queue is read: a task that is not remembered meanwhile sets it again.
      const mayHoldMore = delegate.queueMayHoldMore;
      delegate.queueMayHoldMore = false;
      const claimed = await this.#claim(delegate, limit);
      for (const task of claimed) handOver(this.#needs, delegate, task);
      if (claimed.length < limit) return;
      delegate.queueMayHoldMore ||= mayHoldMore;
    }
  }

  async #claim(delegate: ConnectedDelegate, limit: number): Promise<readonly LeasedTask[]> {
    const claimed = await this.#needs.tasks.claim({
      delegate: delegate.id,
      selectors: delegate.selectors,
      limit,
      until: leaseEnd(this.#needs),
      newToken: () => this.#needs.ids.leaseToken(),
    });
    for (const { taskId, token } of claimed) {
      this.#waiting.remove(taskId);
      delegate.hold(taskId, token, false);
    }
    return claimed;
  }
}
