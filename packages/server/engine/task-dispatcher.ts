import type {
  DelegateConnection,
  DelegateHandlers,
  DelegateHello,
  TaskServer,
} from '@reprise/api/delegate';
import {
  after,
  asMilliseconds,
  type DelegateId,
  type ExecutionId,
  type LeaseToken,
  type Milliseconds,
  partsOfTaskId,
  type Result,
  type TaskId,
} from '@reprise/core';
import type {
  Command,
  Effect,
  ExecutionState,
  StartTask,
  TaskOutcome,
} from '@reprise/core/execution';
import type {
  Clock,
  Ids,
  LeasedTask,
  Logger,
  LogStore,
  NewLease,
  TaskQueue,
} from '../ports/index.ts';
import { ConnectedDelegate } from './connected-delegate.ts';
import type { EngineRefusal } from './engine.ts';

/** How long a delegate may be silent before its tasks count as lost. */
const LEASE_LENGTH = asMilliseconds(60_000);
/** How often leases are looked through; the first look comes after a whole lease, so that delegates can come back. */
const EXPIRY_CHECK = asMilliseconds(15_000);
/** How long to wait before asking again a database that did not answer. */
const RETRY = asMilliseconds(1_000);

export interface DispatcherNeeds {
  readonly tasks: TaskQueue;
  readonly logs: LogStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  perform(execution: ExecutionId, command: Command): Promise<Result<ExecutionState, EngineRefusal>>;
}

/**
 * Brings tasks to delegates. A task is leased either in the very commit that creates it (a delegate with a free slot is
 * connected: the frequent case), or later from the queue, first in first out. Either way the delegate hears of it only
 * after its lease and its `StepStarted` are durable, so a crash at any point leaves a task that can be sent again.
 */
export class TaskDispatcher implements TaskServer {
  readonly #needs: DispatcherNeeds;
  readonly #delegates = new Map<DelegateId, ConnectedDelegate>();
  readonly #pumping = new Set<ConnectedDelegate>();
  #stopExpiry: () => void = () => undefined;
  #closed = false;

  constructor(needs: DispatcherNeeds) {
    this.#needs = needs;
  }

  /** Begins to look for leases that ran out. */
  start(): void {
    this.#scheduleExpiry(LEASE_LENGTH);
  }

  /** Hands out nothing any more. */
  close(): void {
    this.#closed = true;
    this.#stopExpiry();
    for (const delegate of this.#delegates.values()) delegate.connected = false;
  }

  /** Leases for those new tasks that a connected delegate can take at once; their slots are taken from now on. */
  place(effects: readonly Effect[]): readonly (NewLease & { readonly effect: StartTask })[] {
    if (this.#closed) return [];
    const until = after(this.#needs.clock.now(), LEASE_LENGTH);
    const leases = [];
    for (const effect of effects) {
      if (effect.type !== 'StartTask') continue;
      const delegate = this.#freeFor(effect.selectors);
      if (delegate === undefined) continue;
      const token = this.#needs.ids.leaseToken();
      delegate.hold(effect.taskId, token, false);
      leases.push({ taskId: effect.taskId, delegate: delegate.id, token, until, effect });
    }
    return leases;
  }

  /** The commit did not happen: the slots are free again. */
  takeBack(leases: readonly NewLease[]): void {
    for (const lease of leases) this.#delegates.get(lease.delegate)?.release(lease.taskId);
  }

  /** Performs what a commit brought: starts, stops, and slots that became free. */
  committed(
    effects: readonly Effect[],
    leases: readonly (NewLease & { readonly effect: StartTask })[],
    settled: readonly TaskId[],
  ): void {
    for (const { taskId, delegate, token, effect } of leases) {
      this.#delegates.get(delegate)?.run(taskId, token, effect.task);
    }
    let started = 0;
    for (const effect of effects) {
      if (effect.type === 'StartTask') started += 1;
      if (effect.type === 'StopTask') this.#stop(effect.taskId, effect.cause);
    }
    for (const taskId of settled) this.#release(taskId);
    for (const delegate of this.#delegates.values()) {
      if (started > leases.length) delegate.queueMayHold = true;
      if (delegate.queueMayHold) void this.#pump(delegate);
    }
  }

  async connect(hello: DelegateHello, handlers: DelegateHandlers): Promise<DelegateConnection> {
    const delegate = new ConnectedDelegate(hello, handlers);
    const former = this.#delegates.get(hello.delegateId);
    if (former !== undefined) former.connected = false;
    this.#delegates.set(hello.delegateId, delegate);
    await this.#renew(delegate);
    const held = await this.#needs.tasks.heldBy(hello.delegateId);
    for (const task of held) delegate.hold(task.taskId, task.token, true);
    setImmediate(() => {
      for (const task of held) this.#handOverSoon(delegate, task);
      void this.#pump(delegate);
    });
    return this.#connectionOf(
      delegate,
      held.map((task) => task.taskId),
    );
  }

  #connectionOf(delegate: ConnectedDelegate, held: readonly TaskId[]): DelegateConnection {
    return {
      held,
      heartbeat: () => this.#renew(delegate),
      appendLog: (task, token, offset, chunk) =>
        this.#appendLog(delegate, task, token, offset, chunk),
      report: (task, token, outcome) => this.#report(delegate, task, token, outcome),
      close: async () => {
        delegate.connected = false;
        if (this.#delegates.get(delegate.id) === delegate) this.#delegates.delete(delegate.id);
      },
    };
  }

  async #renew(delegate: ConnectedDelegate): Promise<void> {
    await this.#needs.tasks.renew(delegate.id, after(this.#needs.clock.now(), LEASE_LENGTH));
  }

  /** Bytes that come under a lost lease go nowhere: the report that follows them is refused and says why. */
  async #appendLog(
    delegate: ConnectedDelegate,
    task: TaskId,
    token: LeaseToken,
    offset: number,
    chunk: Uint8Array,
  ): Promise<number> {
    const held = delegate.under(task, token);
    if (held === undefined) return offset + chunk.length;
    held.logged = true;
    return this.#needs.logs.append(task, offset, chunk);
  }

  /** The log is closed before the end is recorded: whoever sees the end sees the whole log. */
  async #report(
    delegate: ConnectedDelegate,
    task: TaskId,
    token: LeaseToken,
    outcome: TaskOutcome,
  ): Promise<'accepted' | 'refused'> {
    const held = delegate.under(task, token);
    if (held?.logged === true) await this.#needs.logs.close(task);
    const { execution, node, attempt } = partsOfTaskId(task);
    const ended = await this.#needs.perform(execution, {
      type: 'EndStep',
      node,
      attempt,
      lease: token,
      outcome,
    });
    if (ended.ok) return 'accepted';
    this.#needs.logger.warn(
      { task, delegate: delegate.id, outcome: outcome.status, code: ended.error.code },
      'a late result was refused',
    );
    return 'refused';
  }

  /** Hands over, however often it takes: the task is leased, and nobody else will. */
  #handOverSoon(delegate: ConnectedDelegate, task: LeasedTask): void {
    this.#handOver(delegate, task).catch((error: unknown) => {
      if (this.#closed) return;
      this.#needs.logger.error({ task: task.taskId, error }, 'a task could not be handed over');
      this.#later(RETRY, () => this.#handOverSoon(delegate, task));
    });
  }

  /** Sends a task again after a restart of either side, or for the first time after a claim. */
  async #handOver(delegate: ConnectedDelegate, task: LeasedTask): Promise<void> {
    const { execution, node, attempt } = partsOfTaskId(task.taskId);
    const started = await this.#needs.perform(execution, {
      type: 'StartStep',
      node,
      attempt,
      delegate: delegate.id,
      lease: task.token,
    });
    if (!started.ok) {
      delegate.release(task.taskId);
      return;
    }
    delegate.run(task.taskId, task.token, task.task);
    if (task.stop !== null) delegate.stop(task.taskId, task.stop);
  }

  #freeFor(selectors: readonly string[]): ConnectedDelegate | undefined {
    for (const delegate of this.#delegates.values()) {
      if (delegate.queueMayHold || delegate.free === 0) continue;
      if (delegate.offers(selectors)) return delegate;
    }
    return undefined;
  }

  #stop(task: TaskId, cause: 'abort' | 'timeout'): void {
    for (const delegate of this.#delegates.values()) delegate.stop(task, cause);
  }

  #release(task: TaskId): void {
    for (const delegate of this.#delegates.values()) delegate.release(task);
  }

  /** Takes waiting tasks from the queue while the delegate has free slots. */
  async #pump(delegate: ConnectedDelegate): Promise<void> {
    if (this.#pumping.has(delegate)) return;
    this.#pumping.add(delegate);
    try {
      while (delegate.queueMayHold && delegate.free > 0 && !this.#closed) {
        const limit = delegate.free;
        // Set before the queue is read: a task that arrives meanwhile sets it again and is not forgotten.
        delegate.queueMayHold = false;
        const claimed = await this.#claim(delegate, limit);
        if (claimed.length === limit) delegate.queueMayHold = true;
        for (const task of claimed) this.#handOverSoon(delegate, task);
      }
    } catch (error) {
      this.#needs.logger.error({ delegate: delegate.id, error }, 'tasks could not be claimed');
      delegate.queueMayHold = true;
      this.#later(RETRY, () => void this.#pump(delegate));
    } finally {
      this.#pumping.delete(delegate);
    }
  }

  async #claim(delegate: ConnectedDelegate, limit: number): Promise<readonly LeasedTask[]> {
    const claimed = await this.#needs.tasks.claim({
      delegate: delegate.id,
      selectors: delegate.selectors,
      limit,
      until: after(this.#needs.clock.now(), LEASE_LENGTH),
      newToken: () => this.#needs.ids.leaseToken(),
    });
    for (const task of claimed) delegate.hold(task.taskId, task.token, false);
    return claimed;
  }

  #later(wait: Milliseconds, run: () => void): () => void {
    return this.#needs.clock.at(after(this.#needs.clock.now(), wait), run);
  }

  #scheduleExpiry(wait: Milliseconds): void {
    this.#stopExpiry = this.#later(wait, () => {
      this.#expire()
        .catch((error: unknown) => {
          this.#needs.logger.error({ error }, 'leases could not be looked through');
        })
        .finally(() => {
          if (!this.#closed) this.#scheduleExpiry(EXPIRY_CHECK);
        });
    });
  }

  /** A delegate that let its lease run out has vanished: what its tasks did cannot be known (I12). */
  async #expire(): Promise<void> {
    for (const task of await this.#needs.tasks.expired(this.#needs.clock.now())) {
      if (this.#delegates.has(task.delegate)) continue;
      const { execution, node, attempt } = partsOfTaskId(task.taskId);
      await this.#needs.perform(execution, {
        type: 'LoseStep',
        node,
        attempt,
        lease: task.token,
        reason: `the delegate ${task.delegate} has not been heard of since its lease ran out`,
      });
    }
  }
}
