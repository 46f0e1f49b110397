import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireLock } from './lock.ts';
import { identityOf } from './process-identity.ts';

const base = mkdtempSync(join(tmpdir(), 'reprise-lock-'));
const contender = join(base, 'contender.mjs');

beforeAll(() => {
  buildSync({
    stdin: {
      contents: `import { acquireLock } from './lock.ts';
        console.log(acquireLock(process.argv[2]) ? 'won' : 'lost');
        setInterval(() => {}, 1000);`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: contender,
  });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Starts a process that tries to get the lock and then lives on. */
function contend(folder: string): {
  readonly child: ChildProcess;
  readonly answer: Promise<string>;
} {
  const child = spawn(process.execPath, [contender, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const answer = new Promise<string>((resolve) => {
    child.stdout.once('data', (text: Buffer) => resolve(text.toString().trim()));
  });
  return { child, answer };
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

describe('the lock of a work folder', () => {
  it('lets exactly one of many processes in, also after the one before was killed', async () => {
    const folder = mkdtempSync(join(base, 'race-'));
    for (let round = 0; round < 3; round += 1) {
      const contenders = Array.from({ length: 6 }, () => contend(folder));
      const answers = await Promise.all(contenders.map(({ answer }) => answer));
      expect(answers.filter((answer) => answer === 'won')).toHaveLength(1);
      await Promise.all(contenders.map(({ child }) => ended(child)));
    }
    expect(readdirSync(folder)).toEqual(['launcher-3.lock']);
  });

  it('is free when its owner is dead and another process has its number', () => {
    const folder = mkdtempSync(join(base, 'reused-'));
    const stale = { ...identityOf(process.pid), startTime: '1' };
    writeFileSync(join(folder, 'launcher-7.lock'), JSON.stringify(stale));
    expect(acquireLock(folder)).toBe(true);
    expect(readdirSync(folder)).toEqual(['launcher-8.lock']);
  });

  it('is free when its file is damaged', () => {
    const folder = mkdtempSync(join(base, 'damaged-'));
    writeFileSync(join(folder, 'launcher-1.lock'), '{"pid":');
    expect(acquireLock(folder)).toBe(true);
  });

  it('is not free while its owner lives', () => {
    const folder = mkdtempSync(join(base, 'held-'));
    expect(acquireLock(folder)).toBe(true);
    expect(acquireLock(folder)).toBe(false);
  });
});
