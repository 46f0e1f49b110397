import { existsSync, writeFileSync } from 'node:fs';
import { type TaskId } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launcherCommand } from './testing/launcher-command.ts';
import { isRunning, until, Workbench } from './testing/workbench.ts';

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

describe('stopping a task', () => {
  it('ends all its processes, children and grandchildren, and reports it as stopped', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit(
      `bash -c 'sleep 1000 & echo $! > "${bench.path('grandchild')}"; wait' & echo $$ > "${bench.path('leader')}"; wait`,
    );
    const grandchild = await bench.pidIn('grandchild');
    const leader = await bench.pidIn('leader');
    bench.server.stop(task, 'abort');
    expect(await outcome).toMatchObject({ status: 'Stopped' });
    expect(isRunning(grandchild)).toBe(false);
    expect(isRunning(leader)).toBe(false);
  });

  it('lets it clean up first', async () => {
    await bench.delegate({ launcher: launcherCommand({ graceMs: 20_000 }) });
    const { task, outcome } = bench.submit(
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
    const { task, outcome } = bench.submit(`bash -c '${child}'; true`);
    await until(() => bench.server.text(task) === 'ready');
    bench.server.stop(task, 'abort');
    await outcome;
    expect(said(task, 'INFO')).toBe('ready\nunlocked');
  });

  it('kills what does not listen', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit(`trap '' TERM; echo $$; while true; do sleep 1; done`);
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
      const { task, outcome } = bench.submit(
        `setsid bash -c 'echo $$ > "${bench.path('one')}"; ${loop}' &
         setsid bash -c 'trap "" TERM; setsid bash -c "echo \\$\\$ > ${bench.path('two')}; ${loop}" & disown; exit' &
         setsid bash -c 'trap "" TERM; echo $$ > "${bench.path('three')}"; ${loop}' & wait; ${loop}`,
      );
      const escaped = [
        await bench.pidIn('one'),
        await bench.pidIn('two'),
        await bench.pidIn('three'),
      ];
      expect(escaped.map(isRunning)).toEqual([true, true, true]);
      bench.server.stop(task, 'abort');
      expect(await outcome).toMatchObject({ status: 'Stopped' });
      for (const pid of escaped) await until(() => !isRunning(pid));
    },
  );

  it('before it has a place reports it as stopped, and nothing of it runs', async () => {
    await bench.delegate({ capacity: 1 });
    const { task, outcome } = bench.submit(`touch "${bench.path('ran')}"`);
    bench.server.stop(task, 'abort');
    expect(await outcome).toMatchObject({ status: 'Stopped' });
    expect(existsSync(bench.path('ran'))).toBe(false);
  });

  it('that is unknown does nothing', async () => {
    const delegate = await bench.delegate();
    const { task, outcome } = bench.submit('true');
    await outcome;
    await delegate.idle();
    bench.server.stop(task, 'abort');
    expect(await bench.submit('true').outcome).toEqual(SUCCESS);
  });
});

describe('a process that a step leaves in the background', () => {
  it('does not delay the result, and goes on writing undisturbed', async () => {
    await bench.delegate();
    const { task, outcome } = bench.submit(
      `( trap 'exit 0' TERM; while true; do echo noise || exit 1; date > "${bench.path('beat')}"; sleep 0.02; done ) &
       echo $! > "${bench.path('server')}"; echo started`,
    );
    const server = await bench.pidIn('server');
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
      await until(() => bench.read('beat') !== '');
    }
  }
});
