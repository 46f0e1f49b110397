import type { Result, TaskId } from '@reprise/core';
import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';
import type { ProcessResult, ProcessSpec } from '../launcher/protocol.ts';
import type { StoredMailServer } from '../mail/mail-server.ts';
import type { TaskSecrets } from '../secret-source.ts';
import type { DelegateSettings } from '../settings.ts';

/** What executors may use. */
export interface ExecutorContext {
  readonly taskId: TaskId;
  /** The delegate's own folder. */
  readonly workFolder: string;
  readonly secrets: TaskSecrets;
  /** The environment that every process starts from: nothing of the server's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly settings: DelegateSettings;
  /** The mail server that is stored with the server; left out when none can be. */
  readonly mailServer?: () => Promise<StoredMailServer | null>;
}

/** Executes tasks of one type as a process under the launcher: the task survives the delegate. */
export interface ProcessExecutor<Task> {
  readonly kind: 'process';
  /** The step has ended once its process is there, which goes on until its workspace is left. */
  readonly goesOn?: true;
  /** The process to start, or why this task cannot be started as it is. */
  prepare(task: Task, context: ExecutorContext): Promise<Result<ProcessSpec, Failure>>;
  /** What the end of the process means. Another delegate than the one that prepared it may ask. */
  outcomeOf(task: Task, result: ProcessResult): TaskOutcome;
}

/** Executes tasks of one type inside the delegate. If the delegate dies, the task ends as `DelegateRestart` (I12). */
export interface FunctionExecutor<Task> {
  readonly kind: 'function';
  /** Runs it. `signal` is aborted when the task is stopped. A thrown error fails the task. */
  run(task: Task, context: RunningContext): Promise<TaskOutcome>;
}

export interface RunningContext extends ExecutorContext {
  readonly signal: AbortSignal;
  /** Writes lines to the task's log; INFO for what it says, ERROR for what it complains of. */
  readonly log: (level: 'INFO' | 'ERROR', text: string) => void;
}

export type Executor<Task> = ProcessExecutor<Task> | FunctionExecutor<Task>;

/** One executor for each type of task. */
export type Executors = {
  readonly [Type in TaskSpec['type']]: Executor<Extract<TaskSpec, { readonly type: Type }>>;
};
