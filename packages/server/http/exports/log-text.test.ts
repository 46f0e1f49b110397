import { expect, it } from 'vitest';
import { textOfLog } from './log-text.ts';

async function text(pieces: readonly Buffer[], longest?: number): Promise<string> {
  async function* given() {
    yield* pieces;
  }
  const all: Uint8Array[] = [];
  for await (const piece of textOfLog(given(), longest)) all.push(piece);
  return Buffer.concat(all).toString();
}
const line = (out: string): string =>
  `${JSON.stringify({ level: 'INFO', time: '2026-11-21T20:00:00Z', out })}\n`;

it('a log is read as lines of time, level and text, wherever its bytes are cut', async () => {
  const bytes = Buffer.from(`${line('über 🛒')}${line('ended\r\n')}no line\n{"out":1}`);
  const whole =
    '2026-11-21T20:00:00Z INFO über 🛒\n2026-11-21T20:00:00Z INFO ended\nno line\n{"out":1}\n';
  expect(await text([bytes])).toBe(whole);
  expect(await text([...bytes].map((one) => Buffer.from([one])))).toBe(whole);
  expect(await text([])).toBe('');
});

it('a log that is too long says where it was cut', async () => {
  const read = await text([Buffer.from(line('a')), Buffer.from(line('b'))], 10);
  expect(read).toContain('INFO a\n');
  expect(read).toContain('goes on after 10 bytes');
  expect(read).not.toContain('INFO b');
});
