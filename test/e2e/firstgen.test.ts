import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readZip } from '../../packages/server/http/exports/testing/read-zip.ts';
import { describeOnPostgres } from '../../packages/server/stores/postgres/testing/describe-on-postgres.ts';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { ended, execute, storePipeline } from './support/client.ts';
import {
  CHECKOUT,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;

/** The documents that the page about FirstGen prints, word for word. */
async function printed(): Promise<readonly string[]> {
  const page = await readFile(join(CHECKOUT, 'docs/firstgen.md'), 'utf8');
  return [...page.matchAll(/```graphql\n(.*?)```/gs)].map(([, document = '']) => document);
}

interface Answer {
  readonly data: Readonly<Record<string, unknown>>;
  readonly errors?: unknown;
}

async function ask(document: string, execution: string): Promise<Answer> {
  const query = document.replaceAll('<pipelineExecutionId>', execution);
  const answer = await fetch(`${server.url}/gateway/api/graphql?accountId=default`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const body: Answer = JSON.parse(await answer.text());
  return body;
}

/** The execution that a resume began. */
function idOf({ data }: Answer): string {
  const { execution }: { execution: { id: string } } = JSON.parse(
    JSON.stringify(data['resumeExecution']),
  );
  return execution.id;
}

/** Answers how the execution ended. */
async function abort(execution: string): Promise<string> {
  const path = `/gateway/api/executions/${execution}?appId=default_project&routingId=default`;
  const aborted = await fetch(`${server.url}${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ executionInterruptType: 'ABORT_ALL' }),
  });
  expect(aborted.status).toBe(200);
  return ended(server.url, execution);
}

/** Fails in its third stage until the file is there. */
const shaky = (file: string): string =>
  shellPipeline(
    'shaky',
    { one: { a: 'true' } },
    { two: { b: 'true' } },
    { three: { c: `test -e '${file}'` } },
  );

describe('on the embedded database', () => {
  onDatabase(async () => ({}));
});

await describeOnPostgres('on PostgreSQL', (databases) => {
  onDatabase(async () => ({ REPRISE_DATABASE_URL: await databases.createDatabase() }));
});

function onDatabase(environment: () => Promise<Readonly<Record<string, string>>>): void {
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await startServer(join(folder.path, 'data'), 0, await environment());
  });
  afterEach(async () => {
    await server.terminate();
    await folder.remove();
  });

  it('the printed documents find the failed stage of an execution and resume it from there', async () => {
    const [see = '', resume = ''] = await printed();
    const file = join(folder.path, 'mended');
    await storePipeline(server.url, shaky(file));
    const execution = await execute(server.url, 'shaky');
    expect(await ended(server.url, execution)).toBe('Failed');

    const seen = await ask(see, execution);
    expect(seen.errors).toBeUndefined();
    expect(seen.data['execution']).toMatchObject({
      id: execution,
      status: 'FAILED',
      pipelineStageExecutions: [
        { pipelineStageName: 'STAGE 1', pipelineStepName: 'one', status: 'SUCCESS' },
        { pipelineStageName: 'STAGE 2', pipelineStepName: 'two', status: 'SUCCESS' },
        { pipelineStageName: 'STAGE 3', pipelineStepName: 'three', status: 'FAILED' },
      ],
    });

    await writeFile(file, '');
    const resumed = await ask(resume, execution);
    expect(resumed.errors).toBeUndefined();
    expect(resumed.data['resumeExecution']).toMatchObject({
      execution: { id: expect.any(String) },
    });
    expect(await ended(server.url, idOf(resumed))).toBe('Success');
    const before = await ask(see, execution);
    expect(before.data['execution']).toMatchObject({ status: 'RESUMED' });
  });

  it('a list of executions narrows by all that FirstGen has and this server knows', async () => {
    await storePipeline(server.url, shaky(join(folder.path, 'never')));
    const [first, second] = [
      await execute(server.url, 'shaky'),
      await execute(server.url, 'shaky'),
    ];
    for (const execution of [first, second]) await ended(server.url, execution);
    const filters = `[
      {execution: {operator: IN, values: ["${first}", "${second}", "none"]}},
      {application: {operator: EQUALS, values: "default_project"}},
      {pipeline: {operator: EQUALS, values: ["shaky"]}},
      {status: {operator: NOT_IN, values: [SUCCESS, RUNNING]}},
      {pipeline: {operator: LIKE, values: "HAK"}, service: {operator: NOT_IN, values: ["shop"]}},
      {duration: {operator: LESS_THAN, values: 3600000}},
      {startTime: {operator: AFTER, value: 1643285847000}, endTime: {operator: BEFORE, value: "9999999999999"}}
    ]`;
    const listed = await ask(`{ executions(filters: ${filters}) { nodes { id } } }`, first);
    expect(listed.data).toEqual({ executions: { nodes: [{ id: second }, { id: first }] } });
    const tag = '[{tag: {entityType: DEPLOYMENT, tags: {name: "none"}}}]';
    const untagged = await ask(`{ executions(filters: ${tag}) { pageInfo { total } } }`, first);
    expect(untagged.data).toEqual({ executions: { pageInfo: { total: 0 } } });
    const nobody = '[{triggeredBy: {operator: IN, values: ["nobody"]}}]';
    const none = await ask(`{ executions(filters: ${nobody}) { pageInfo { total } } }`, first);
    expect(none.data).toEqual({ executions: { pageInfo: { total: 0 } } });
  });

  it('the printed export packs what ran, with its logs', async () => {
    const [, , pack = ''] = await printed();
    await storePipeline(server.url, shellPipeline('says', { one: { a: 'echo hello; exit 3' } }));
    const execution = await execute(server.url, 'says');
    expect(await ended(server.url, execution)).toBe('Failed');
    const { data, errors } = await ask(pack, execution);
    expect(errors).toBeUndefined();
    expect(data['exportExecutions']).toMatchObject({ status: 'READY', totalExecutions: 1 });
    const link = /"downloadLink":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? '';
    const archive = await fetch(link);
    const files = readZip(Buffer.from(await archive.arrayBuffer()));
    const log = Object.entries(files).find(([name]) => name.endsWith('.log'))?.[1];
    expect(log).toMatch(/^\d{4}-\S+ INFO hello$/m);
    expect(Object.keys(files).join()).toContain(execution);
  });

  it('what runs is aborted by the call that FirstGen’s programs know, and resumed then', async () => {
    const [, resume = ''] = await printed();
    const yaml = shellPipeline('long', { a: { one: 'true' } }, { b: { two: 'sleep 600' } });
    await storePipeline(server.url, yaml);
    const execution = await execute(server.url, 'long');
    expect(await abort(execution)).toBe('Aborted');
    const again = await ask(resume.replace('STAGE 3', 'STAGE 1'), execution);
    expect(again.errors).toBeUndefined();
    expect(await abort(idOf(again))).toBe('Aborted');
  });
}
