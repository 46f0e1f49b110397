import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { FifoPool } from './fifo-pool.ts';
import { maskingFilter } from './line-filter.ts';
import { LogSpool } from './log-spool.ts';
import { StepOutput } from './step-output.ts';

const base = mkdtempSync(join(tmpdir(), 'reprise-output-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const BYTES = 8 * 1024 * 1024;

describe('the output of a step', () => {
  it('waits in the step, not in the launcher, while the disk takes nothing', async () => {
    // A pipe nobody reads is a disk that takes nothing.
    const disk = join(base, 'disk');
    execFileSync('mkfifo', [disk]);
    const head = openSync(disk, constants.O_RDONLY | constants.O_NONBLOCK);
    const pool = new FifoPool(mkdtempSync(join(base, 'pipes-')));
    const [stdout, stderr] = [await pool.toRead(), await pool.toRead()];
    const spool = new LogSpool(disk, () => undefined);
    const output = new StepOutput(
      { out: stdout.read, error: stderr.read },
      spool,
      maskingFilter([]),
    );
    const step = spawn('head', ['-c', String(BYTES), '/dev/zero'], {
      stdio: ['ignore', stdout.write, stderr.write],
    });
    closeSync(stdout.write);
    closeSync(stderr.write);
    await delay(500);
    expect(step.exitCode).toBe(null);

    let log = '';
    while (step.exitCode === null) {
      log += readAll(head);
      await delay(1);
    }
    const finished = output.finish();
    while (!(await isSettled(finished))) log += readAll(head);
    log += readAll(head);
    const zeros = log.split('\\u0000').length - 1;
    expect(zeros).toBe(BYTES);
    expect(spool.error).toBe(null);
    closeSync(head);
  });

  it.each([
    ['the last line that is not blank', undefined, 'Check your rights.'],
    ['the first line with the mark of errors', 'fatal:', 'fatal: no such repository'],
    ['the last line, where none has the mark', 'panic:', 'Check your rights.'],
  ])('has as its hint %s', async (_, mark, hint) => {
    const pool = new FifoPool(mkdtempSync(join(base, 'pipes-')));
    const [stdout, stderr] = [await pool.toRead(), await pool.toRead()];
    const spool = new LogSpool(join(base, `${mark}.log`), () => undefined);
    const from = { out: stdout.read, error: stderr.read };
    const output = new StepOutput(from, spool, maskingFilter([]), mark);
    const said = 'warning: x\nfatal: no such repository\nfatal: gave up\n\nCheck your rights.\n\n';
    writeSync(stderr.write, said);
    closeSync(stdout.write);
    closeSync(stderr.write);
    await output.finish();
    expect(output.lastError).toBe(hint);
  });
});

const isSettled = (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([work.then(() => true), delay(1, false)]);

/** Reads all that is there just now. */
function readAll(fd: number): string {
  const buffer = Buffer.alloc(64 * 1024);
  let text = '';
  try {
    for (let size = 1; size > 0; ) {
      size = readSync(fd, buffer);
      text += buffer.toString('latin1', 0, size);
    }
  } catch {
    // Nothing more: the pipe would block.
  }
  return text;
}
