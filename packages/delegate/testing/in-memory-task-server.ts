import type {
  DelegateConnection,
  DelegateHandlers,
  DelegateHello,
  LeasedTask,
  TaskServer,
  WorkspacesLeft,
} from '@reprise/api/delegate';
import {
  asLeaseToken,
  type DelegateId,
  type ExecutionId,
  type LeaseToken,
  type TaskId,
} from '@reprise/core';
import type { StopCause, TaskOutcome } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';

interface KnownTask {
  readonly lease: LeasedTask;
  readonly outcome: Promise<TaskOutcome>;
  settle(outcome: TaskOutcome): void;
  holder: DelegateId | null;
  stop: StopCause | null;
  readonly log: Buffer[];
  logSize: number;
}

interface Connected {
  readonly hello: DelegateHello;
  readonly handlers: DelegateHandlers;
}

export interface LogEntry {
  readonly level: string;
  readonly time: string;
  readonly out: string;
}

/** The calls of a delegate that a test can make fail. */
export type Call = 'appendLog' | 'report' | 'heartbeat';

/**
 * The server's side of the delegate port, as the port describes it, in memory: a queue, leases under tokens, logs at
 * offsets, results that count once. It outlives the delegates of a test, as a server would.
 */
export class InMemoryTaskServer implements TaskServer {
  readonly #tasks = new Map<TaskId, KnownTask>();
  readonly #waiting: KnownTask[] = [];
  readonly #held = new Set<KnownTask>();
  readonly #connected = new Map<DelegateId, Connected>();
  readonly #failures = new Map<Call, number>();
  /** Every call of a delegate, in order. */
  readonly calls: Call[] = [];
  /** The logs that were ended after their steps. */
  readonly endedLogs = new Set<TaskId>();
  readonly #left = new Set<string>();
  #lastToken = 0;

  /** Puts a task into the queue; a delegate with a free place gets it at once. */
  submit(taskId: TaskId, task: TaskSpec): Promise<TaskOutcome> {
    this.#lastToken += 1;
    const token = asLeaseToken(`token-${this.#lastToken}`);
    const known = newTask({ taskId, token, task }, null);
    this.#tasks.set(taskId, known);
    this.#waiting.push(known);
    this.#handOut();
    return known.outcome;
  }

  /** Knows a task that this delegate holds since before this server began, as a server that was restarted does. */
  restore(lease: LeasedTask, holder: DelegateId): Promise<TaskOutcome> {
    const known = newTask(lease, holder);
    this.#tasks.set(lease.taskId, known);
    this.#held.add(known);
    return known.outcome;
  }

  outcomeOf(task: TaskId): Promise<TaskOutcome> {
    return this.#task(task).outcome;
  }

  /** Sends a task that is held to its holder once more. */
  pushAgain(task: TaskId): void {
    const { holder, lease } = this.#task(task);
    if (holder !== null) this.#connected.get(holder)?.handlers.run(lease);
  }

  stop(task: TaskId, cause: StopCause): void {
    const known = this.#task(task);
    known.stop = cause;
    if (known.holder !== null) this.#connected.get(known.holder)?.handlers.stop(task, cause);
  }

  /** Nobody needs these workspaces any more; with `tell` false no delegate hears of it. */
  leave(execution: ExecutionId, workspaces: WorkspacesLeft, tell = true): void {
    if (workspaces === 'all') this.#left.add(execution);
    else for (const name of workspaces) this.#left.add(`${execution}/${name}`);
    if (!tell) return;
    for (const { handlers } of this.#connected.values()) handlers.leave(execution, workspaces);
  }

  /** The server gives the task up: its result, should it come, is refused. */
  giveUp(task: TaskId): void {
    this.#held.delete(this.#task(task));
  }

  /** Makes the next calls of this kind throw, as a broken connection does. */
  failNext(call: Call, times: number): void {
    this.#failures.set(call, times);
  }

  rawLog(task: TaskId): string {
    return Buffer.concat(this.#task(task).log).toString('utf8');
  }

  log(task: TaskId): readonly LogEntry[] {
    return this.rawLog(task)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogEntry);
  }

  /** The text of a log: one line an entry. */
  text(task: TaskId): string {
    return this.log(task)
      .map(({ out }) => out)
      .join('\n');
  }

  connect(hello: DelegateHello, handlers: DelegateHandlers): Promise<DelegateConnection> {
    const connected = { hello, handlers };
    this.#connected.set(hello.delegateId, connected);
    const held = this.#heldBy(hello.delegateId);
    for (const { lease, stop } of held) {
      handlers.run(lease);
      if (stop !== null) handlers.stop(lease.taskId, stop);
    }
    this.#handOut();
    return Promise.resolve({
      held: held.map(({ lease }) => lease.taskId),
      heartbeat: async () => this.#called('heartbeat'),
      appendLog: async (task, token, offset, chunk) => this.#append(task, token, offset, chunk),
      report: async (task, token, outcome) => this.#report(task, token, outcome),
      endLog: async (task) => {
        this.endedLogs.add(task);
      },
      isOver: async (execution, workspace) =>
        this.#left.has(execution) ||
        (workspace !== null && this.#left.has(`${execution}/${workspace}`)),
      close: async () => {
        if (this.#connected.get(hello.delegateId) === connected)
          this.#connected.delete(hello.delegateId);
      },
    });
  }

  #append(task: TaskId, token: LeaseToken, offset: number, chunk: Uint8Array): number {
    this.#called('appendLog');
    const known = this.#task(task);
    if (known.lease.token !== token || offset > known.logSize) return known.logSize;
    const fresh = Buffer.from(chunk.subarray(known.logSize - offset));
    known.log.push(fresh);
    known.logSize += fresh.length;
    return known.logSize;
  }

  #report(task: TaskId, token: LeaseToken, outcome: TaskOutcome): 'accepted' | 'refused' {
    this.#called('report');
    const known = this.#task(task);
    if (!this.#held.has(known) || known.lease.token !== token) return 'refused';
    this.#held.delete(known);
    known.settle(outcome);
    this.#handOut();
    return 'accepted';
  }

  #called(call: Call): void {
    this.calls.push(call);
    const failures = this.#failures.get(call) ?? 0;
    if (failures === 0) return;
    this.#failures.set(call, failures - 1);
    throw new Error('the connection broke');
  }

  #handOut(): void {
    for (const { hello, handlers } of this.#connected.values()) {
      const free = hello.capacity - this.#heldBy(hello.delegateId).length;
      for (const task of this.#waiting.splice(0, Math.max(0, free))) {
        task.holder = hello.delegateId;
        this.#held.add(task);
        handlers.run(task.lease);
      }
    }
  }

  #heldBy(delegate: DelegateId): readonly KnownTask[] {
    return [...this.#held].filter((task) => task.holder === delegate);
  }

  #task(task: TaskId): KnownTask {
    const known = this.#tasks.get(task);
    if (known === undefined) throw new Error(`no task ${task} was submitted`);
    return known;
  }
}

function newTask(lease: LeasedTask, holder: DelegateId | null): KnownTask {
  let settle: (outcome: TaskOutcome) => void = () => undefined;
  const outcome = new Promise<TaskOutcome>((resolve) => {
    settle = resolve;
  });
  return { lease, outcome, settle, holder, stop: null, log: [], logSize: 0 };
}
