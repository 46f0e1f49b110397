import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
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

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(join(folder.path, 'data'));
});
afterAll(async () => {
  await server.terminate();
  await folder.remove();
});

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

/** Fails in its third stage until the file is there. */
const shaky = (file: string): string =>
  shellPipeline(
    'shaky',
    { one: { a: 'true' } },
    { two: { b: 'true' } },
    { three: { c: `test -e '${file}'` } },
  );

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
  expect(resumed.data['resumeExecution']).toMatchObject({ execution: { id: expect.any(String) } });
  expect(await ended(server.url, idOf(resumed))).toBe('Success');
  const before = await ask(see, execution);
  expect(before.data['execution']).toMatchObject({ status: 'RESUMED' });
});
