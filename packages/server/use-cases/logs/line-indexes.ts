import type { TaskId } from '@reprise/core';
import type { LogStore } from '../../ports/index.ts';

/** An index names the beginning of each so many lines. */
export const LINES_BETWEEN = 1_000;

/** Logs whose lines are remembered: few numbers each, and who opens a log opens it again. */
const KEPT = 200;

const CHUNK = 1_048_576;
const NEWLINE = 0x0a;

/** Where the lines of a log begin. */
export interface LineIndex {
  /** Bytes of the whole lines so far; what follows is a line that is still being written. */
  readonly size: number;
  readonly lines: number;
  /** The byte at which line 0, LINES_BETWEEN, 2 × LINES_BETWEEN, … begins. */
  readonly offsets: readonly number[];
}

const NOTHING: LineIndex = { size: 0, lines: 0, offsets: [] };

/** Finds the lines of logs. Logs only grow, so what was looked through once is not looked through again. */
export class LineIndexes {
  readonly #logs: Pick<LogStore, 'read'>;
  /** The one used last comes last. */
  readonly #known = new Map<TaskId, LineIndex>();

  constructor(logs: Pick<LogStore, 'read'>) {
    this.#logs = logs;
  }

  /** The lines of a log that has `size` bytes. */
  async of(task: TaskId, size: number): Promise<LineIndex> {
    const before = this.#known.get(task) ?? NOTHING;
    // A log that is shorter than it was is another one.
    const index = await this.#extended(task, before.size <= size ? before : NOTHING, size);
    this.#known.delete(task);
    this.#known.set(task, index);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= KEPT) break;
      this.#known.delete(oldest);
    }
    return index;
  }

  async #extended(task: TaskId, before: LineIndex, to: number): Promise<LineIndex> {
    if (before.size === to) return before;
    const offsets = [...before.offsets];
    let { lines, size } = before;
    for (let at = before.size; at < to; at += CHUNK) {
      const chunk = await this.#logs.read(task, at, Math.min(at + CHUNK, to));
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, end + 1)) {
        if (lines % LINES_BETWEEN === 0) offsets.push(size);
        lines += 1;
        size = at + end + 1;
      }
    }
    return { size, lines, offsets };
  }
}
