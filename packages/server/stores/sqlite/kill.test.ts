import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { event, executionNamed } from '../../ports/testing/examples.ts';
import { openSqliteStore } from './store.ts';

const APPENDER = fileURLToPath(new URL('./testing/append-until-killed.ts', import.meta.url));

/**
 * Runs the appending process and kills it without warning once it has told of `count` appends.
 *
 * @returns the highest version that was acknowledged, by execution: also what was told in its last moments.
 */
async function appendUntilKilled(
  file: string,
  prefix: string,
  count: number,
): Promise<ReadonlyMap<string, number>> {
  const child = spawn(process.execPath, ['--import', 'tsx', APPENDER, file, prefix], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acknowledged = new Map<string, number>();
  let told = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [name = '', version = ''] = line.split(' ');
    acknowledged.set(name, Number(version));
    told += 1;
    if (told === count) child.kill('SIGKILL');
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

describe('a process that is killed while it appends', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reprise-kill-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('leaves every append that was acknowledged, whole, and nothing torn', async () => {
    const file = join(folder, 'reprise.db');
    const acknowledged = new Map<string, number>();
    for (const count of [1, 333, 2_000]) {
      const killed = await appendUntilKilled(file, `after-${count}`, count);
      for (const [name, version] of killed) acknowledged.set(name, version);
    }
    expect(acknowledged.size).toBeGreaterThan(40);

    const migrations = new URL('./migrations/', import.meta.url);
    const store = await openSqliteStore({ file, migrations });
    for (const [name, version] of acknowledged) {
      const stream = await store.executions.load(executionNamed(name));
      expect(stream?.version).toBeGreaterThanOrEqual(version);
      const whole = Array.from({ length: stream?.version ?? 0 }, (_, n) =>
        event(`entry ${n + 1} of ${name}`),
      );
      expect(stream?.events).toEqual(whole);
    }
    await store.close();
  });
});
