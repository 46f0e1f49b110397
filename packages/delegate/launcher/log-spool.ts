import { closeSync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';

/** Standard output is INFO and standard error is ERROR, as Harness's log service has it. */
export type LogLevel = 'INFO' | 'ERROR';

/** How many bytes may wait for the disk before the writer of the lines has to pause. */
const FULL = 256 * 1024;

const writeBytes = promisify(write);

/** How much of what a step says its log has when nobody has set another limit: 25 MB. */
export const LOG_LIMIT = 25 * 1024 * 1024;

/**
 * The log of one task on its way to `log.jsonl`: lines are stamped as they come and written in batches, one write at a
 * time, while the next batch gathers. The file is made with the first line. What comes past its limit is left out, and the
 * log says so in its last line.
 */
export class LogSpool {
  readonly #path: string;
  readonly #onGrown: (size: number) => void;
  /** How many bytes of lines it may still take. */
  #left: number;
  readonly #limit: number;
  #cut = false;
  #fd: number | null = null;
  #waiting: string[] = [];
  #waitingSize = 0;
  #writing: Promise<void> | null = null;
  #size = 0;
  #error: string | null = null;
  #roomWanted: (() => void)[] = [];

  /** `onGrown` is called with the bytes written so far, after each write; `limit` is for the bytes of the lines alone. */
  constructor(path: string, onGrown: (size: number) => void, limit: number = LOG_LIMIT) {
    this.#path = path;
    this.#onGrown = onGrown;
    this.#left = limit;
    this.#limit = limit;
  }

  /** Bytes that are in the file. */
  get size(): number {
    return this.#size;
  }

  /** Why lines are missing: the disk did not take them. Null when none are. */
  get error(): string | null {
    return this.#error;
  }

  /** Whether so much waits for the disk that nothing more should be read. */
  get full(): boolean {
    return this.#waitingSize >= FULL;
  }

  add(level: LogLevel, lines: readonly string[]): void {
    if (lines.length === 0 || this.#error !== null || this.#cut) return;
    const time = new Date().toISOString();
    for (const line of lines) {
      this.#left -= Buffer.byteLength(line) + 1;
      this.#cut = this.#left < 0;
      if (this.#cut) {
        this.#enter('ERROR', time, leftOut(this.#limit));
        break;
      }
      this.#enter(level, time, line);
    }
    this.#writing ??= this.#writeAll();
  }

  #enter(level: LogLevel, time: string, line: string): void {
    const entry = `{"level":"${level}","time":"${time}","out":${JSON.stringify(line)}}\n`;
    this.#waiting.push(entry);
    this.#waitingSize += entry.length;
  }

  /** Resolves when lines may come again. */
  room(): Promise<void> {
    if (!this.full) return Promise.resolve();
    return new Promise((resolve) => {
      this.#roomWanted.push(resolve);
    });
  }

  /** Waits until every line is in the file, and closes the file. */
  async close(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    if (this.#fd === null) return;
    closeSync(this.#fd);
    this.#fd = null;
  }

  async #writeAll(): Promise<void> {
    // The caller's turn ends first, so that one turn's lines make one batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = Buffer.from(this.#waiting.join(''), 'utf8');
      this.#waiting = [];
      this.#waitingSize = 0;
      try {
        await this.#writeBatch(batch);
      } catch (error) {
        this.#fail(error);
      }
      for (const resume of this.#roomWanted.splice(0)) resume();
      this.#onGrown(this.#size);
    }
    this.#writing = null;
  }

  async #writeBatch(batch: Buffer): Promise<void> {
    this.#fd ??= openSync(this.#path, 'a', 0o600);
    for (let from = 0; from < batch.length; ) {
      const { bytesWritten } = await writeBytes(this.#fd, batch, from, batch.length - from, null);
      from += bytesWritten;
      this.#size += bytesWritten;
    }
  }

  /** A step is not stopped for its log's sake: it goes on, and its result says that the log is not whole. */
  #fail(error: unknown): void {
    this.#error ??= error instanceof Error ? error.message : String(error);
    this.#waiting = [];
    this.#waitingSize = 0;
  }
}

const leftOut = (limit: number): string =>
  `The log of a step holds ${limit} bytes: what this one says from here on is left out. REPRISE_LOG_LIMIT (in megabytes) of its delegate sets another limit.`;
