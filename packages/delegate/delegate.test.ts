import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { asLeaseToken, type TaskId } from '@reprise/core';
import type { TaskOutcome } from '@reprise/core/execution';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delegateIdOf } from './delegate-identity.ts';
import { type FunctionExecutor, noSecrets } from './index.ts';
import { fileNameOf } from './launcher/task-records.ts';
import { bashTask } from './testing/bash-task.ts';
import { launcherCommand } from './testing/launcher-command.ts';
import { isRunning, launcherPid, until, Workbench } from './testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const read = (name: string): string =>
  existsSync(bench.path(name)) ? readFileSync(bench.path(name), 'utf8') : '';

/** The pid that a script wrote with `echo $$ > file`. */
async function pidIn(name: string): Promise<number> {
  await until(() => read(name).endsWith('\n'));
  return Number(read(name));
}

/** A line for a script that waits until the test makes this file. */
const waitFor = (name: string): string => `until [ -e "${bench.path(name)}" ]; do sleep 0.02; done`;
const release = (name: string): void => writeFileSync(bench.path(name), '');

function submit(script: string): { readonly task: TaskId; readonly outcome: Promise<TaskOutcome> } {
  const task = bench.newTaskId();
  return { task, outcome: bench.server.submit(task, bashTask(script)) };
}

/** The text of one level of a log. */
const said = (task: TaskId, level: string): string =>
  bench.server
    .log(task)
    .filter((entry) => entry.level === level)
    .map(({ out }) => out)
    .join('\n');

const SUCCESS = { status: 'Success', outputs: {} };
const LOST = { status: 'Failed', failure: { types: ['DelegateRestart'] } };

describe('a delegate', () => {
  it('runs a task, posts its log as it comes, and reports', async () => {
    await bench.delegate();
    const { task, outcome } = submit(`echo one; ${waitFor('go')}; echo two >&2`);
    await until(() => bench.server.text(task) === 'one');
    release('go');
    expect(await outcome).toEqual(SUCCESS);
    const [one, two] = bench.server.log(task);
    expect(one).toMatchObject({ level: 'INFO', out: 'one' });
    expect(two).toMatchObject({ level: 'ERROR', out: 'two' });
    expect(Date.parse(one?.time ?? '')).toBeLessThanOrEqual(Date.parse(two?.time ?? ''));
  });

  it('keeps nothing of a task that the server has the result of', async () => {
    const delegate = await bench.delegate();
    await submit('echo done').outcome;
    await delegate.idle();
    expect(bench.records.names()).toEqual([]);
  });

  it('keeps its id with its folder', async () => {
    await bench.delegate();
    const id = delegateIdOf(bench.workFolder);
    expect(delegateIdOf(bench.workFolder)).toBe(id);
  });

  it('starts a task once, however often it is pushed', async () => {
    await bench.delegate();
    const { task, outcome } = submit(`echo ran >> "${bench.path('ran')}"; ${waitFor('go')}`);
    bench.server.pushAgain(task);
    await until(() => read('ran') !== '');
    bench.server.pushAgain(task);
    release('go');
    bench.server.pushAgain(task);
    await outcome;
    expect(read('ran')).toBe('ran\n');
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
    const { task, outcome } = submit('seq 1000');
    expect(await outcome).toEqual(SUCCESS);
    expect(bench.server.text(task)).toBe(numbers(1000));
  });

  it('forgets a task whose result is refused', async () => {
    const warnings: string[] = [];
    const delegate = await bench.delegate({ log: (_, message) => warnings.push(message) });
    const { task } = submit(waitFor('go'));
    bench.server.giveUp(task);
    release('go');
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
    const { task, outcome } = submit('seq 300000');
    await outcome;
    expect(bench.server.text(task) === numbers(300_000)).toBe(true);
  });

  it('has both streams, each in its order', async () => {
    await bench.delegate();
    const { task, outcome } = submit('for i in {1..500}; do echo $i; echo $i >&2; done; exit 1');
    expect((await outcome).status).toBe('Failed');
    for (const level of ['INFO', 'ERROR']) {
      expect(said(task, level)).toBe(numbers(500));
    }
  });

  it('has bytes that are no text, and a last line without a newline', async () => {
    await bench.delegate();
    const { task, outcome } = submit("printf 'a\\377\\000b\\nlast'");
    await outcome;
    expect(bench.server.log(task).map(({ out }) => out)).toEqual(['a\ufffd\0b', 'last']);
  });

  it('costs the launcher no memory when it is large and the server slow', async () => {
    await bench.delegate();
    await submit('true').outcome;
    const pid = launcherPid(bench.workFolder);
    bench.server.failNext('appendLog', 3);
    const { task, outcome } = submit(
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

describe('stopping a task', () => {
  it('ends all its processes, children and grandchildren, and reports it as stopped', async () => {
    await bench.delegate();
    const { task, outcome } = submit(
      `bash -c 'sleep 1000 & echo $! > "${bench.path('grandchild')}"; wait' & echo $$ > "${bench.path('leader')}"; wait`,
    );
    const grandchild = await pidIn('grandchild');
    const leader = await pidIn('leader');
    bench.server.stop(task, 'abort');
    expect(await outcome).toMatchObject({ status: 'Stopped' });
    expect(isRunning(grandchild)).toBe(false);
    expect(isRunning(leader)).toBe(false);
  });

  it('lets it clean up first', async () => {
    await bench.delegate({ launcher: launcherCommand({ graceMs: 20_000 }) });
    const { task, outcome } = submit(
      `trap 'echo cleaned; exit 0' TERM; echo ready; while true; do sleep 0.02; done`,
    );
    await until(() => bench.server.text(task) === 'ready');
    bench.server.stop(task, 'timeout');
    expect(await outcome).toMatchObject({
      status: 'Stopped',
      message: expect.stringContaining('timeout'),
    });
    expect(said(task, 'INFO')).toBe('ready\ncleaned');
  });

  it('lets its children clean up when the shell itself is gone', async () => {
    await bench.delegate({ launcher: launcherCommand({ graceMs: 20_000 }) });
    const child = `trap "sleep 0.2; echo unlocked; exit" TERM; echo ready; while true; do sleep 0.02; done`;
    const { task, outcome } = submit(`bash -c '${child}'; true`);
    await until(() => bench.server.text(task) === 'ready');
    bench.server.stop(task, 'abort');
    await outcome;
    expect(said(task, 'INFO')).toBe('ready\nunlocked');
  });

  it('kills what does not listen', async () => {
    await bench.delegate();
    const { task, outcome } = submit(`trap '' TERM; echo $$; while true; do sleep 1; done`);
    await until(() => bench.server.text(task) !== '');
    bench.server.stop(task, 'abort');
    expect(await outcome).toMatchObject({ status: 'Stopped' });
    expect(isRunning(Number(bench.server.text(task)))).toBe(false);
  });

  // Only Linux tells what a process has in its environment.
  it.runIf(process.platform === 'linux')(
    'ends what has left its process group, whether it listens or not',
    async () => {
      await bench.delegate();
      const loop = 'while true; do sleep 0.02; done';
      const { task, outcome } = submit(
        `setsid bash -c 'echo $$ > "${bench.path('one')}"; ${loop}' &
         setsid bash -c 'trap "" TERM; setsid bash -c "echo \\$\\$ > ${bench.path('two')}; ${loop}" & disown; exit' &
         setsid bash -c 'trap "" TERM; echo $$ > "${bench.path('three')}"; ${loop}' & wait; ${loop}`,
      );
      const escaped = [await pidIn('one'), await pidIn('two'), await pidIn('three')];
      expect(escaped.map(isRunning)).toEqual([true, true, true]);
      bench.server.stop(task, 'abort');
      expect(await outcome).toMatchObject({ status: 'Stopped' });
      for (const pid of escaped) await until(() => !isRunning(pid));
    },
  );

  it('before it has a place reports it as stopped, and nothing of it runs', async () => {
    await bench.delegate({ capacity: 1 });
    const { task, outcome } = submit(`touch "${bench.path('ran')}"`);
    bench.server.stop(task, 'abort');
    expect(await outcome).toMatchObject({ status: 'Stopped' });
    expect(existsSync(bench.path('ran'))).toBe(false);
  });

  it('that is unknown does nothing', async () => {
    const delegate = await bench.delegate();
    const { task, outcome } = submit('true');
    await outcome;
    await delegate.idle();
    bench.server.stop(task, 'abort');
    expect(await submit('true').outcome).toEqual(SUCCESS);
  });
});

describe('a process that a step leaves in the background', () => {
  it('does not delay the result, and goes on writing undisturbed', async () => {
    await bench.delegate();
    const { task, outcome } = submit(
      `( trap 'exit 0' TERM; while true; do echo noise || exit 1; date > "${bench.path('beat')}"; sleep 0.02; done ) &
       echo $! > "${bench.path('server')}"; echo started`,
    );
    const server = await pidIn('server');
    expect(await outcome).toEqual(SUCCESS);
    expect(bench.server.text(task)).toContain('started');
    const size = bench.server.rawLog(task).length;
    await beats(5);
    expect(isRunning(server)).toBe(true);
    expect(bench.server.rawLog(task)).toHaveLength(size);
    process.kill(server, 'SIGKILL');
  });

  /** Waits until the background process has written its sign of life that many times anew. */
  async function beats(count: number): Promise<void> {
    for (let beat = 0; beat < count; beat += 1) {
      writeFileSync(bench.path('beat'), '');
      await until(() => read('beat') !== '');
    }
  }
});

describe('a delegate that comes after another one', () => {
  it('takes up a running task: its whole log, its result, and no second start', async () => {
    const first = await bench.delegate();
    const { task, outcome } = submit(
      `echo ran >> "${bench.path('ran')}"; echo before; ${waitFor('go')}; echo after; exit 4`,
    );
    await until(() => bench.server.text(task) === 'before');
    await first.stop();
    release('go');
    await bench.delegate();
    expect(await outcome).toMatchObject({ status: 'Failed', failure: { exitCode: 4 } });
    expect(bench.server.text(task)).toBe('before\nafter');
    expect(read('ran')).toBe('ran\n');
  });

  it('posts what a task said while nobody listened, though the task is silent since', async () => {
    const first = await bench.delegate();
    const { task, outcome } = submit(
      `${waitFor('go')}; echo meanwhile; sleep 0.3; touch "${bench.path('said')}"; ${waitFor('end')}`,
    );
    await until(() => bench.records.read(fileNameOf(task))?.started != null);
    await first.stop();
    release('go');
    await until(() => existsSync(bench.path('said')));
    await bench.delegate();
    await until(() => bench.server.text(task) === 'meanwhile');
    release('end');
    expect(await outcome).toEqual(SUCCESS);
  });

  it('replaces one that was not stopped, which then withdraws', async () => {
    const warnings: string[] = [];
    await bench.delegate({ log: (_, message) => warnings.push(message) });
    const { task, outcome } = submit(`echo before; ${waitFor('go')}; echo after`);
    await until(() => bench.server.text(task) === 'before');
    await bench.delegate();
    await until(() => warnings.some((message) => message.includes('this one withdraws')));
    release('go');
    expect(await outcome).toEqual(SUCCESS);
    expect(bench.server.text(task)).toBe('before\nafter');
    expect(bench.server.calls.filter((call) => call === 'report')).toHaveLength(1);
  });

  it('reports what ended while nobody was there', async () => {
    const first = await bench.delegate();
    const { task, outcome } = submit(`${waitFor('go')}; touch "${bench.path('gone')}"; exit 5`);
    await until(() => bench.records.read(fileNameOf(task))?.started != null);
    await first.stop();
    release('go');
    await until(() => existsSync(bench.path('gone')));
    await bench.delegate();
    expect(await outcome).toMatchObject({ failure: { exitCode: 5 } });
  });

  it('ends and forgets what the server has given up meanwhile', async () => {
    const first = await bench.delegate();
    const { task } = submit(`echo $$ > "${bench.path('leader')}"; sleep 1000`);
    const leader = await pidIn('leader');
    await first.stop();
    bench.server.giveUp(task);
    const second = await bench.delegate();
    await second.idle();
    expect(isRunning(leader)).toBe(false);
    expect(bench.records.names()).toEqual([]);
  });

  it('starts a task that was leased but never reached the first one', async () => {
    const task = bench.newTaskId();
    mkdirSync(bench.path('tasks'), { recursive: true });
    const lease = { taskId: task, token: asLeaseToken('t'), task: bashTask('echo hello') };
    const outcome = bench.server.restore(lease, delegateIdOf(bench.workFolder));
    await bench.delegate();
    expect(await outcome).toEqual(SUCCESS);
  });

  it('does not start it when the machine went down meanwhile: it may have run', async () => {
    const first = await bench.delegate();
    await first.stop();
    writeFileSync(bench.path('boot'), 'an earlier boot');
    const lease = {
      taskId: bench.newTaskId(),
      token: asLeaseToken('t'),
      task: bashTask(`touch "${bench.path('ran')}"`),
    };
    const outcome = bench.server.restore(lease, delegateIdOf(bench.workFolder));
    await bench.delegate();
    expect(await outcome).toMatchObject(LOST);
    expect(existsSync(bench.path('ran'))).toBe(false);
  });

  it('does not start it when only its claim is there', async () => {
    const lease = {
      taskId: bench.newTaskId(),
      token: asLeaseToken('t'),
      task: bashTask(`touch "${bench.path('ran')}"`),
    };
    const outcome = bench.server.restore(lease, delegateIdOf(bench.workFolder));
    bench.records.claimOnDisk(lease.taskId);
    await bench.delegate();
    expect(await outcome).toMatchObject(LOST);
    expect(existsSync(bench.path('ran'))).toBe(false);
  });
});

describe('a task inside the delegate', () => {
  const executor = (
    run: FunctionExecutor<unknown>['run'],
  ): { ShellScript: FunctionExecutor<unknown> } => ({
    ShellScript: { kind: 'function', run },
  });

  it('has its log and its outcome', async () => {
    await bench.delegate({
      executors: executor(async (_, { log }) => {
        log('INFO', 'one\ntwo');
        return { status: 'Success', outputs: { x: 1 } };
      }),
    });
    const { task, outcome } = submit('');
    expect(await outcome).toEqual({ status: 'Success', outputs: { x: 1 } });
    expect(bench.server.text(task)).toBe('one\ntwo');
  });

  it('says no secret that it was given, in its log, its outputs or its failure', async () => {
    const secrets = { ...noSecrets, get: async () => 'hunter2' };
    await bench.delegate({
      secrets,
      executors: executor(async (_, context) => {
        const value = await context.secrets.get('token');
        context.log('INFO', `one\n${value}`);
        return { status: 'Success', outputs: { x: [1, { [`${value}`]: `is ${value}` }] } };
      }),
    });
    const { task, outcome } = submit('');
    const mask = '**************';
    expect(await outcome).toEqual({
      status: 'Success',
      outputs: { x: [1, { [mask]: `is ${mask}` }] },
    });
    expect(bench.server.text(task)).toBe(`one\n${mask}`);
  });

  it('does not say a secret by what it throws', async () => {
    const secrets = { ...noSecrets, get: async () => 'hunter2' };
    const fail = executor(async (_, context) => {
      throw new Error(`401 for ${await context.secrets.get('token')}`);
    });
    await bench.delegate({ secrets, executors: fail });
    expect(await submit('').outcome).toMatchObject({
      failure: { message: 'The step failed: 401 for **************' },
    });
  });

  it('fails when it throws', async () => {
    await bench.delegate({ executors: executor(() => Promise.reject(new Error('no route'))) });
    expect(await submit('').outcome).toMatchObject({
      status: 'Failed',
      failure: { message: 'The step failed: no route' },
    });
  });

  it('is told when it is stopped', async () => {
    await bench.delegate({
      executors: executor(
        (_, { signal }) =>
          new Promise((resolve) => {
            signal.addEventListener('abort', () => resolve({ status: 'Success', outputs: {} }));
          }),
      ),
    });
    const { task, outcome } = submit('');
    await until(() => bench.records.names().length === 1);
    bench.server.stop(task, 'timeout');
    expect(await outcome).toMatchObject({ status: 'Stopped' });
  });

  it('is lost with its delegate, and not begun again', async () => {
    let begun = 0;
    const endless = executor(() => {
      begun += 1;
      return new Promise(() => undefined);
    });
    const first = await bench.delegate({ executors: endless });
    const { outcome } = submit('');
    await until(() => begun === 1);
    await first.stop();
    await bench.delegate({ executors: endless });
    expect(await outcome).toMatchObject(LOST);
    expect(begun).toBe(1);
  });
});
