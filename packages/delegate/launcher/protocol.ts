/**
 * What a delegate and its launcher say to each other: one JSON text a line over a Unix socket in a folder that only
 * its owner can enter. The launcher may be older than the delegate, because it outlives upgrades: new members must be
 * optional, and a change that an old launcher cannot answer needs a new version that the delegate speaks beside the
 * old one.
 */
export const PROTOCOL_VERSION = 2;

/** Why a step is stopped before its own end: in the words of the core, which the launcher does not load. */
export type StopCause = 'abort' | 'timeout';

/** A process to start, fully decided: the launcher adds nothing to it. Never stored: it may hold secret values (I10). */
export interface ProcessSpec {
  /** The program, looked up in the PATH of `env`, and its arguments. Everybody on the machine can read these. */
  readonly command: readonly [string, ...string[]];
  /** The working folder, which must exist. */
  readonly folder: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What the process reads from its standard input before the end of file. */
  readonly input: string;
  /** How many bytes to keep of what the process writes to descriptor 3; without it there is no such descriptor. */
  readonly captureLimit?: number;
  /** The first line on standard error that begins so says what went wrong, whatever is said after it. */
  readonly errorMark?: string;
  /** How many bytes of lines its log takes; what comes after is left out, and the log says so. */
  readonly logLimit?: number;
  /** Values that must not reach the disk: they are masked in the log and in what descriptor 3 said (I10). */
  readonly secrets: readonly string[];
}

export type Request =
  | { readonly op: 'hello'; readonly version: number }
  | {
      readonly op: 'start';
      readonly id: number;
      readonly taskId: string;
      readonly token: string;
      readonly spec: ProcessSpec;
    }
  | { readonly op: 'stop'; readonly taskId: string; readonly cause: StopCause };

export type Message =
  | {
      readonly event: 'welcome';
      readonly version: number;
      readonly pid: number;
      /** The folder in which it keeps the records of tasks. */
      readonly memory: string;
      readonly running: readonly string[];
    }
  /** The answer to `start`: `already` means that the task has a record, so it was started once (I3). */
  | { readonly event: 'started'; readonly id: number; readonly already: boolean }
  /** The answer to a `start` that could not even claim its task: nothing runs, and it may be tried again. */
  | { readonly event: 'not-started'; readonly id: number; readonly message: string }
  /** The log of a task has this many bytes now. Said at most every few milliseconds. */
  | { readonly event: 'grew'; readonly taskId: string; readonly size: number }
  | { readonly event: 'ended'; readonly taskId: string; readonly result: ProcessResult }
  /** Another delegate took over: this connection is about to be closed and should not come back. */
  | { readonly event: 'superseded' };

/** How a process ended. Stored in the task's record, after the last of its log. */
export interface ProcessResult {
  readonly startedAt: string;
  readonly endedAt: string;
  /** Null when a signal ended it, or when it never began. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Set when a stop was asked for before the end. */
  readonly stop: StopCause | null;
  /** Why it never began: the system's error code and message. */
  readonly startError: { readonly code: string; readonly message: string } | null;
  /** What it wrote to descriptor 3, masked; null when there was no such descriptor. */
  readonly captured: string | null;
  /** It wrote more to descriptor 3 than the limit; `captured` is then only the beginning. */
  readonly captureExceeded: boolean;
  /** The last line on standard error that is not blank, or the first with the mark of errors: masked and shortened, a hint for people. */
  readonly lastError: string | null;
  /** Bytes of log. */
  readonly logSize: number;
  /** Why a part of the log is missing (a full disk); null when it is complete. */
  readonly logError: string | null;
}
