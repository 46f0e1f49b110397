import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
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
  pause,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

await describeOnPostgres('two servers on one PostgreSQL', onPostgres);

type Environment = Readonly<Record<string, string>>;

function onPostgres(databases: TestPostgres): void {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let environment: Environment;
  let one: ServerProcess;
  let other: ServerProcess;

  beforeEach(async () => {
    folder = await temporaryFolder();
    environment = {
      REPRISE_DATABASE_URL: await databases.createDatabase(),
      REPRISE_MASTER_KEY: randomBytes(32).toString('base64'),
      REPRISE_SHARED_LOGS: join(folder.path, 'logs'),
    };
    const start = (name: string) => startServer(join(folder.path, name), 0, environment);
    // At once: they make the schema in turns.
    [one, other] = await Promise.all([start('one'), start('other')]);
  });
  afterEach(async () => {
    await Promise.all([one.kill(), other.kill()]);
    await folder.remove();
  });

  /** Fails in its second stage until the file is there. */
  const mends = (marks: string, file: string): string =>
    shellPipeline('mend', {
      build: { compile: `echo compile >> '${marks}'; echo compiled` },
      ship: { push: `echo push >> '${marks}'; test -f '${file}'` },
    });

  test('a retry asked of both at once is one execution, which both show', async () => {
    const [marks, fixed] = [join(folder.path, 'marks'), join(folder.path, 'fixed')];
    await storePipeline(one.url, mends(marks, fixed));
    const first = await execute(other.url, 'mend');
    expect(await ended(one.url, first)).toBe('Failed');
    await writeFile(fixed, '');
    const answers = await Promise.all(
      [one, other, one, other].map(({ url }) => retry(url, 'mend', first, ['ship'])),
    );
    const bodies = await Promise.all(answers.map((answer) => answer.text()));
    const begun = answers.flatMap(({ status }, at) => (status === 200 ? [bodies[at] ?? ''] : []));
    expect(begun).toHaveLength(1);
    const retried = (JSON.parse(begun[0] ?? '') as ExecuteAnswer).data.planExecution.uuid;
    for (const body of bodies) expect(body).toContain(retried);
    for (const { url } of [one, other]) {
      expect(await ended(url, retried)).toBe('Success');
      expect((await logOf(url, retried, 'compile')).map(({ out }) => out)).toEqual(['compiled']);
    }
    expect(await linesOf(marks)).toEqual(['compile', 'push', 'push']);
  });

  test('when one is killed, the other goes on with what it began', async () => {
    const [marks, fixed] = [join(folder.path, 'marks'), join(folder.path, 'fixed')];
    await storePipeline(one.url, mends(marks, fixed));
    await storePipeline(one.url, rests(marks));
    const failed = await execute(one.url, 'mend');
    expect(await ended(one.url, failed)).toBe('Failed');
    const resting = await execute(one.url, 'rests');
    await one.kill();

    await writeFile(fixed, '');
    const answer = await retry(other.url, 'mend', failed, ['ship']);
    const retried = ((await answer.json()) as ExecuteAnswer).data.planExecution.uuid;
    expect(await ended(other.url, retried)).toBe('Success');
    expect((await logOf(other.url, retried, 'compile')).map(({ out }) => out)).toEqual([
      'compiled',
    ]);
    expect(await ended(other.url, resting)).toBe('Success');
    expect((await detail(other.url, resting)).pipelineExecutionSummary.status).toBe('Success');
    expect(await linesOf(marks)).toContain('rested');
  });

  test('one that is killed and comes back finds the step that runs on, which ran once', async () => {
    const [marks, go] = [join(folder.path, 'marks'), join(folder.path, 'go')];
    const script = `echo ran >> '${marks}'; until test -f '${go}'; do sleep 0.1; done; echo done`;
    await storePipeline(one.url, shellPipeline('long', { only: { wait: script } }));
    const execution = await execute(one.url, 'long');
    while ((await linesOf(marks)).length === 0) await pause(20);
    await one.kill();
    one = await startServer(join(folder.path, 'one'), 0, environment);
    await writeFile(go, '');
    expect(await ended(other.url, execution)).toBe('Success');
    expect((await logOf(other.url, execution, 'wait')).map(({ out }) => out)).toEqual(['done']);
    expect(await linesOf(marks)).toEqual(['ran']);
  });

  test('no server that keeps its logs to itself works beside them', () => {
    const { REPRISE_SHARED_LOGS: _, ...alone } = environment;
    const third = serve(join(folder.path, 'third'), alone);
    expect(third.status).toBe(1);
    expect(third.stderr).toContain('REPRISE_SHARED_LOGS');
  });

  test.each([
    ['REPRISE_MASTER_KEY', 'the same REPRISE_MASTER_KEY'],
    ['REPRISE_DATABASE_URL', 'share a PostgreSQL database, too'],
  ])('none starts without %s, and it says why', (missing, why) => {
    const third = serve(join(folder.path, 'third'), { ...environment, [missing]: '' });
    expect(third.status).toBe(1);
    expect(third.stderr).toContain(why);
    expect(third.stderr).not.toMatch(/^\s+at /m);
  });
}

/** Waits without a process of its own, and then runs a step. */
const rests = (marks: string): string => `pipeline:
  identifier: rests
  name: rests
  orgIdentifier: default
  projectIdentifier: default_project
  stages:
    - stage:
        identifier: only
        name: only
        type: Custom
        spec:
          execution:
            steps:
              - step: {identifier: rest, name: rest, type: Wait, spec: {duration: 10s}}
              - step:
                  identifier: mark
                  name: mark
                  type: ShellScript
                  spec: {shell: Bash, source: {type: Inline, spec: {script: "echo rested >> '${marks}'"}}}
`;

const serve = (data: string, environment: Environment) =>
  spawnSync(process.execPath, [BUNDLE, 'server', '--port', '0', '--data', data], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
