import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventsOfLines } from './log-events.ts';

async function eventsOf(chunks: readonly Uint8Array[]): Promise<string> {
  async function* given() {
    yield* chunks;
  }
  const events: string[] = [];
  for await (const event of eventsOfLines(given())) events.push(event);
  return events.join('');
}

const END = 'event: error\ndata: eof\n\n';

describe('a log as events', () => {
  it('has one event for each line, and the end', async () => {
    const bytes = new TextEncoder().encode('{"out":"a"}\n{"out":"b"}\n');
    expect(await eventsOf([bytes])).toBe(`data: {"out":"a"}\n\ndata: {"out":"b"}\n\n${END}`);
  });

  it('of nothing is only the end', async () => {
    expect(await eventsOf([])).toBe(END);
  });

  it('is the same wherever the bytes are cut, in the middle of a letter too', async () => {
    const line = fc.string({ unit: 'grapheme' }).map((out) => JSON.stringify({ out }));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
        const bytes = new TextEncoder().encode(lines.map((one) => `${one}\n`).join(''));
        const places = cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b);
        const chunks = [...places, bytes.length].map((end, at) =>
          bytes.slice(places[at - 1] ?? 0, end),
        );
        expect(await eventsOf(chunks)).toBe(await eventsOf([bytes]));
      }),
    );
  });
});
