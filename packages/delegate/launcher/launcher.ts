import type { FifoPool } from './fifo-pool.ts';
import { LogSpool } from './log-spool.ts';
import type { Message, ProcessResult, Request, StopCause } from './protocol.ts';
import { cannotStart, type StepEnd, StepProcess } from './step-process.ts';
import { fileNameOf, logFile, type OpenRecord, type TaskRecords } from './task-records.ts';

/** How long growth of a log gathers before it is told. */
const TELL_MS = 20;

type StartRequest = Extract<Request, { readonly op: 'start' }>;

/** The steps that run under this process: starts each exactly once (I3), tells how it goes, and keeps how it ended. */
export class Launcher {
  readonly #workFolder: string;
  readonly #records: TaskRecords;
  readonly #pipes: FifoPool;
  readonly #graceMs: number;
  readonly #tell: (message: Message) => boolean;
  readonly #onIdle: () => void;
  readonly #running = new Map<string, StepProcess>();
  #background = 0;

  constructor(options: {
    readonly workFolder: string;
    readonly records: TaskRecords;
    readonly pipes: FifoPool;
    /** The time between TERM and KILL. */
    readonly graceMs: number;
    /** Takes what the connected delegate should hear; answers whether there is one. */
    readonly tell: (message: Message) => boolean;
    /** Called whenever nothing is left that needs this process. */
    readonly onIdle: () => void;
  }) {
    this.#workFolder = options.workFolder;
    this.#records = options.records;
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
    let record: OpenRecord | null;
    try {
      record = this.#records.claim(taskId);
    } catch (error) {
      answer({ event: 'not-started', id, message: String(error) });
      return;
    }
    if (record !== null) this.#running.set(taskId, step);
    answer({ event: 'started', id, already: record === null });
    if (record !== null) await this.#supervise(step, record, request);
  }

  /** Stops the task when it runs here. Its end comes as that of any other. */
  stop(taskId: string, cause: StopCause): void {
    this.#running.get(taskId)?.stop(cause);
  }

  /**
   * Takes care that what has ended survives a loss of power, because nobody is there who would report it. Answers
   * whether the disk took all of it.
   */
  keepAll(): boolean {
    return surely('The results could not be moved to the disk', () =>
      this.#records.moveToDisk(new Set(this.running.map(fileNameOf))),
    );
  }

  async #supervise(step: StepProcess, record: OpenRecord, request: StartRequest): Promise<void> {
    const { taskId, token, spec } = request;
    const growth = new GrowthTeller((size) => this.#tell({ event: 'grew', taskId, size }));
    const path = logFile(this.#workFolder, taskId);
    const spool = new LogSpool(path, (size) => growth.grewTo(size), spec.logLimit);
    const startedAt = new Date().toISOString();
    const { result, leftOpen } = await step
      .run(spec, spool, this.#pipes, (leader) => record.started({ taskId, token, leader }))
      .catch((error: unknown): StepEnd => ({ result: notRun(startedAt, error), leftOpen: [] }));
    this.#keepAlive(leftOpen);
    growth.stop();
    this.#running.delete(taskId);
    this.#publish(record, taskId, result);
    if (this.idle) this.#onIdle();
  }

  /** Keeps the result, and tells it. What nobody hears must survive a loss of power until somebody does. */
  #publish(record: OpenRecord, taskId: string, result: ProcessResult): void {
    const what = `The result of ${taskId} could not be written`;
    surely(what, () => record.ended(result));
    const heard = this.#tell({ event: 'ended', taskId, result });
    if (!heard) surely(what, () => record.moveToDisk(result));
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

/** Does it, or says on standard error why not: a delegate that listens hears of the end all the same, to one that comes later it is unknown (I12). */
function surely(what: string, action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    process.stderr.write(`${what}: ${String(error)}\n`);
    return false;
  }
}

/** Tells growth a little late, and so once for many writes. */
class GrowthTeller {
  readonly #tell: (size: number) => unknown;
  #timer: NodeJS.Timeout | null = null;
  #size = 0;

  constructor(tell: (size: number) => unknown) {
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
