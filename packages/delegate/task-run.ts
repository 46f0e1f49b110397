import type { DelegateConnection, LeasedTask } from '@reprise/api/delegate';
import type { Failure, StopCause, TaskOutcome } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';
import { messageOf } from './delegate-log.ts';
import type { Executor, ExecutorContext } from './executors/executor.ts';
import { logFile, type TaskRecords } from './launcher/task-records.ts';
import type { LauncherLink } from './launcher-link.ts';
import { LogPump } from './log-pump.ts';
import type { KeepSecret } from './secret-outputs.ts';

/** What a task needs of its delegate. */
export interface TaskSurroundings {
  readonly executor: Executor<TaskSpec>;
  readonly context: ExecutorContext;
  connection(): Promise<DelegateConnection>;
  /** What is recorded of tasks; to be asked when the delegate has attached to a launcher. */
  records(): TaskRecords;
  /** The launcher, attached again when it was lost. Throws only when the delegate detaches. */
  link(): Promise<LauncherLink>;
  /** Keeps a secret that the task publishes, however long that takes. Throws only when the delegate detaches. */
  readonly keepSecret: KeepSecret;
  /** Aborted when the delegate detaches: then all waiting ends by throwing, and what was done stays as it is. */
  readonly detached: AbortSignal;
  /** Says something to those who run the delegate. */
  warn(message: string, error: unknown): void;
}

/** One task that this delegate has: its lease, its log on the way to the server, the wish to stop it. */
export class TaskRun {
  readonly around: TaskSurroundings;
  readonly logFile: string;
  readonly pump: LogPump;
  readonly #stopping = new AbortController();
  #lease: LeasedTask;
  #stopCause: StopCause | null = null;
  #resumed = false;

  constructor(lease: LeasedTask, around: TaskSurroundings) {
    this.#lease = lease;
    this.around = around;
    this.logFile = logFile(around.context.workFolder, lease.taskId);
    this.pump = new LogPump({
      path: this.logFile,
      resumed: () => this.#resumed,
      append: async (offset, chunk) => {
        const connection = await around.connection();
        return connection.appendLog(lease.taskId, this.#lease.token, offset, chunk);
      },
      signal: around.detached,
      onError: (error) => around.warn('The log could not be posted; it is tried again.', error),
    });
  }

  /** The lease as last heard of: a task that is pushed again may have a new token. */
  get lease(): LeasedTask {
    return this.#lease;
  }

  /** Set when the server wants the task's end. */
  get stopCause(): StopCause | null {
    return this.#stopCause;
  }

  /** Aborted with `stopCause`. */
  get stopSignal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Whether it was started before this delegate had it. */
  get resumed(): boolean {
    return this.#resumed;
  }

  /** Looks how the task stands. To be called once, before anything is done for it. */
  look(): void {
    this.#resumed = this.around.records().has(this.#lease.taskId);
  }

  renew(lease: LeasedTask): void {
    this.#lease = lease;
  }

  /** Asks for its end, which is then reported as any other. The first cause stays. */
  stop(cause: StopCause): void {
    if (this.#stopCause !== null) return;
    this.#stopCause = cause;
    this.#stopping.abort(new Error(`The step is being stopped (${cause}).`));
  }

  /** The outcome of a task that was stopped before anything of it ran. */
  stoppedEarly(cause: StopCause): TaskOutcome {
    return { status: 'Stopped', message: `The step was stopped before it started (${cause}).` };
  }
}

/** What is reported of a task whose end nobody saw (I12). */
export const LOST: TaskOutcome = {
  status: 'Failed',
  failure: {
    message:
      'The delegate that ran this step, or its launcher, ended in the middle of it, so how far the step came cannot be known. What was left of it was killed. Look at what it changed before you retry it.',
    types: ['DelegateRestart'],
  },
};

/** A failure that an unexpected error brought about. */
export const failureFrom = (what: string, error: unknown): Failure => ({
  message: `${what}: ${messageOf(error)}`,
  types: ['Unknown'],
});
