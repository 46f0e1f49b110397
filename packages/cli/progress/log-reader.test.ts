import { createClient } from '@reprise/api/client';
import { describe, expect, it } from 'vitest';
import { LogReader, parseLines } from './log-reader.ts';

const line = (out: string, level = 'INFO'): string =>
  `${JSON.stringify({ level, time: '2026-11-21T00:00:00.000Z', out })}\n`;

/** A client of a server that has this one log; `log` may grow. */
function serving(log: { text: string }) {
  const client = createClient({
    baseUrl: 'http://reprise.test',
    fetch: async (request) => {
      const query = new URL(request.url).searchParams;
      const bytes = new TextEncoder().encode(log.text);
      const range = bytes.slice(Number(query.get('from')), Number(query.get('to')));
      return new Response(range, { headers: { 'x-log-size': String(bytes.length) } });
    },
  });
  return new LogReader(client, 'e');
}

async function outs(reader: LogReader): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const lines of reader.next('n', 1)) all.push(...lines.map(({ out }) => out));
  return all;
}

describe('reading a log that grows', () => {
  it('gives each line once', async () => {
    const log = { text: line('one') };
    const reader = serving(log);
    expect(await outs(reader)).toEqual(['one']);
    log.text += line('two') + line('three');
    expect(await outs(reader)).toEqual(['two', 'three']);
    expect(await outs(reader)).toEqual([]);
  });

  it('holds a line back until all of it is there, also when it is cut inside a character', async () => {
    const whole = line('grüße 🚀');
    const log = { text: whole.slice(0, -8) };
    const reader = serving(log);
    expect(await outs(reader)).toEqual([]);
    log.text = whole;
    expect(await outs(reader)).toEqual(['grüße 🚀']);
  });

  it('reads a log that is larger than one answer', async () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => `line ${index}`);
    const reader = serving({ text: lines.map((text) => line(text)).join('') });
    expect(await outs(reader)).toEqual(lines);
  });

  it('gives the last lines of a long log', async () => {
    const lines = Array.from({ length: 5_000 }, (_, index) => line(`line ${index}`));
    const tail = await serving({ text: lines.join('') }).tail('n', 1, 2);
    expect(tail.map(({ out }) => out)).toEqual(['line 4998', 'line 4999']);
  });

  it('shows what is no JSON as it is', () => {
    const bytes = new TextEncoder().encode(`not json\n{"out":3}\n${line('fine', 'ERROR')}`);
    expect(parseLines(bytes).map(({ level, out }) => [level, out])).toEqual([
      ['INFO', 'not json'],
      ['INFO', '{"out":3}'],
      ['ERROR', 'fine'],
    ]);
  });
});
