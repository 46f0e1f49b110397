import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { detail, ended, execute, logOf, storePipeline } from './support/client.ts';
import {
  linesOf,
  pause,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string;
let marks: string;
let server: ServerProcess;

beforeEach(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, 'data');
  marks = join(folder.path, 'marks');
  server = await startServer(data);
});
afterEach(async () => {
  await server.kill();
  await folder.remove();
});

async function marked(times = 1): Promise<void> {
  while ((await linesOf(marks)).length < times) await pause(10);
}

describe('the server is killed with -9', () => {
  test('in the middle of a shell step: the step goes on, its output is complete, it ran once', async () => {
    const talk = [
      `echo started >> '${marks}'`,
      'for i in $(seq 1 30); do echo "line $i"; echo "error $i" >&2; sleep 0.05; done',
      `echo finished >> '${marks}'`,
    ].join('\n');
    const after = `echo after >> '${marks}'`;
    await storePipeline(server.url, shellPipeline('talking', { a: { talk }, b: { after } }));
    const execution = await execute(server.url, 'talking');
    await marked();
    await pause(300);
    await server.kill();
    await pause(400);
    server = await startServer(data);
    expect(await ended(server.url, execution)).toBe('Success');
    expect(await linesOf(marks)).toEqual(['started', 'finished', 'after']);
    const log = await logOf(server.url, execution, 'talk');
    const said = (level: string) =>
      log.filter((line) => line.level === level).map(({ out }) => out);
    expect(said('INFO')).toEqual(Array.from({ length: 30 }, (_, i) => `line ${i + 1}`));
    expect(said('ERROR')).toEqual(Array.from({ length: 30 }, (_, i) => `error ${i + 1}`));
    const times = log.map(({ time }) => Date.parse(time));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('and stays down until the step is over: the result is found at the next start', async () => {
    const short = `echo started >> '${marks}'; sleep 0.4; echo said; echo over >> '${marks}'; exit 3`;
    await storePipeline(server.url, shellPipeline('short', { a: { short } }));
    const execution = await execute(server.url, 'short');
    await marked();
    await server.kill();
    await marked(2);
    server = await startServer(data);
    expect(await ended(server.url, execution)).toBe('Failed');
    expect(await linesOf(marks)).toEqual(['started', 'over']);
    expect((await logOf(server.url, execution, 'short')).map(({ out }) => out)).toEqual(['said']);
  });

  test('a hundred times at random moments: nothing is lost and nothing runs twice', {
    timeout: 1_800_000,
  }, async () => {
    const mark = (name: string): string =>
      `echo '<+pipeline.sequenceId> ${name}' >> '${marks}'; sleep 0.02`;
    const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const stages = names.map((name) => [
      name,
      { first: mark(`${name}.first`), second: mark(`${name}.second`) },
    ]);
    const yaml = shellPipeline('marked', Object.fromEntries(stages));
    expect((await storePipeline(server.url, yaml)).status).toBe(200);
    const executions = [await execute(server.url, 'marked')];
    for (let kill = 0; kill < 100; kill += 1) {
      await pause(Math.random() * 150);
      await server.kill();
      server = await startServer(data);
      const last = executions.at(-1) ?? '';
      const { status } = (await detail(server.url, last)).pipelineExecutionSummary;
      if (status !== 'Running') executions.push(await execute(server.url, 'marked'));
    }
    for (const execution of executions) expect(await ended(server.url, execution)).toBe('Success');
    const expected = executions.flatMap((_, run) =>
      names.flatMap((name) => [`${run + 1} ${name}.first`, `${run + 1} ${name}.second`]),
    );
    expect(await linesOf(marks)).toEqual(expected);
  });
});
