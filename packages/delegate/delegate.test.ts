import { readFileSync } from 'node:fs';
import { asLeaseToken, type TaskId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLauncherAhead } from './ahead.ts';
import { delegateIdOf } from './delegate-identity.ts';
import type { FunctionExecutor } from './index.ts';
import { bashTask } from './testing/bash-task.ts';
import { launcherCommand } from './testing/launcher-command.ts';
import { isRunning, launcherPid, until, Workbench } from './testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

/** The text of one level of a log. */
const said = (task: TaskId, level: string): string =>
  bench.server
    .log(task)
    .filter((entry) => entry.level === level)
    .map(({ out }) => out)
    .join('\n');

const SUCCESS = { status: 'Success', outputs: {} };

describe('a delegate', () => {
  it('runs a task, posts its log as it comes, and reports', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit(`echo one; ${bench.waitFor('go')}; echo two >&2`);
    await until(() => bench.server.text(task) === 'one');
    bench.release('go');
    expect(await outcome).toEqual(SUCCESS);
    const [one, two] = bench.server.log(task);
    expect(one).toMatchObject({ level: 'INFO', out: 'one' });
    expect(two).toMatchObject({ level: 'ERROR', out: 'two' });
    expect(Date.parse(one?.time ?? '')).toBeLessThanOrEqual(Date.parse(two?.time ?? ''));
  });

  it('keeps nothing of a task that the server has the result of', async () => {
    const delegate = await bench.delegate();
    await bench.submit('echo done').outcome;
    await delegate.idle();
    expect(bench.records.names()).toEqual([]);
  });

  it('attaches to the launcher that was started ahead of it', async () => {
    const startedLauncher = startLauncherAhead(bench.workFolder, launcherCommand());
    await until(() => isRunning(launcherPid(bench.workFolder)));
    const ahead = launcherPid(bench.workFolder);
    await bench.delegate({ startedLauncher });
    expect(await bench.submit('echo done').outcome).toEqual(SUCCESS);
    expect(launcherPid(bench.workFolder)).toBe(ahead);
    expect(startLauncherAhead(bench.workFolder, launcherCommand())).toBeNull();
  });

  it('says why the launcher could not be started ahead of it, and the next one starts it', async () => {
    const command = ['/nowhere/launcher'];
    const startedLauncher = startLauncherAhead(bench.workFolder, command);
    await until(() => startedLauncher?.error != null);
    await expect(bench.delegate({ startedLauncher })).rejects.toThrow('could not be started');
    await bench.delegate();
  });

  it('keeps its id with its folder', async () => {
    await bench.delegate();
    const id = delegateIdOf(bench.workFolder);
    expect(delegateIdOf(bench.workFolder)).toBe(id);
  });

  it('starts a task once, however often it is pushed', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit(
      `echo ran >> "${bench.path('ran')}"; ${bench.waitFor('go')}`,
    );
    bench.server.pushAgain(task);
    await until(() => bench.read('ran') !== '');
    bench.server.pushAgain(task);
    bench.release('go');
    bench.server.pushAgain(task);
    await outcome;
    expect(bench.read('ran')).toBe('ran\n');
  });

  it('runs no more tasks at once than it has places for, even if it is given more', async () => {
    const leases = Array.from({ length: 6 }, () => ({
      taskId: bench.newTaskId(),
      token: asLeaseToken('t'),
      task: bashTask(''),
    }));
    const holder = delegateIdOf(bench.workFolder);
    const outcomes = leases.map((lease) => bench.server.restore(lease, holder));
    let running = 0;
    let most = 0;
    const count: FunctionExecutor<unknown>['run'] = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
      return { status: 'Success', outputs: {} };
    };
    await bench.delegate({
      capacity: 2,
      executors: { ShellScript: { kind: 'function', run: count } },
    });
    expect(await Promise.all(outcomes)).toEqual(leases.map(() => SUCCESS));
    expect(most).toBe(2);
  });

  it('goes on when log posts and reports fail for a while, and loses nothing', async () => {
    await bench.delegate();
    bench.server.failNext('appendLog', 3);
    bench.server.failNext('report', 3);
    const { task, outcome } = bench.submit('seq 1000');
    expect(await outcome).toEqual(SUCCESS);
    expect(bench.server.text(task)).toBe(numbers(1000));
  });

  it('forgets a task whose result is refused', async () => {
    const warnings: string[] = [];
    const delegate = await bench.delegate({ log: (_, message) => warnings.push(message) });
    const { task } = bench.submit(bench.waitFor('go'));
    bench.server.giveUp(task);
    bench.release('go');
    await delegate.idle();
    expect(bench.records.names()).toEqual([]);
    expect(warnings).toContain('The server refused the result: it came too late.');
  });

  it('says what to look at when the launcher cannot be started', async () => {
    await expect(bench.delegate({ launcher: ['/no/such/program'] })).rejects.toThrow(
      'The launcher could not be started',
    );
  });
});

const numbers = (last: number): string =>
  Array.from({ length: last }, (_, index) => String(index + 1)).join('\n');

describe('the log of a task', () => {
  it('is complete and in order, however much there is', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit('seq 300000');
    await outcome;
    expect(bench.server.text(task) === numbers(300_000)).toBe(true);
  });

  it('has both streams, each in its order', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit(
      'for i in {1..500}; do echo $i; echo $i >&2; done; exit 1',
    );
    expect((await outcome).status).toBe('Failed');
    for (const level of ['INFO', 'ERROR']) {
      expect(said(task, level)).toBe(numbers(500));
    }
  });

  it('has bytes that are no text, and a last line without a newline', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit("printf 'a\\377\\000b\\nlast'");
    await outcome;
    expect(bench.server.log(task).map(({ out }) => out)).toEqual(['a\ufffd\0b', 'last']);
  });

  it('costs the launcher no memory when it is large and the server slow', async () => {
    await bench.delegate();
    await bench.submit('true').outcome;
    const pid = launcherPid(bench.workFolder);
    bench.server.failNext('appendLog', 3);
    const { task, outcome } = bench.submit(
      'yes "a line of ordinary length, more or less" | head -c 20000000',
    );
    await outcome;
    expect(bench.server.log(task).reduce((sum, { out }) => sum + out.length + 1, 0)).toBe(
      20_000_000,
    );
    const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(128 * 1024);
  });
});
