import type { FifoPool } from './fifo-pool.ts';
import { LogSpool } from './log-spool.ts';
import type { Message, ProcessResult, Request, StopCause } from './protocol.ts';
import { cannotStart, type StepEnd, StepProcess } from './step-process.ts';
import { claimTask, logFile, taskFolder, writeResult, writeStarted } from './task-folder.ts';

/** How long growth of a log gathers before it is told. */
const TELL_MS = 20;

type StartRequest = Extract<Request, { readonly op: 'start' }>;

/** The steps that run under this process: starts each exactly once (I3), tells how it goes, and keeps how it ended. */
export class Launcher {
  readonly #workFolder: string;
  readonly #pipes: FifoPool;
  readonly #graceMs: number;
  readonly #tell: (message: Message) => void;
  readonly #onIdle: () => void;
  readonly #running = new Map<string, StepProcess>();
  #background = 0;

  constructor(options: {
    readonly workFolder: string;
    readonly pipes: FifoPool;
    /** The time between TERM and KILL. */
    readonly graceMs: number;
    /** Takes what every connected delegate should hear. */
    readonly tell: (message: Message) => void;
    /** Called whenever nothing is left that needs this process. */
    readonly onIdle: () => void;
  }) {
    this.#workFolder = options.workFolder;
    this.#pipes = options.pipes;
    this.#graceMs = options.graceMs;
    this.#tell = options.tell;
    this.#onIdle = options.onIdle;
  }

  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Neither runs a step, nor holds a pipe that a process in the background writes to. */
  get idle(): boolean {
    return this.#running.size === 0 && this.#background === 0;
  }

  /** Starts the task unless it was started before; `answer` gets `started` or `not-started`. */
  async start(request: StartRequest, answer: (message: Message) => void): Promise<void> {
    const { id, taskId } = request;
    const step = new StepProcess(this.#graceMs);
    try {
      if (!claimTask(this.#workFolder, taskId)) {
        answer({ event: 'started', id, already: true });
        return;
      }
    } catch (error) {
      answer({ event: 'not-started', id, message: String(error) });
      return;
    }
    this.#running.set(taskId, step);
    answer({ event: 'started', id, already: false });
    await this.#supervise(step, request);
  }

  /** Stops the task when it runs here. Its end comes as that of any other. */
  stop(taskId: string, cause: StopCause): void {
    this.#running.get(taskId)?.stop(cause);
  }

  async #supervise(step: StepProcess, { taskId, token, spec }: StartRequest): Promise<void> {
    const folder = taskFolder(this.#workFolder, taskId);
    const growth = new GrowthTeller((size) => this.#tell({ event: 'grew', taskId, size }));
    const spool = new LogSpool(logFile(folder), (size) => growth.grewTo(size));
    const startedAt = new Date().toISOString();
    const { result, leftOpen } = await step
      .run(spec, spool, this.#pipes, (leader) => writeStarted(folder, { taskId, token, leader }))
      .catch((error: unknown): StepEnd => ({ result: notRun(startedAt, error), leftOpen: [] }));
    this.#keepAlive(leftOpen);
    try {
      writeResult(folder, result);
    } catch (error) {
      // A delegate that listens hears it all the same; to one that comes later the end is unknown (I12).
      process.stderr.write(`The result of ${taskId} could not be written: ${String(error)}\n`);
    }
    growth.stop();
    this.#running.delete(taskId);
    this.#tell({ event: 'ended', taskId, result });
    if (this.idle) this.#onIdle();
  }

  /** Stays while a process in the background writes: it would die of SIGPIPE without this one. */
  #keepAlive(leftOpen: StepEnd['leftOpen']): void {
    for (const reader of leftOpen) {
      this.#background += 1;
      void reader.ended.then(() => {
        this.#background -= 1;
        if (this.idle) this.#onIdle();
      });
    }
  }
}

const notRun = (startedAt: string, error: unknown): ProcessResult => ({
  startedAt,
  endedAt: new Date().toISOString(),
  ...cannotStart(error),
  stop: null,
  captured: null,
  captureExceeded: false,
  lastError: null,
  logSize: 0,
  logError: null,
});

/** Tells growth a little late, and so once for many writes. */
class GrowthTeller {
  readonly #tell: (size: number) => void;
  #timer: NodeJS.Timeout | null = null;
  #size = 0;

  constructor(tell: (size: number) => void) {
    this.#tell = tell;
  }

  grewTo(size: number): void {
    this.#size = size;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#tell(this.#size);
    }, TELL_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
