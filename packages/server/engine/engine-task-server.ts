import type {
  DelegateConnection,
  DelegateHandlers,
  DelegateHello,
  TaskServer,
} from '@reprise/api/delegate';
import { type LeaseToken, partsOfTaskId, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import { ConnectedDelegate } from './connected-delegate.ts';
import type { DelegatePool } from './delegate-pool.ts';
import { type DispatcherNeeds, leaseEnd } from './dispatcher-needs.ts';
import { handOver } from './hand-over.ts';
import { type Answers, isOver, runsOn, startsSomething } from './left-behind.ts';

/** What delegates are answered from. */
export interface TaskServerNeeds extends DispatcherNeeds, Answers {}

/** The side of the engine that delegates speak to. */
export class EngineTaskServer implements TaskServer {
  readonly #needs: TaskServerNeeds;
  readonly #delegates: DelegatePool;
  readonly #onConnected: (delegate: ConnectedDelegate) => void;

  /** `onConnected` is told of a delegate once it can be sent tasks. */
  constructor(
    needs: TaskServerNeeds,
    delegates: DelegatePool,
    onConnected: (delegate: ConnectedDelegate) => void,
  ) {
    this.#needs = needs;
    this.#delegates = delegates;
    this.#onConnected = onConnected;
  }

  async connect(hello: DelegateHello, handlers: DelegateHandlers): Promise<DelegateConnection> {
    const delegate = new ConnectedDelegate(hello, handlers);
    this.#delegates.add(delegate);
    await this.#renew(delegate);
    const held = await this.#needs.tasks.heldBy(delegate.id);
    for (const { taskId, token } of held) delegate.hold(taskId, token, true);
    // Not before the delegate has its connection in hand.
    setImmediate(() => {
      for (const task of held) handOver(this.#needs, delegate, task);
      this.#onConnected(delegate);
    });
    return {
      held: held.map(({ taskId }) => taskId),
      heartbeat: () => this.#renew(delegate),
      appendLog: (...log) => this.#appendLog(delegate, ...log),
      report: (...result) => this.#report(delegate, ...result),
      endLog: (task) => this.#endLog(delegate, task),
      isOver: (...workspace) => isOver(this.#needs, ...workspace),
      close: async () => this.#delegates.remove(delegate),
    };
  }

  async #renew(delegate: ConnectedDelegate): Promise<void> {
    await this.#needs.tasks.renew(delegate.id, leaseEnd(this.#needs));
  }

  /**
   * Bytes that come under a lost lease go nowhere: the report that follows them is refused and says why. What a Background
   * step has started goes on to speak.
   */
  async #appendLog(
    delegate: ConnectedDelegate,
    task: TaskId,
    token: LeaseToken,
    offset: number,
    chunk: Uint8Array,
  ): Promise<number> {
    const held = delegate.under(task, token);
    if (held !== undefined) held.logged = true;
    else if (!(await runsOn(this.#needs, delegate.id, task))) return offset + chunk.length;
    return this.#needs.logs.append(task, offset, chunk);
  }

  /** The log is closed before the end is recorded: whoever sees the end sees the whole log. */
  async #report(
    delegate: ConnectedDelegate,
    task: TaskId,
    token: LeaseToken,
    outcome: TaskOutcome,
  ): Promise<'accepted' | 'refused'> {
    if (delegate.under(task, token)?.logged === true) {
      const goesOn = outcome.status === 'Success' && (await startsSomething(this.#needs, task));
      if (!goesOn) await this.#needs.logs.close(task);
    }
    const { execution, node, attempt } = partsOfTaskId(task);
    const end = { type: 'EndStep', node, attempt, lease: token, outcome } as const;
    const ended = await this.#needs.perform(execution, end);
    if (ended.ok) return 'accepted';
    this.#needs.logger.warn(
      { task, delegate: delegate.id, outcome: outcome.status, code: ended.error.code },
      'a late result was refused',
    );
    return 'refused';
  }

  async #endLog(delegate: ConnectedDelegate, task: TaskId): Promise<void> {
    if (await runsOn(this.#needs, delegate.id, task)) await this.#needs.logs.close(task);
  }
}
