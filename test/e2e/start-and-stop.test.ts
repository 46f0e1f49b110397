import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identityOf, isAlive } from '../../packages/delegate/launcher/process-identity.ts';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { detail, ended, execute, storePipeline } from './support/client.ts';
import {
  BUNDLE,
  linesOf,
  pause,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string;
let server: ServerProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, 'data');
  server = await startServer(data);
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

describe('starting and stopping', () => {
  test('a start says the address, the data folder and how to run a first pipeline', () => {
    expect(server.output()).toContain(server.url);
    expect(server.output()).toContain(data);
    expect(server.output()).toContain('reprise run');
  });

  test('healthz and readyz answer', async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  });

  test('a second start on the same data folder is refused, with what to do', () => {
    const second = spawnSync(process.execPath, [BUNDLE, 'server', '--port', '0', '--data', data], {
      encoding: 'utf8',
    });
    expect(second.status).toBe(1);
    expect(second.stderr).toContain('is in use by another Reprise server');
    expect(second.stderr).toContain('--data');
    expect(second.stderr).not.toMatch(/^\s+at /m);
  });

  test('a port that is taken is a clear error', () => {
    const { port } = new URL(server.url);
    const second = spawnSync(
      process.execPath,
      [BUNDLE, 'server', '--port', port, '--data', join(folder.path, 'other')],
      { encoding: 'utf8' },
    );
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(port);
    expect(second.stderr).toContain('--port');
  });

  test('SIGTERM ends it with 0, and what was running goes on at the next start', async () => {
    const marks = join(folder.path, 'marks');
    await storePipeline(
      server.url,
      shellPipeline('slow', {
        a: { one: `echo one >> '${marks}'; sleep 1` },
        b: { two: `echo two >> '${marks}'` },
      }),
    );
    const execution = await execute(server.url, 'slow');
    while ((await linesOf(marks)).length === 0) await pause(10);
    expect(await server.terminate()).toBe(0);
    server = await startServer(data);
    expect(await ended(server.url, execution)).toBe('Success');
    expect(await linesOf(marks)).toEqual(['one', 'two']);
  });

  test('an abort ends the whole process group of a step', async () => {
    const marks = join(folder.path, 'marks');
    await storePipeline(
      server.url,
      shellPipeline('stubborn', {
        a: { one: `sleep 600 & echo $! > '${marks}.new'; mv '${marks}.new' '${marks}'; wait` },
      }),
    );
    const execution = await execute(server.url, 'stubborn');
    while ((await linesOf(marks)).length === 0) await pause(10);
    const child = identityOf(Number((await linesOf(marks))[0]));
    expect(isAlive(child)).toBe(true);
    const aborted = await fetch(
      `${server.url}/pipeline/api/pipeline/execute/interrupt/${execution}?accountIdentifier=default&orgIdentifier=default&projectIdentifier=default_project&interruptType=AbortAll`,
      { method: 'PUT' },
    );
    expect(aborted.status).toBe(200);
    expect(await ended(server.url, execution)).toBe('Aborted');
    while (isAlive(child)) await pause(10);
  });

  test('everything is still there after a restart', async () => {
    await storePipeline(server.url, shellPipeline('kept', { a: { one: 'echo kept' } }));
    const execution = await execute(server.url, 'kept');
    await ended(server.url, execution);
    await server.terminate();
    server = await startServer(data);
    expect((await detail(server.url, execution)).pipelineExecutionSummary.status).toBe('Success');
  });
});
