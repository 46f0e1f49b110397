import { asTaskId } from '@reprise/core';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { LINES_BETWEEN, LineIndexes } from './line-indexes.ts';

const TASK = asTaskId('execution/node/1');

/** A log in memory that counts the bytes that were read of it. */
class CountedLog {
  text = '';
  counted = 0;
  readonly read = async (_: unknown, from: number, to: number): Promise<Uint8Array> => {
    this.counted += to - from;
    return new TextEncoder().encode(this.text.slice(from, to));
  };
}

/** The lines as one reads them off the whole text. */
function expected(text: string) {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const lines = whole.split('\n').slice(0, -1);
  const starts: number[] = [];
  let at = 0;
  for (const line of lines) {
    starts.push(at);
    at += line.length + 1;
  }
  const offsets = starts.filter((_, number) => number % LINES_BETWEEN === 0);
  return { size: whole.length, lines: lines.length, offsets };
}

it('the lines of a log are those of its text, in however many pieces it came', async () => {
  const piece = fc.oneof(
    fc.constantFrom('', '\n', 'half a line', 'one\n', 'one\ntwo\n'),
    fc.nat(2_500).map((count) => '.\n'.repeat(count)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
      const log = new CountedLog();
      const indexes = new LineIndexes(log);
      for (const each of pieces) {
        log.text += each;
        expect(await indexes.of(TASK, log.text.length)).toEqual(expected(log.text));
      }
    }),
  );
});

it('what was looked through is not read again, but for a line that had not ended', async () => {
  const log = new CountedLog();
  const indexes = new LineIndexes(log);
  log.text = 'one\ntwo\nhal';
  await indexes.of(TASK, 11);
  expect(log.counted).toBe(11);
  log.text += 'f\n';
  expect(await indexes.of(TASK, 13)).toMatchObject({ lines: 3, size: 13 });
  expect(log.counted).toBe(16);
  await indexes.of(TASK, 13);
  expect(log.counted).toBe(16);
});

it('a log longer than one reading is counted to its end', async () => {
  const log = new CountedLog();
  log.text = `${'x'.repeat(1_500_000)}\n${'y'.repeat(10)}\n`;
  const index = await new LineIndexes(log).of(TASK, log.text.length);
  expect(index).toMatchObject({ lines: 2, size: log.text.length });
});

it('a log that is shorter than it was is looked through anew', async () => {
  const log = new CountedLog();
  const indexes = new LineIndexes(log);
  log.text = 'one\ntwo\n';
  await indexes.of(TASK, 8);
  log.text = 'new\n';
  expect(await indexes.of(TASK, 4)).toMatchObject({ lines: 1, size: 4 });
});

it('many logs are forgotten again, the least used first', async () => {
  const log = new CountedLog();
  const indexes = new LineIndexes(log);
  log.text = 'one\n';
  const tasks = Array.from({ length: 300 }, (_, at) => asTaskId(`execution/node/${at + 1}`));
  for (const task of tasks) await indexes.of(task, 4);
  log.counted = 0;
  for (const task of tasks.slice(-100)) await indexes.of(task, 4);
  expect(log.counted).toBe(0);
  for (const task of tasks.slice(0, 1)) await indexes.of(task, 4);
  expect(log.counted).toBe(4);
});
