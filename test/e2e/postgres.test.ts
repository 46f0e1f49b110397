import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeOnPostgres } from '../../packages/server/stores/postgres/testing/describe-on-postgres.ts';
import type { TestPostgres } from '../../packages/server/stores/postgres/testing/server.ts';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import {
  detail,
  type ExecuteAnswer,
  ended,
  execute,
  logOf,
  retry,
  storePipeline,
} from './support/client.ts';
import {
  BUNDLE,
  linesOf,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

await describeOnPostgres('a server on PostgreSQL', onPostgres);

function onPostgres(databases: TestPostgres): void {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let environment: { readonly REPRISE_DATABASE_URL: string };
  let server: ServerProcess;
  const start = () => startServer(join(folder.path, 'data'), 0, environment);

  beforeEach(async () => {
    folder = await temporaryFolder();
    environment = { REPRISE_DATABASE_URL: await databases.createDatabase() };
    server = await start();
  });
  afterEach(async () => {
    await server.kill();
    await folder.remove();
  });

  test('runs a pipeline, is killed, starts again, and continues what had failed', async () => {
    const [marks, fixed] = [join(folder.path, 'marks'), join(folder.path, 'fixed')];
    const yaml = shellPipeline('mend', {
      build: { compile: `echo compile >> '${marks}'; echo compiled` },
      ship: { push: `echo push >> '${marks}'; test -f '${fixed}'` },
    });
    await storePipeline(server.url, yaml);
    const first = await execute(server.url, 'mend');
    expect(await ended(server.url, first)).toBe('Failed');
    expect(existsSync(join(folder.path, 'data', 'reprise.db'))).toBe(false);

    await server.kill();
    server = await start();
    expect((await detail(server.url, first)).pipelineExecutionSummary.status).toBe('Failed');
    await writeFile(fixed, '');
    const answer = await retry(server.url, 'mend', first, ['ship']);
    const retried = ((await answer.json()) as ExecuteAnswer).data.planExecution.uuid;
    expect(await ended(server.url, retried)).toBe('Success');
    expect(await linesOf(marks)).toEqual(['compile', 'push', 'push']);
    expect((await logOf(server.url, retried, 'compile')).map(({ out }) => out)).toEqual([
      'compiled',
    ]);
  });

  test('tells its address to no step', async () => {
    const yaml = shellPipeline('nosy', { a: { look: 'env | grep -c REPRISE_DATABASE; true' } });
    await storePipeline(server.url, yaml);
    const execution = await execute(server.url, 'nosy');
    expect(await ended(server.url, execution)).toBe('Success');
    expect((await logOf(server.url, execution, 'look')).map(({ out }) => out)).toEqual(['0']);
  });

  test('lets no second server work on its database', () => {
    const second = serve(join(folder.path, 'other'), environment.REPRISE_DATABASE_URL);
    expect(second.status).toBe(1);
    expect(second.stderr).toContain('Another Reprise server works on this PostgreSQL database');
    expect(second.stderr).not.toMatch(/^\s+at /m);
  });

  test.each([
    ['mysql://reprise:hunter2@127.0.0.1/reprise', 'It looks like postgres://'],
    ['postgres://reprise:hunter2@127.0.0.1:1/reprise', 'PostgreSQL cannot be reached'],
  ])('does not start on %s, and says why without the password', (url, why) => {
    const refused = serve(join(folder.path, 'other'), url);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain(why);
    expect(refused.stderr).not.toContain('hunter2');
  });
}

const serve = (data: string, url: string) =>
  spawnSync(process.execPath, [BUNDLE, 'server', '--port', '0', '--data', data], {
    encoding: 'utf8',
    env: { ...process.env, REPRISE_DATABASE_URL: url },
  });
