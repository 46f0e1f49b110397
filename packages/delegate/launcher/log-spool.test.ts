import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readSettings } from '../settings.ts';
import { LogSpool } from './log-spool.ts';

const base = mkdtempSync(join(tmpdir(), 'reprise-spool-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

async function logOf(name: string, limit: number, ...batches: readonly (readonly string[])[]) {
  const path = join(base, name);
  const spool = new LogSpool(path, () => undefined, limit);
  for (const lines of batches) spool.add('INFO', lines);
  await spool.close();
  const log = readFileSync(path, 'utf8');
  expect(spool.size).toBe(Buffer.byteLength(log));
  return log
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

it('a log takes lines up to its limit, in bytes and with their ends, and says that the rest is left out', async () => {
  const log = await logOf('cut', 12, ['12345', 'hällo'], ['never'], ['nor this']);
  expect(log).toMatchObject([
    { level: 'INFO', out: '12345' },
    { level: 'ERROR', out: expect.stringContaining('holds 12 bytes') },
  ]);
});

it('a log that comes just to its limit is whole', async () => {
  const log = await logOf('whole', 12, ['12345'], ['hallo']);
  expect(log).toMatchObject([{ out: '12345' }, { out: 'hallo' }]);
});

it('the limit is 25 MB until the delegate says otherwise', () => {
  expect(readSettings({}).logLimit).toBe(25 * 1024 * 1024);
  expect(readSettings({ REPRISE_LOG_LIMIT: '0.5' }).logLimit).toBe(512 * 1024);
  expect(() => readSettings({ REPRISE_LOG_LIMIT: 'much' })).toThrow('a number of megabytes');
});
