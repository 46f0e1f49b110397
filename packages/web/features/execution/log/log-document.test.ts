import { describe, expect, it } from 'vitest';
import { LogDocument, type LogSource } from './log-document.ts';

/** A log in memory that grows when the test says so. */
class GrowingLog implements LogSource {
  bytes = new Uint8Array();
  reads = 0;

  add(outs: readonly string[]): number {
    const more = outs.map((out) => `${JSON.stringify({ level: 'INFO', time: '', out })}\n`);
    this.bytes = Buffer.concat([this.bytes, Buffer.from(more.join(''))]);
    return this.bytes.length;
  }

  async index() {
    const { length } = this.bytes;
    const ends = [...this.bytes.keys()].filter((at) => this.bytes[at] === 10);
    const starts = [0, ...ends.map((end) => end + 1)].slice(0, ends.length);
    const offsets = starts.filter((_, at) => at % 1_000 === 0);
    return { size: length, closed: false, lines: ends.length, offsets };
  }

  async read(from: number, to: number) {
    this.reads += 1;
    return this.bytes.slice(from, to);
  }
}

const numbered = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `line ${from + at}`);

/** Resolves when nothing is under way any more: all that a document waits for is in memory. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

function open(log: GrowingLog): LogDocument {
  return new LogDocument(
    log,
    () => {},
    (error) => {
      throw error;
    },
  );
}

async function textAt(document: LogDocument, at: number): Promise<string | undefined> {
  document.line(at);
  await settled();
  return document.line(at)?.text;
}

describe('a log of any length', () => {
  it('opens at its end without reading what comes before', async () => {
    const log = new GrowingLog();
    const document = open(log);
    document.grow(log.add(numbered(0, 5_500)));
    await settled();
    expect(document.lines).toBe(5_500);
    expect(await textAt(document, 5_499)).toBe('line 5499');
    expect(log.reads).toBe(1);
  });

  it('shows lines that come while it is open, over the ends of pages', async () => {
    const log = new GrowingLog();
    const document = open(log);
    document.grow(log.add(numbered(0, 999)));
    await settled();
    expect(await textAt(document, 998)).toBe('line 998');
    document.grow(log.add(numbered(999, 1_500)));
    await settled();
    expect(document.lines).toBe(2_499);
    expect(await textAt(document, 999)).toBe('line 999');
    expect(await textAt(document, 1_000)).toBe('line 1000');
    expect(await textAt(document, 2_498)).toBe('line 2498');
    expect(await textAt(document, 0)).toBe('line 0');
  });

  it('does not miss what came while it was being opened', async () => {
    const log = new GrowingLog();
    const document = open(log);
    document.grow(0);
    document.grow(log.add(numbered(0, 3)));
    await settled();
    expect(document.lines).toBe(3);
  });

  it('forgets what is out of view, and reads it again', async () => {
    const log = new GrowingLog();
    const document = open(log);
    document.grow(log.add(numbered(0, 40_000)));
    await settled();
    for (let at = 0; at < 40_000; at += 1_000) await textAt(document, at);
    expect(document.line(0)).toBeUndefined();
    expect(await textAt(document, 0)).toBe('line 0');
  });
});
