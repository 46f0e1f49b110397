import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shellPipeline, sideBySide } from '../../packages/server/testing/shell-pipelines.ts';
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
  linesOf,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let marks: string;
let fixed: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  marks = join(folder.path, 'marks');
  fixed = join(folder.path, 'fixed');
  server = await startServer(join(folder.path, 'data'));
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

const mark = (name: string): string => `echo ${name} >> '${marks}'; echo said ${name}`;
const untilFixed = (name: string): string => `${mark(name)}; test -f '${fixed}'`;

async function retried(
  pipeline: string,
  execution: string,
  stages: readonly string[],
  all = true,
): Promise<string> {
  const answer = await retry(server.url, pipeline, execution, stages, all);
  expect(answer.status).toBe(200);
  return uuidOf(answer);
}

async function uuidOf(answer: Response): Promise<string> {
  const body: ExecuteAnswer = JSON.parse(await answer.text());
  return body.data.planExecution.uuid;
}

interface Refused {
  readonly code: string;
  readonly message: string;
}

async function refusal(pipeline: string, execution: string, stage: string): Promise<Refused> {
  const answer = await retry(server.url, pipeline, execution, [stage]);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  const body: Refused = JSON.parse(await answer.text());
  return body;
}

describe('a failed pipeline is mended and continued', () => {
  test('each earlier stage ran exactly once, and its log and status are still there', async () => {
    const yaml = shellPipeline('mend', {
      build: { compile: mark('compile') },
      check: { look: mark('look') },
      ship: { push: untilFixed('push') },
      tell: { all: mark('all') },
    });
    await storePipeline(server.url, yaml);
    const first = await execute(server.url, 'mend');
    expect(await ended(server.url, first)).toBe('Failed');
    await writeFile(fixed, '');
    const second = await retried('mend', first, ['ship']);
    expect(await ended(server.url, second)).toBe('Success');
    expect(await linesOf(marks)).toEqual(['compile', 'look', 'push', 'push', 'all']);
    const statuses = Object.values((await detail(server.url, second)).executionGraph.nodeMap);
    const compile = statuses.find(({ identifier }) => identifier === 'compile');
    expect(compile?.status).toBe('Success');
    const log = await logOf(server.url, second, 'compile');
    expect(log.map(({ out }) => out)).toEqual(['said compile']);
    expect((await detail(server.url, first)).pipelineExecutionSummary.status).toBe('Failed');
  });

  test('of a parallel group only the failed member runs again, or all of it', async () => {
    const yaml = shellPipeline(
      'fork',
      { build: { compile: mark('compile') } },
      sideBySide({ left: { l: mark('l') }, right: { r: untilFixed('r') } }),
      { end: { e: mark('e') } },
    );
    await storePipeline(server.url, yaml);
    const first = await execute(server.url, 'fork');
    expect(await ended(server.url, first)).toBe('Failed');
    const second = await retried('fork', first, ['right'], false);
    expect(await ended(server.url, second)).toBe('Failed');
    await writeFile(fixed, '');
    const third = await retried('fork', second, ['right'], true);
    expect(await ended(server.url, third)).toBe('Success');
    const counts: Record<string, number> = {};
    for (const line of await linesOf(marks)) counts[line] = (counts[line] ?? 0) + 1;
    expect(counts).toEqual({ compile: 1, l: 2, r: 3, e: 1 });
  });

  test('a second retry of the same execution is told which one won', async () => {
    await storePipeline(server.url, shellPipeline('twice', { a: { one: untilFixed('one') } }));
    const first = await execute(server.url, 'twice');
    expect(await ended(server.url, first)).toBe('Failed');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => retry(server.url, 'twice', first, ['a'])),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const [winner] = await Promise.all(won.map(async (answer) => uuidOf(answer)));
    for (const lost of answers.filter(({ status }) => status !== 200)) {
      const body: Refused = JSON.parse(await lost.text());
      expect(body.code).toBe('ALREADY_RETRIED');
      expect(body.message).toContain(winner);
    }
  });

  test('a retry that the rules refuse says why', async () => {
    await storePipeline(
      server.url,
      shellPipeline('good', {
        a: { one: mark('one') },
        b: { two: untilFixed('two') },
        c: { three: mark('three') },
      }),
    );
    const failed = await execute(server.url, 'good');
    await ended(server.url, failed);
    expect(await refusal('good', failed, 'c')).toMatchObject({ code: 'STAGE_NOT_STARTED' });
    expect(await refusal('good', failed, 'nope')).toMatchObject({ code: 'STAGE_NOT_FOUND' });
    await writeFile(fixed, '');
    const succeeded = await retried('good', failed, ['b']);
    expect(await ended(server.url, succeeded)).toBe('Success');
    expect(await refusal('good', succeeded, 'a')).toMatchObject({ code: 'STATUS_NOT_RETRYABLE' });
  });
});
