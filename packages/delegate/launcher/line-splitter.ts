/**
 * The longest log entry, in bytes of output. Longer lines become several entries, so that a stream without newlines
 * (a binary file sent to the terminal) needs no more memory than this.
 */
export const LONGEST_ENTRY = 64 * 1024;

const NEWLINE = 0x0a;

/** Decides where a line that is too long for one entry is cut. */
export interface LineCutter {
  /** At or before `limit`. */
  readonly cutOf: (bytes: Buffer, limit: number) => number;
  /** How many bytes past the limit it needs to see. */
  readonly lookahead: number;
}

const cutAnywhere: LineCutter = { cutOf: (_, limit) => limit, lookahead: 0 };

/** Cuts a stream of bytes into lines, without their newlines. Bytes that are not UTF-8 become U+FFFD. */
export class LineSplitter {
  readonly #cutter: LineCutter;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(cutter: LineCutter = cutAnywhere) {
    this.#cutter = cutter;
  }

  /** The lines that `chunk` completes, in order. */
  push(chunk: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); to >= 0; to = chunk.indexOf(NEWLINE, from)) {
      const bytes = chunk.subarray(from, to);
      if (this.#size === 0 && bytes.length <= LONGEST_ENTRY) {
        lines.push(bytes.toString('utf8'));
      } else {
        this.#keep(bytes, lines);
        lines.push(this.#line());
      }
      from = to + 1;
    }
    this.#keep(chunk.subarray(from), lines);
    return lines;
  }

  /** The last line when it has no newline. */
  end(): string[] {
    return this.#size === 0 ? [] : [this.#line()];
  }

  /** Keeps the beginning of a line; what is too long for one entry goes to `lines`. */
  #keep(bytes: Buffer, lines: string[]): void {
    if (bytes.length === 0) return;
    // The caller uses the chunk's memory again: what outlives this call is copied.
    this.#parts.push(Buffer.from(bytes));
    this.#size += bytes.length;
    const { lookahead } = this.#cutter;
    if (this.#size <= LONGEST_ENTRY + lookahead) return;
    let rest = Buffer.concat(this.#parts);
    while (rest.length > LONGEST_ENTRY + lookahead) {
      const cut = characterBoundary(rest, this.#cutter.cutOf(rest, LONGEST_ENTRY));
      lines.push(rest.toString('utf8', 0, cut));
      rest = rest.subarray(cut);
    }
    this.#parts = [rest];
    this.#size = rest.length;
  }

  #line(): string {
    const line = Buffer.concat(this.#parts).toString('utf8');
    this.#parts = [];
    this.#size = 0;
    return line;
  }
}

/** The last place at or before `limit` that is not inside a UTF-8 character; `limit` itself when it is not UTF-8. */
function characterBoundary(bytes: Buffer, limit: number): number {
  for (let at = limit; at > limit - 4; at -= 1) {
    const continues = ((bytes[at] ?? 0) & 0b1100_0000) === 0b1000_0000;
    if (!continues) return at;
  }
  return limit;
}
