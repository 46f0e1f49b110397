import { LOG_RANGE_LIMIT } from '@reprise/api';
import type { Client } from '@reprise/api/client';
import { valueOf } from '../command-error.ts';

/** One line that a step printed. `ERROR` is its standard error. */
export interface LogLine {
  readonly level: 'INFO' | 'ERROR';
  readonly time: string;
  readonly out: string;
}

const LINE_END = 10;

/** Reads the logs of one execution's steps as they grow: each line once, whole. */
export class LogReader {
  readonly #client: Client;
  readonly #execution: string;
  /** By node and attempt: how many bytes were given out as whole lines. */
  readonly #read = new Map<string, number>();

  constructor(client: Client, execution: string) {
    this.#client = client;
    this.#execution = execution;
  }

  /** The lines that were added since the last call, a piece at a time: a log may be larger than memory. */
  async *next(node: string, attempt: number): AsyncGenerator<readonly LogLine[], void, undefined> {
    const key = `${node} ${attempt}`;
    for (;;) {
      const from = this.#read.get(key) ?? 0;
      const { bytes, size } = await this.#range(node, attempt, from, from + LOG_RANGE_LIMIT);
      const whole = wholeLines(bytes);
      if (whole === 0) return;
      this.#read.set(key, from + whole);
      yield parseLines(bytes.subarray(0, whole));
      if (from + whole >= size) return;
    }
  }

  /** Whether everything up to `size` bytes was given out. */
  has(node: string, attempt: number, size: number): boolean {
    return (this.#read.get(`${node} ${attempt}`) ?? 0) >= size;
  }

  /** The last lines, at most `count`, from the last 64 KiB of the log. */
  async tail(node: string, attempt: number, count: number): Promise<readonly LogLine[]> {
    const { size } = await this.#range(node, attempt, 0, 0);
    const from = Math.max(0, size - 65_536);
    const { bytes } = await this.#range(node, attempt, from, size);
    const start = from === 0 ? 0 : bytes.indexOf(LINE_END) + 1;
    return parseLines(bytes.subarray(start)).slice(-count);
  }

  async #range(node: string, attempt: number, from: number, to: number) {
    const { bytes, headers } = valueOf(
      await this.#client.readLog({
        path: { execution: this.#execution },
        query: { node, attempt, from, to },
      }),
    );
    return { bytes, size: Number(headers.get('x-log-size') ?? 0) };
  }
}

/** How many bytes are whole lines. A piece as long as one answer may be, without any line end, is given out as it is. */
function wholeLines(bytes: Uint8Array): number {
  const end = bytes.lastIndexOf(LINE_END) + 1;
  return end === 0 && bytes.length >= LOG_RANGE_LIMIT ? bytes.length : end;
}

/** JSON lines as lines. One that is no such line is shown as it is: a log is never lost to its form. */
export function parseLines(bytes: Uint8Array): readonly LogLine[] {
  const text = new TextDecoder().decode(bytes);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [parseLine(line)]));
}

function parseLine(line: string): LogLine {
  try {
    const parsed: unknown = JSON.parse(line);
    if (isLine(parsed)) {
      return {
        level: parsed.level === 'ERROR' ? 'ERROR' : 'INFO',
        time: parsed.time,
        out: parsed.out,
      };
    }
  } catch {
    // Shown as it is.
  }
  return { level: 'INFO', time: '', out: line };
}

const isLine = (value: unknown): value is { level: unknown; time: string; out: string } =>
  typeof value === 'object' &&
  value !== null &&
  'level' in value &&
  'time' in value &&
  typeof value.time === 'string' &&
  'out' in value &&
  typeof value.out === 'string';
