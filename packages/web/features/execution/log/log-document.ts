/** A log of any length, of which only the pages in view are held. */
import { type LogLine, parseLine } from './log-line.ts';

/** Where each so many lines begin is known. */
export const PAGE = 1_000;

/** Pages that are kept: whoever scrolls back sees them at once. */
const KEPT = 30;

/** New bytes up to here are read as they come; of more, the index is asked for again. */
const READ_AS_IT_COMES = 1_000_000;

export interface LogIndex {
  readonly size: number;
  readonly closed: boolean;
  readonly lines: number;
  readonly offsets: readonly number[];
}

/** Where the log is. */
export interface LogSource {
  index(): Promise<LogIndex>;
  /** The bytes from `from` up to but without `to`. */
  read(from: number, to: number): Promise<Uint8Array>;
}

const EMPTY: LogIndex = { size: 0, closed: false, lines: 0, offsets: [] };
const NEWLINE = 0x0a;

export class LogDocument {
  readonly #source: LogSource;
  readonly #onChange: () => void;
  readonly #onError: (error: unknown) => void;
  readonly #pages = new Map<number, readonly LogLine[] | 'coming'>();
  #index: LogIndex = EMPTY;
  #opened = false;
  #wanted = 0;
  #busy = false;

  constructor(source: LogSource, onChange: () => void, onError: (error: unknown) => void) {
    this.#source = source;
    this.#onChange = onChange;
    this.#onError = onError;
  }

  get lines(): number {
    return this.#index.lines;
  }

  /** Whether it is known how long the log is. */
  get opened(): boolean {
    return this.#opened;
  }

  /** The log has this many bytes now. */
  grow(size: number): void {
    this.#wanted = Math.max(this.#wanted, size);
    void this.#catchUp();
  }

  /** One line, from 0; undefined until it is here, which `onChange` tells. */
  line(at: number): LogLine | undefined {
    const number = Math.floor(at / PAGE);
    const page = this.#pages.get(number);
    if (page === undefined) void this.#fetch(number);
    return page === undefined || page === 'coming' ? undefined : page[at % PAGE];
  }

  async #catchUp(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (!this.#opened || this.#wanted > this.#index.size) {
        const before = this.#index.size;
        const wanted = this.#wanted;
        await this.#readOn();
        // The end of the log may be half a line: the rest is told when it comes, or was told meanwhile.
        if (this.#index.size === before && this.#wanted === wanted) break;
      }
    } catch (error) {
      this.#onError(error);
    } finally {
      this.#busy = false;
    }
  }

  async #readOn(): Promise<void> {
    const { size, lines } = this.#index;
    if (!this.#opened || this.#wanted - size > READ_AS_IT_COMES) {
      this.#index = await this.#source.index();
      this.#opened = true;
    } else {
      const bytes = await this.#source.read(size, this.#wanted);
      this.#index = extended(this.#index, bytes);
    }
    // The page that was the last one has more lines now.
    this.#pages.delete(Math.floor(lines / PAGE));
    this.#onChange();
  }

  async #fetch(number: number): Promise<void> {
    const { offsets, size, lines } = this.#index;
    const from = offsets[number];
    if (from === undefined) return;
    this.#pages.set(number, 'coming');
    try {
      const bytes = await this.#source.read(from, offsets[number + 1] ?? size);
      if (this.#index.lines !== lines && offsets[number + 1] === undefined) {
        // It has grown meanwhile: asked again when it is drawn.
        this.#pages.delete(number);
      } else {
        this.#keep(number, linesOf(bytes));
      }
      this.#onChange();
    } catch (error) {
      this.#pages.delete(number);
      this.#onError(error);
    }
  }

  #keep(number: number, lines: readonly LogLine[]): void {
    this.#pages.delete(number);
    this.#pages.set(number, lines);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= KEPT) break;
      this.#pages.delete(oldest);
    }
  }
}

const linesOf = (bytes: Uint8Array): readonly LogLine[] => {
  const lines = new TextDecoder().decode(bytes).split('\n');
  lines.pop();
  return lines.map(parseLine);
};

/** The index with what follows it. Half a line at the end is not counted yet. */
function extended(index: LogIndex, bytes: Uint8Array): LogIndex {
  const offsets = [...index.offsets];
  let { lines, size } = index;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) {
    if (lines % PAGE === 0) offsets.push(size);
    lines += 1;
    size = index.size + at + 1;
  }
  return { ...index, offsets, lines, size };
}
