import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { FifoPool, PipeEnds } from './fifo-pool.ts';
import { maskingFilter } from './line-filter.ts';
import type { LogSpool } from './log-spool.ts';
import type { PipeReader } from './pipe-reader.ts';
import {
  escapedFrom,
  groupLives,
  identityOf,
  isAlive,
  type ProcessIdentity,
  signalAll,
  signalGroup,
  TASK_VARIABLE,
} from './process-identity.ts';
import { giveInput } from './process-input.ts';
import type { ProcessResult, ProcessSpec, StopCause } from './protocol.ts';
import { StepOutput } from './step-output.ts';

/** How often a group that is being stopped is asked whether anything of it is left. */
const ASK_MS = 50;

/** How the process itself ended, apart from its output. */
type Exit = Pick<ProcessResult, 'exitCode' | 'signal' | 'startError'>;

const NEVER_BEGAN: Exit = { exitCode: null, signal: null, startError: null };

export interface StepEnd {
  readonly result: ProcessResult;
  /** Pipes that processes left in the background hold open: as long as they are open, this process must read them. */
  readonly leftOpen: readonly PipeReader[];
}

/** One step's process, in a session and process group of its own, from its start to its result. */
export class StepProcess {
  readonly #graceMs: number;
  #stop: StopCause | null = null;
  #pid: number | null = null;
  /** As its processes carry it in their environment. */
  #taskId = '';
  #escaped: readonly ProcessIdentity[] = [];
  #killTimer: NodeJS.Timeout | undefined;

  /** `graceMs` is the time between TERM and KILL when the step is stopped. */
  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  /**
   * Runs it to its end. `spool` takes its log. `onStarted` is called with the group's leader before that reads a byte of
   * its input, so that who dies in between leaves nothing that runs unknown.
   */
  async run(
    spec: ProcessSpec,
    spool: LogSpool,
    pipes: FifoPool,
    onStarted: (leader: ProcessIdentity) => void,
  ): Promise<StepEnd> {
    const startedAt = new Date().toISOString();
    this.#taskId = spec.env[TASK_VARIABLE] ?? '';
    const ends = await openPipes(spec, pipes);
    const output = new StepOutput(
      { out: ends.stdout.read, error: ends.stderr.read, ...captureOf(spec, ends) },
      spool,
      maskingFilter(spec.secrets),
      spec.errorMark,
    );
    const exit = await this.#start(spec, ends, onStarted);
    if (this.#stop !== null) await this.#endGroup();
    const leftOpen = await output.finish();
    const result: ProcessResult = {
      startedAt,
      endedAt: new Date().toISOString(),
      ...exit,
      stop: this.#stop,
      captured: ends.capture === null ? null : output.captured,
      captureExceeded: output.captureExceeded,
      lastError: output.lastError,
      logSize: spool.size,
      logError: spool.error,
    };
    return { result, leftOpen };
  }

  /** Asks the whole group to end, and what has escaped from it, and after the grace period makes it. The first cause stays. */
  stop(cause: StopCause): void {
    if (this.#stop !== null) return;
    this.#stop = cause;
    if (this.#pid !== null) this.#terminate(this.#pid);
  }

  #start(
    spec: ProcessSpec,
    ends: Ends,
    onStarted: (leader: ProcessIdentity) => void,
  ): Promise<Exit> {
    let input = '';
    const stdio = [ends.stdin.read, ends.stdout.write, ends.stderr.write];
    if (ends.capture !== null) stdio.push(ends.capture.write);
    try {
      if (this.#stop !== null) return Promise.resolve(NEVER_BEGAN);
      const [program, ...args] = spec.command;
      const options = { cwd: spec.folder, env: spec.env, stdio, detached: true };
      const { pid, exit } = spawned(() => spawn(program, args, options));
      if (pid !== undefined) this.#began(pid, onStarted);
      input = spec.input;
      return exit;
    } finally {
      giveInput(ends.stdin.write, input);
      for (const fd of stdio) closeSync(fd);
    }
  }

  #began(pid: number, onStarted: (leader: ProcessIdentity) => void): void {
    this.#pid = pid;
    try {
      onStarted(identityOf(pid));
    } catch (error) {
      signalGroup(pid, 'SIGKILL');
      throw error;
    }
  }

  #terminate(pid: number): void {
    // Looked for while those who started them may still live.
    this.#escaped = this.#taskId === '' ? [] : escapedFrom(pid, this.#taskId);
    signalGroup(pid, 'SIGTERM');
    signalAll(this.#escaped, 'SIGTERM');
    this.#killTimer = setTimeout(() => signalGroup(pid, 'SIGKILL'), this.#graceMs);
  }

  /**
   * After the leader of a stopped group ended: waits for its other members, and for what has escaped from the group, which
   * have the same grace period to clean up. Afterwards the group's number may belong to somebody else, so nothing is sent
   * to it any more.
   */
  async #endGroup(): Promise<void> {
    const pid = this.#pid;
    if (pid === null) return;
    const deadline = Date.now() + this.#graceMs;
    while (this.#anyLives(pid) && Date.now() < deadline) await wait(ASK_MS);
    if (groupLives(pid)) signalGroup(pid, 'SIGKILL');
    signalAll(this.#escaped, 'SIGKILL');
    clearTimeout(this.#killTimer);
  }

  #anyLives(pid: number): boolean {
    return groupLives(pid) || this.#escaped.some(isAlive);
  }
}

/** The pipes of one process; `capture` is its descriptor 3. */
interface Ends {
  readonly stdin: PipeEnds;
  readonly stdout: PipeEnds;
  readonly stderr: PipeEnds;
  readonly capture: PipeEnds | null;
}

const openPipes = async (spec: ProcessSpec, pipes: FifoPool): Promise<Ends> => ({
  stdin: await pipes.toWrite(),
  stdout: await pipes.toRead(),
  stderr: await pipes.toRead(),
  capture: spec.captureLimit === undefined ? null : await pipes.toRead(),
});

const captureOf = (spec: ProcessSpec, ends: Ends) =>
  ends.capture === null || spec.captureLimit === undefined
    ? {}
    : { capture: { fd: ends.capture.read, limit: spec.captureLimit } };

/** Starts a child; one that cannot start (no such program, too long an environment) has ended with a `startError`. */
function spawned(start: () => ChildProcess): { pid: number | undefined; exit: Promise<Exit> } {
  try {
    const child = start();
    const exit = new Promise<Exit>((resolve) => {
      child.once('error', (error) => resolve(cannotStart(error)));
      child.once('exit', (exitCode, signal) => resolve({ exitCode, signal, startError: null }));
    });
    return { pid: child.pid, exit };
  } catch (error) {
    return { pid: undefined, exit: Promise.resolve(cannotStart(error)) };
  }
}

/** The end of a process that the system would not start. */
export const cannotStart = (error: unknown): Exit => ({
  exitCode: null,
  signal: null,
  startError: {
    code: error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN',
    message: error instanceof Error ? error.message : String(error),
  },
});

const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
