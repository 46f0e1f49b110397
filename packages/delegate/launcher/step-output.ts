import type { LineFilter } from './line-filter.ts';
import { LineSplitter } from './line-splitter.ts';
import type { LogLevel, LogSpool } from './log-spool.ts';
import { drained, PipeReader } from './pipe-reader.ts';

/** Longer hints than this are cut: a hint is one line of a message, the log has the rest. */
const LONGEST_HINT = 300;

/** Descriptors to read: the process's standard output and error, and its descriptor 3 when that is wanted. */
export interface OutputDescriptors {
  readonly out: number;
  readonly error: number;
  readonly capture?: { readonly fd: number; readonly limit: number };
}

/** Everything that a process says, on its way to its log: split into lines, masked, stamped, held back when the disk is slow. */
export class StepOutput {
  readonly #spool: LogSpool;
  readonly #filter: LineFilter;
  readonly #logReaders: readonly PipeReader[];
  readonly #readers: readonly PipeReader[];
  readonly #splitters: readonly { readonly level: LogLevel; readonly splitter: LineSplitter }[];
  readonly #captured: Buffer[] = [];
  #capturedSize = 0;
  #captureExceeded = false;
  readonly #errorMark: string | null;
  #lastError: string | null = null;

  /** `errorMark`: how a line on standard error begins that is a better hint than those after it. */
  constructor(from: OutputDescriptors, spool: LogSpool, filter: LineFilter, errorMark?: string) {
    this.#errorMark = errorMark ?? null;
    this.#spool = spool;
    this.#filter = filter;
    const out = { level: 'INFO', splitter: new LineSplitter(filter), fd: from.out } as const;
    const error = { level: 'ERROR', splitter: new LineSplitter(filter), fd: from.error } as const;
    this.#splitters = [out, error];
    this.#logReaders = [out, error].map(
      ({ level, splitter, fd }) =>
        new PipeReader(fd, (chunk) => this.#log(level, splitter.push(chunk))),
    );
    const { capture } = from;
    this.#readers =
      capture === undefined
        ? this.#logReaders
        : [
            ...this.#logReaders,
            new PipeReader(capture.fd, (chunk) => this.#capture(chunk, capture.limit)),
          ];
  }

  /** What came over descriptor 3 so far, masked. */
  get captured(): string {
    return this.#filter.maskText(Buffer.concat(this.#captured).toString('utf8'));
  }

  get captureExceeded(): boolean {
    return this.#captureExceeded;
  }

  /** The last line on standard error that is not blank, or the first that has the mark of errors. */
  get lastError(): string | null {
    return this.#lastError;
  }

  /**
   * After the process ended: takes what it had written, writes the log to its end, and from then on throws away what
   * processes left in the background still say. They are not disturbed: without a reader they would die of SIGPIPE.
   * Answers the pipes that such processes hold open.
   */
  async finish(): Promise<readonly PipeReader[]> {
    await drained(this.#readers);
    for (const reader of this.#readers) reader.discard();
    for (const { level, splitter } of this.#splitters) this.#log(level, splitter.end());
    await this.#spool.close();
    return this.#readers.filter((reader) => reader.isOpen);
  }

  /** A better hint than there was before, in these lines; null when there is none. */
  #hintIn(lines: readonly string[]): string | null {
    const mark = this.#errorMark;
    if (mark !== null && this.#lastError?.startsWith(mark)) return null;
    const marked = mark === null ? undefined : lines.find((line) => line.startsWith(mark));
    const hint = marked ?? lines.findLast((line) => line.trim() !== '');
    return hint === undefined ? null : hint.trim().slice(0, LONGEST_HINT);
  }

  #log(level: LogLevel, lines: readonly string[]): void {
    const masked = lines.map((line) => this.#filter.mask(line));
    this.#spool.add(level, masked);
    if (level === 'ERROR') {
      const hint = this.#hintIn(masked);
      if (hint !== null) this.#lastError = hint;
    }
    if (this.#spool.full) void this.#holdBack();
  }

  async #holdBack(): Promise<void> {
    if (this.#logReaders.some((reader) => reader.paused)) return;
    for (const reader of this.#logReaders) reader.pause();
    await this.#spool.room();
    for (const reader of this.#logReaders) reader.resume();
  }

  #capture(chunk: Buffer, limit: number): void {
    const room = limit - this.#capturedSize;
    if (chunk.length > room) this.#captureExceeded = true;
    if (room <= 0) return;
    this.#captured.push(Buffer.from(chunk.subarray(0, room)));
    this.#capturedSize += Math.min(room, chunk.length);
  }
}
