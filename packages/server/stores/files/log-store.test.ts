import { mkdtemp, readdir, readlink, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { asTaskId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeLogStore } from '../../ports/log-store.contract.ts';
import { logPath } from './log-path.ts';
import { type FileLogStore, openFileLogStore } from './log-store.ts';

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'reprise-logs-'));

describeLogStore('file', async () => {
  const folder = await temporaryFolder();
  const opened: FileLogStore[] = [];
  const open = () => {
    const logs = openFileLogStore(join(folder, 'logs'));
    opened.push(logs);
    return logs;
  };
  return {
    logs: open(),
    reopen: open,
    remove: async () => {
      await Promise.all(opened.map((logs) => logs.release()));
      await rm(folder, { recursive: true });
    },
  };
});

describe('logs in a folder that several servers share', () => {
  const TASK = asTaskId('execution/pipeline.stages.build/1');
  const text = async (logs: FileLogStore, size: number) =>
    new TextDecoder().decode(await logs.read(TASK, 0, size));
  const bytes = (of: string): Uint8Array => new TextEncoder().encode(of);
  let folder: string;
  let writer: FileLogStore;
  let reader: FileLogStore;
  beforeEach(async () => {
    folder = await temporaryFolder();
    writer = openFileLogStore(folder, { shared: true });
    reader = openFileLogStore(folder, { shared: true });
  });
  afterEach(async () => {
    await Promise.all([writer.release(), reader.release()]);
    await rm(folder, { recursive: true });
  });

  test('are read as they grow, and known as closed, by those who do not write them', async () => {
    expect(await reader.stat(TASK)).toBeNull();
    await writer.append(TASK, 0, bytes('one '));
    expect(await reader.stat(TASK)).toEqual({ size: 4, closed: false });
    await writer.append(TASK, 4, bytes('two'));
    expect(await reader.stat(TASK)).toEqual({ size: 7, closed: false });
    expect(await text(reader, 7)).toBe('one two');
    await writer.close(TASK);
    expect(await reader.stat(TASK)).toEqual({ size: 7, closed: true });
  });

  test('are told to watchers although nobody here writes them, until they leave', async () => {
    const told = await new Promise<boolean>((resolve) => {
      const stop = reader.watch(TASK, () => {
        stop();
        resolve(true);
      });
    });
    expect(told).toBe(true);
  });
});

describe('the files of logs', () => {
  const TASK = asTaskId('execution/pipeline.stages.build/1');
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => rm(folder, { recursive: true }));

  test.each(['../../x/1', '/etc/passwd', 'a/../../../b', '\0', '..', 'a\\..\\..\\b/1'])(
    'lie two levels below the root, whatever the id says: %j',
    (id) => {
      const { file, closedMark } = logPath(folder, asTaskId(id));
      for (const path of [file, closedMark]) {
        expect(relative(folder, path)).toMatch(/^[\w-]*\.[0-9a-f]{24}\/[\w-]*\.[0-9a-f]{24}\.\w+$/);
      }
    },
  );

  test('are told by their name to a person who looks for a step', () => {
    const { file } = logPath('/logs', TASK);
    expect(file).toMatch(/^\/logs\/execution\.\w{24}\/pipeline-stages-build-1\.\w{24}\.log$/);
  });

  test('can be read by nobody but the server', async () => {
    const logs = openFileLogStore(folder);
    await logs.append(TASK, 0, bytes('secretive'));
    await logs.close(TASK);
    const path = logPath(folder, TASK);
    const modes = await Promise.all(
      [path.folder, path.file, path.closedMark].map(
        async (each) => (await stat(each)).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  test('that a crash cut in the middle of an append go on where they end', async () => {
    const before = openFileLogStore(folder);
    await before.append(TASK, 0, bytes('{"out":"one"}\n{"out":"two"}\n'));
    await before.release();
    await truncate(logPath(folder, TASK).file, 20);
    const logs = openFileLogStore(folder);
    expect(await logs.append(TASK, 28, bytes('{"out":"three"}\n'))).toBe(20);
    expect(await logs.append(TASK, 14, bytes('{"out":"two"}\n{"out":"three"}\n'))).toBe(44);
    const text = new TextDecoder().decode(await logs.read(TASK, 0, 100));
    expect(text).toBe('{"out":"one"}\n{"out":"two"}\n{"out":"three"}\n');
    await logs.release();
  });

  test.runIf(process.platform === 'linux')(
    'of a thousand tasks need no thousand descriptors (counted in /proc)',
    async () => {
      const logs = openFileLogStore(folder);
      const tasks = Array.from({ length: 1_000 }, (_, n) => asTaskId(`e/node/${n}`));
      for (const task of tasks) await logs.append(task, 0, bytes('line\n'));
      expect(await openFilesUnder(folder)).toBeLessThanOrEqual(128);
      await logs.release();
      expect(await openFilesUnder(folder)).toBe(0);
    },
  );
});

/** How many descriptors of this process lead below `folder`. */
async function openFilesUnder(folder: string): Promise<number> {
  const descriptors = await readdir('/proc/self/fd');
  const targets = await Promise.all(
    descriptors.map((each) => readlink(join('/proc/self/fd', each)).catch(() => '')),
  );
  return targets.filter((target) => target.startsWith(folder)).length;
}
