import { existsSync, readdirSync } from 'node:fs';
import { asTaskId, type TaskId } from '@reprise/core';
import type { BackgroundTask, RunTask } from '@reprise/core/step-types';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRunning, until, Workbench } from '../testing/workbench.ts';

const STAGE = 'pipeline.stages.build';
const OTHER = 'pipeline.stages.other';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(async () => {
  bench.server.leave(bench.execution, 'all');
  await bench.close();
});

const command = (script: string, workspace = STAGE): RunTask => ({
  type: 'Run',
  command: { shell: 'Bash', script },
  container: null,
  environment: {},
  outputs: [],
  workspace,
});

const background = (script: string, workspace = STAGE): BackgroundTask => ({
  type: 'Background',
  command: { shell: 'Bash', script },
  container: null,
  environment: {},
  workspace,
});

async function run(task: RunTask | BackgroundTask): Promise<{ id: TaskId; status: string }> {
  const id = bench.newTaskId();
  const { status } = await bench.server.submit(id, task);
  return { id, status };
}

const folders = (): readonly string[] => readdirSync(bench.path('work'));
const pidIn = (id: TaskId): number => Number(/pid (\d+)/.exec(bench.server.text(id))?.[1]);

/** A background process that has said which it is. */
async function started(workspace = STAGE): Promise<{ id: TaskId; pid: number }> {
  const { id, status } = await run(background('echo pid $$; exec sleep 600', workspace));
  expect(status).toBe('Success');
  await until(() => pidIn(id) > 0);
  return { id, pid: pidIn(id) };
}

describe('a workspace', () => {
  it('is shared by the tasks that name it, and by no others', async () => {
    await bench.delegate();
    await run(command('echo made > file'));
    expect((await run(command('grep made file'))).status).toBe('Success');
    expect((await run(command('test ! -e file', OTHER))).status).toBe('Success');
  });

  it('is removed when it is left, the others of the execution when that has ended', async () => {
    await bench.delegate();
    await run(command('mkdir -p deep/er; touch deep/er/file; chmod 500 deep'));
    await run(command('touch file', OTHER));
    expect(folders()).toHaveLength(2);
    bench.server.leave(bench.execution, [STAGE]);
    await until(() => folders().length === 1);
    bench.server.leave(bench.execution, 'all');
    await until(() => folders().length === 0);
  });

  it('of an execution that ended while no delegate was there is removed by the next one', async () => {
    const first = await bench.delegate();
    await run(command('touch file'));
    const lasting = asTaskId(`lasting-${bench.execution}/pipeline.stages.s.steps.one/1`);
    await bench.server.submit(lasting, command('touch file'));
    await first.stop();
    bench.server.leave(bench.execution, 'all', false);
    await bench.delegate();
    await until(() => folders().length === 1);
    expect(folders()[0]).toMatch(/^lasting-/);
  });
});

describe('a background process', () => {
  it('lets its step end, and answers the steps that follow', async () => {
    await bench.delegate({ capacity: 1 });
    const service =
      'mkfifo ask answer; while read -r line < ask; do echo "heard $line" > answer; done';
    expect((await run(background(service))).status).toBe('Success');
    const ask = 'until [ -p answer ]; do sleep 0.01; done; echo hello > ask; cat answer';
    const asked = await run(command(ask));
    expect(bench.server.text(asked.id)).toContain('heard hello');
  });

  it('is stopped with all that it started when its workspace is left, and its log says so', async () => {
    await bench.delegate();
    const { id, pid } = await started();
    const other = await started(OTHER);
    bench.server.leave(bench.execution, [STAGE]);
    await until(() => bench.server.endedLogs.has(id));
    expect(isRunning(pid)).toBe(false);
    expect(bench.server.text(id)).toContain('Stopped: nothing needs this process any more.');
    expect(isRunning(other.pid)).toBe(true);
    await until(() => folders().length === 1);
  });

  it('that ends by itself says so in its log', async () => {
    await bench.delegate();
    const { id, status } = await run(background('echo short; exit 3'));
    expect(status).toBe('Success');
    await until(() => bench.server.endedLogs.has(id));
    expect(bench.server.text(id)).toBe(
      'short\nThis process ended by itself (exit code 3); the stage goes on without it.',
    );
  });

  it('fails its step when it cannot be started', async () => {
    await bench.delegate();
    const task = { ...background('true'), environment: { BIG: 'x'.repeat(3_000_000) } };
    const outcome = await bench.server.submit(bench.newTaskId(), task);
    expect(outcome).toMatchObject({
      status: 'Failed',
      failure: { types: ['ConfigurationFailure'] },
    });
  });

  it('goes on when the delegate goes away, and the next one has its log and its end', async () => {
    const first = await bench.delegate();
    const script = 'echo before; until [ -e go ]; do sleep 0.01; done; echo after; exec sleep 600';
    const { id } = await run(background(script));
    await first.stop();
    await bench.delegate();
    expect((await run(command('touch go'))).status).toBe('Success');
    await until(() => bench.server.text(id) === 'before\nafter');
    bench.server.leave(bench.execution, 'all');
    await until(() => bench.server.endedLogs.has(id) && folders().length === 0);
    expect(bench.server.text(id)).toContain('Stopped');
    expect(existsSync(bench.path('background')) && readdirSync(bench.path('background'))).toEqual(
      [],
    );
  });

  it('whose stage ended while no delegate was there is ended by the next one', async () => {
    const first = await bench.delegate();
    const { pid } = await started();
    await first.stop();
    expect(isRunning(pid)).toBe(true);
    bench.server.leave(bench.execution, [STAGE], false);
    await bench.delegate();
    await until(() => !isRunning(pid));
  });
});
