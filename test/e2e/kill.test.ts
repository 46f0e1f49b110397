import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

const step = (identifier: string, script: readonly string[]): string => `
              - step:
                  identifier: ${identifier}
                  name: ${identifier}
                  type: ShellScript
                  spec:
                    shell: Bash
                    source:
                      type: Inline
                      spec:
                        script: |
${script.map((line) => `                          ${line}`).join('\n')}`;

const stage = (identifier: string, steps: readonly string[]): string => `
    - stage:
        identifier: ${identifier}
        name: ${identifier}
        type: Custom
        spec:
          execution:
            steps:${steps.join('')}`;

const pipeline = (identifier: string, stages: readonly string[]): string => `pipeline:
  identifier: ${identifier}
  name: ${identifier}
  orgIdentifier: default
  projectIdentifier: default_project
  stages:${stages.join('')}
`;

describe('the server is killed with -9', () => {
  test('in the middle of a shell step: the step goes on, its output is complete, it ran once', async () => {
    const marks = join(folder.path, 'marks');
    const talk = step('talk', [
      `echo started >> '${marks}'`,
      'for i in $(seq 1 30); do echo "line $i"; echo "error $i" >&2; sleep 0.05; done',
      `echo finished >> '${marks}'`,
    ]);
    const after = step('after', [`echo after >> '${marks}'`]);
    await storePipeline(server.url, pipeline('talking', [stage('a', [talk]), stage('b', [after])]));
    const execution = await execute(server.url, 'talking');
    while ((await linesOf(marks)).length === 0) await pause(10);
    await pause(300);
    await server.kill();
    await pause(400);
    server = await startServer(data);
    expect(await ended(server.url, execution)).toBe('Success');
    expect(await linesOf(marks)).toEqual(['started', 'finished', 'after']);
    const log = await logOf(server.url, execution, 'talk');
    const out = log.filter(({ level }) => level === 'INFO').map((line) => line.out);
    const errors = log.filter(({ level }) => level === 'ERROR').map((line) => line.out);
    expect(out).toEqual(Array.from({ length: 30 }, (_, i) => `line ${i + 1}`));
    expect(errors).toEqual(Array.from({ length: 30 }, (_, i) => `error ${i + 1}`));
    const times = log.map(({ time }) => Date.parse(time));
    expect(times.every((time, i) => i === 0 || time >= (times[i - 1] ?? 0))).toBe(true);
  });

  test('and stays down until the step is over: the result is found at the next start', async () => {
    const marks = join(folder.path, 'marks');
    const short = step('short', [`echo started >> '${marks}'`, 'sleep 0.4', 'echo said', 'exit 3']);
    await storePipeline(server.url, pipeline('short', [stage('a', [short])]));
    const execution = await execute(server.url, 'short');
    while ((await linesOf(marks)).length === 0) await pause(10);
    await server.kill();
    await pause(1_000);
    server = await startServer(data);
    expect(await ended(server.url, execution)).toBe('Failed');
    expect(await linesOf(marks)).toEqual(['started']);
    expect((await logOf(server.url, execution, 'short')).map(({ out }) => out)).toEqual(['said']);
  });

  test('a hundred times at random moments: nothing is lost and nothing runs twice', {
    timeout: 600_000,
  }, async () => {
    const marks = join(folder.path, 'marks');
    const stages = Array.from({ length: 12 }, (_, i) =>
      stage(`s${i}`, [
        step('first', [`echo "$RUN s${i}.first" >> '${marks}'`, 'sleep 0.03']),
        step('second', [`echo "$RUN s${i}.second" >> '${marks}'`]),
      ]),
    );
    const yaml = pipeline('marked', stages).replaceAll('$RUN', '<+pipeline.sequenceId>');
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
      stages.flatMap((__, i) => [`${run + 1} s${i}.first`, `${run + 1} s${i}.second`]),
    );
    expect(await linesOf(marks)).toEqual(expected);
  });
});
