import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { untilItWorks } from './backoff.ts';

/** The most that is posted at once. */
const LARGEST_CHUNK = 256 * 1024;
/** Answers without progress after which the rest of a log is given up: the server does not want it. */
const MOST_VAIN = 5;
const VAIN_PAUSE_MS = 200;

export interface LogPumpOptions {
  /** The spool file; it need not exist before its first byte is announced. */
  readonly path: string;
  /** Whether the server may already have a part of this log: then it is asked how much. Called before the first post. */
  readonly resumed: () => boolean;
  /** `DelegateConnection.appendLog` for this task. */
  readonly append: (offset: number, chunk: Uint8Array) => Promise<number>;
  /** Ends all waiting; the pump then throws its reason. */
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** Carries a growing spool file to the server, in order, at the offset that the server answers: a repeat is harmless. */
export class LogPump {
  readonly #options: LogPumpOptions;
  #known = 0;
  #sent: number | null = null;
  #pumping: Promise<void> | null = null;

  constructor(options: LogPumpOptions) {
    this.#options = options;
  }

  /** The size of the file, as far as it is known here. */
  get size(): number {
    return this.#known;
  }

  /** The file has this many bytes now. They are posted in the background. */
  grewTo(size: number): void {
    if (size <= this.#known) return;
    this.#known = size;
    // What goes wrong is told by `finish`, which does the rest of the work anyway.
    this.#pump().catch(() => undefined);
  }

  /** Posts all up to `size`, the final length. Answers false when the server did not take all of it. */
  async finish(size: number): Promise<boolean> {
    this.#known = size;
    await this.#pumping?.catch(() => undefined);
    await this.#pump();
    return this.#sent === null || this.#sent >= size;
  }

  #pump(): Promise<void> {
    this.#pumping ??= this.#postAll().finally(() => {
      this.#pumping = null;
    });
    return this.#pumping;
  }

  async #postAll(): Promise<void> {
    if (this.#known === 0) return;
    const file = await open(this.#options.path, 'r');
    try {
      if (this.#sent === null)
        this.#sent = this.#options.resumed() ? await this.#append(0, new Uint8Array()) : 0;
      for (let vain = 0; this.#sent < this.#known && vain < MOST_VAIN; ) {
        const answer = await this.#append(this.#sent, await this.#read(file, this.#sent));
        if (answer > this.#sent) {
          vain = 0;
        } else {
          vain += 1;
          await delay(VAIN_PAUSE_MS, undefined, { signal: this.#options.signal });
        }
        this.#sent = answer;
      }
    } finally {
      await file.close();
    }
  }

  async #read(file: FileHandle, from: number): Promise<Uint8Array> {
    const buffer = Buffer.alloc(Math.min(LARGEST_CHUNK, this.#known - from));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    return buffer.subarray(0, bytesRead);
  }

  #append(offset: number, chunk: Uint8Array): Promise<number> {
    const { append, signal, onError } = this.#options;
    return untilItWorks(() => append(offset, chunk), signal, onError);
  }
}
