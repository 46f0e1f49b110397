import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { asLeaseToken } from '@reprise/core';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delegateIdOf } from './delegate-identity.ts';
import { bashTask } from './testing/bash-task.ts';
import { launcherCommand } from './testing/launcher-command.ts';
import { isRunning, launcherPid, until, Workbench } from './testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const LOST = { status: 'Failed', failure: { types: ['DelegateRestart'] } };

describe('after kill -9 of the delegate and its server', () => {
  it('a running step is found again by the next ones: one start, whole log, right exit', async () => {
    const taskId = bench.newTaskId();
    const script = `echo ran >> "${bench.path('ran')}"; echo before
      until [ -e "${bench.path('go')}" ]; do sleep 0.02; done; echo after; x=value`;
    await killMidStep(taskId, script);

    const task = bashTask(script, { outputs: [{ name: 'x', variable: 'x', secret: false }] });
    const lease = { taskId, token: asLeaseToken('token-1'), task };
    const outcome = bench.server.restore(lease, delegateIdOf(bench.workFolder));
    await bench.delegate();
    writeFileSync(bench.path('go'), '');
    expect((await outcome).status).toBe('Success');
    expect(bench.server.text(taskId)).toBe('before\nafter');
    expect(readFileSync(bench.path('ran'), 'utf8')).toBe('ran\n');
  });

  /** Runs the script under a server and a delegate in a process of their own, and kills that in the middle of it. */
  async function killMidStep(taskId: string, script: string): Promise<void> {
    const program = bench.path('victim.mjs');
    buildSync({
      entryPoints: [fileURLToPath(new URL('testing/delegate-process.ts', import.meta.url))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      // Some packages are CommonJS, and ask for Node's own modules by `require`.
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const launcher = JSON.stringify(launcherCommand());
    const victim = spawn(process.execPath, [program, bench.workFolder, launcher, taskId, script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => {
      victim.stdout.once('data', resolve);
    });
    const ended = new Promise((resolve) => {
      victim.once('exit', resolve);
    });
    victim.kill('SIGKILL');
    await ended;
  }
});

describe('after kill -9 of the launcher', () => {
  it('its steps are ended and reported as lost, with the log so far, and new ones run', async () => {
    await bench.delegate();
    const taskId = bench.newTaskId();
    const outcome = bench.server.submit(taskId, bashTask('echo $$; sleep 1000 & echo $!; wait'));
    await until(() => bench.server.log(taskId).length === 2);
    process.kill(launcherPid(bench.workFolder), 'SIGKILL');
    expect(await outcome).toMatchObject(LOST);
    for (const { out } of bench.server.log(taskId)) await until(() => !isRunning(Number(out)));
    const next = bench.newTaskId();
    expect((await bench.server.submit(next, bashTask('echo hello'))).status).toBe('Success');
    expect(bench.server.text(next)).toBe('hello');
  });

  // Only Linux tells what a process has in its environment.
  it.runIf(process.platform === 'linux')(
    'what has left the process group of a step is ended too',
    async () => {
      await bench.delegate();
      const taskId = bench.newTaskId();
      const script = `setsid bash -c 'echo $$; while true; do sleep 0.02; done' & wait`;
      const outcome = bench.server.submit(taskId, bashTask(script));
      await until(() => bench.server.log(taskId).length === 1);
      process.kill(launcherPid(bench.workFolder), 'SIGKILL');
      expect(await outcome).toMatchObject(LOST);
      await until(() => !isRunning(Number(bench.server.text(taskId))));
    },
  );

  it('while no delegate is there, the next delegate finds that out', async () => {
    const first = await bench.delegate();
    const taskId = bench.newTaskId();
    const outcome = bench.server.submit(taskId, bashTask('trap "" TERM; echo $$; sleep 1000'));
    await until(() => bench.server.text(taskId) !== '');
    await first.stop();
    process.kill(launcherPid(bench.workFolder), 'SIGKILL');
    await bench.delegate();
    expect(await outcome).toMatchObject(LOST);
    await until(() => !isRunning(Number(bench.server.text(taskId))));
  });

  it('a process left of a step whose shell is gone is ended too', async () => {
    await bench.delegate();
    const taskId = bench.newTaskId();
    const outcome = bench.server.submit(taskId, bashTask('sleep 1000 & echo $!; echo $$; wait'));
    await until(() => bench.server.log(taskId).length === 2);
    const [child, shell] = bench.server.log(taskId).map(({ out }) => Number(out));
    process.kill(launcherPid(bench.workFolder), 'SIGSTOP');
    process.kill(shell ?? 0, 'SIGKILL');
    process.kill(launcherPid(bench.workFolder), 'SIGKILL');
    expect(await outcome).toMatchObject(LOST);
    await until(() => !isRunning(child ?? 0));
  });
});

describe('a launcher', () => {
  it('ends by itself when it has no step and no delegate', async () => {
    const delegate = await bench.delegate();
    const pid = launcherPid(bench.workFolder);
    expect(isRunning(pid)).toBe(true);
    await delegate.stop();
    await until(() => !isRunning(pid));
  });

  it('stays while a step runs, and ends after it', async () => {
    const delegate = await bench.delegate();
    const go = bench.path('go');
    const taskId = bench.newTaskId();
    void bench.server.submit(
      taskId,
      bashTask(`echo ready; until [ -e "${go}" ]; do sleep 0.02; done`),
    );
    await until(() => bench.server.text(taskId) === 'ready');
    const pid = launcherPid(bench.workFolder);
    await delegate.stop();
    process.kill(pid, 'SIGTERM');
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    expect(isRunning(pid)).toBe(true);
    writeFileSync(go, '');
    await until(() => !isRunning(pid));
  });
});
