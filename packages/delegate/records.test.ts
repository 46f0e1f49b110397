import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asLeaseToken, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delegateIdOf } from './delegate-identity.ts';
import type { Delegate } from './index.ts';
import { fileNameOf } from './launcher/task-records.ts';
import { bashTask } from './testing/bash-task.ts';
import { launcherCommand } from './testing/launcher-command.ts';
import { isRunning, launcherPid, until, Workbench } from './testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const SUCCESS = { status: 'Success', outputs: {} };
const LOST = { status: 'Failed', failure: { types: ['DelegateRestart'] } };

const onDisk = (task: TaskId): string => bench.path(`tasks/${fileNameOf(task)}.json`);

/** A delegate whose launcher does not end by itself while the test looks on. */
const delegateWithLastingLauncher = (): Promise<Delegate> =>
  bench.delegate({ launcher: [...launcherCommand(), '--linger-ms', '600000'] });

async function killLauncher(): Promise<void> {
  const pid = launcherPid(bench.workFolder);
  process.kill(pid, 'SIGKILL');
  await until(() => !isRunning(pid));
}

/** What a loss of power, or the end of a container, does to the memory. */
async function loseMemory(): Promise<void> {
  await killLauncher();
  rmSync(bench.memory, { recursive: true });
}

/** A task that the server says this folder's delegate holds. */
function held(script: string): { readonly task: TaskId; readonly outcome: Promise<TaskOutcome> } {
  const task = bench.newTaskId();
  const lease = { taskId: task, token: asLeaseToken('t'), task: bashTask(script) };
  return { task, outcome: bench.server.restore(lease, delegateIdOf(bench.workFolder)) };
}

describe('a result', () => {
  it('that no delegate hears is on the disk, outlives the memory, and is reported later', async () => {
    const first = await delegateWithLastingLauncher();
    const task = bench.newTaskId();
    const script = `echo said; until [ -e "${bench.path('go')}" ]; do sleep 0.02; done; exit 5`;
    const outcome = bench.server.submit(task, bashTask(script));
    await until(() => bench.server.text(task) === 'said');
    await first.stop();
    expect(existsSync(onDisk(task))).toBe(false);
    writeFileSync(bench.path('go'), '');
    await until(() => existsSync(onDisk(task)));
    await loseMemory();
    await bench.delegate();
    expect(await outcome).toMatchObject({ status: 'Failed', failure: { exitCode: 5 } });
    expect(bench.server.text(task)).toBe('said');
  });

  it('that was heard and could not be reported is on the disk when the delegate has gone', async () => {
    const first = await bench.delegate();
    bench.server.failNext('report', Number.MAX_SAFE_INTEGER);
    const task = bench.newTaskId();
    const outcome = bench.server.submit(task, bashTask('exit 3'));
    await until(() => bench.server.calls.includes('report'));
    expect(existsSync(onDisk(task))).toBe(false);
    await first.stop();
    await until(() => existsSync(onDisk(task)));
    await until(() => !isRunning(launcherPid(bench.workFolder)));
    bench.server.failNext('report', 0);
    await bench.delegate();
    expect(await outcome).toMatchObject({ failure: { exitCode: 3 } });
  });

  it('that the server has leaves nothing behind, in memory or on the disk', async () => {
    const delegate = await bench.delegate();
    const task = bench.newTaskId();
    await bench.server.submit(task, bashTask('echo said'));
    await delegate.idle();
    expect(bench.records.has(task)).toBe(false);
    expect(bench.records.names()).toEqual([]);
  });
});

describe('when the memory is lost with the launcher', () => {
  it('a task that was started is lost, and not started again', async () => {
    const first = await delegateWithLastingLauncher();
    const task = bench.newTaskId();
    const script = `echo ran >> "${bench.path('ran')}"; until [ -e "${bench.path('go')}" ]; do sleep 0.02; done`;
    const outcome = bench.server.submit(task, bashTask(script));
    await until(() => existsSync(bench.path('ran')));
    await first.stop();
    await loseMemory();
    writeFileSync(bench.path('go'), '');
    await bench.delegate();
    expect(await outcome).toMatchObject(LOST);
    expect(readFileSync(bench.path('ran'), 'utf8')).toBe('ran\n');
  });

  it('so is one that was never heard of: it may have been started', async () => {
    const first = await delegateWithLastingLauncher();
    await first.stop();
    await loseMemory();
    const { outcome } = held(`touch "${bench.path('ran')}"`);
    await bench.delegate();
    expect(await outcome).toMatchObject(LOST);
    expect(existsSync(bench.path('ran'))).toBe(false);
  });

  it('new tasks run', async () => {
    const first = await delegateWithLastingLauncher();
    await first.stop();
    await loseMemory();
    await bench.delegate();
    expect(await bench.server.submit(bench.newTaskId(), bashTask('true'))).toEqual(SUCCESS);
  });
});

describe('a record in memory', () => {
  it('from before a crash of delegate and launcher is honoured: its task is not started again', async () => {
    const first = await delegateWithLastingLauncher();
    await first.stop();
    await killLauncher();
    const { task, outcome } = held(`touch "${bench.path('ran')}"`);
    expect(bench.records.claim(task)).not.toBe(null);
    await bench.delegate();
    expect(await outcome).toMatchObject(LOST);
    expect(existsSync(bench.path('ran'))).toBe(false);
  });

  it('is not missed after a launcher that ended in order: a task without one is new', async () => {
    const first = await bench.delegate();
    await first.stop();
    await until(() => !isRunning(launcherPid(bench.workFolder)));
    expect(existsSync(bench.memory)).toBe(false);
    const { outcome } = held('true');
    await bench.delegate();
    expect(await outcome).toEqual(SUCCESS);
  });

  it('does not stay when its work folder is removed', async () => {
    const first = await bench.delegate();
    const { memory } = bench;
    expect(existsSync(memory)).toBe(true);
    rmSync(bench.workFolder, { recursive: true });
    await first.stop();
    await until(() => !existsSync(memory));
    mkdirSync(bench.path('tasks'), { recursive: true });
  });

  it('may be cleared while the launcher works: then the disk is used', async () => {
    await bench.delegate();
    rmSync(join(bench.memory, 'tasks'), { recursive: true });
    const task = bench.newTaskId();
    const script = `until [ -e "${bench.path('go')}" ]; do sleep 0.02; done; exit 4`;
    const outcome = bench.server.submit(task, bashTask(script));
    await until(() => existsSync(onDisk(task)));
    writeFileSync(bench.path('go'), '');
    expect(await outcome).toMatchObject({ failure: { exitCode: 4 } });
    await until(() => !existsSync(onDisk(task)));
  });
});
