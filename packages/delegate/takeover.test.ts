import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { asLeaseToken } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delegateIdOf } from './delegate-identity.ts';
import { fileNameOf } from './launcher/task-records.ts';
import { bashTask } from './testing/bash-task.ts';
import { isRunning, until, Workbench } from './testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const SUCCESS = { status: 'Success', outputs: {} };
const LOST = { status: 'Failed', failure: { types: ['DelegateRestart'] } };

describe('a delegate that comes after another one', () => {
  it('takes up a running task: its whole log, its result, and no second start', async () => {
    const first = await bench.delegate();
    const { task, outcome } = bench.submit(
      `echo ran >> "${bench.path('ran')}"; echo before; ${bench.waitFor('go')}; echo after; exit 4`,
    );
    await until(() => bench.server.text(task) === 'before');
    await first.stop();
    bench.release('go');
    await bench.delegate();
    expect(await outcome).toMatchObject({ status: 'Failed', failure: { exitCode: 4 } });
    expect(bench.server.text(task)).toBe('before\nafter');
    expect(bench.read('ran')).toBe('ran\n');
  });

  it('posts what a task said while nobody listened, though the task is silent since', async () => {
    const first = await bench.delegate();
    const { task, outcome } = bench.submit(
      `${bench.waitFor('go')}; echo meanwhile; sleep 0.3; touch "${bench.path('said')}"; ${bench.waitFor('end')}`,
    );
    await until(() => bench.records.read(fileNameOf(task))?.started != null);
    await first.stop();
    bench.release('go');
    await until(() => existsSync(bench.path('said')));
    await bench.delegate();
    await until(() => bench.server.text(task) === 'meanwhile');
    bench.release('end');
    expect(await outcome).toEqual(SUCCESS);
  });

  it('replaces one that was not stopped, which then withdraws', async () => {
    const warnings: string[] = [];
    await bench.delegate({ log: (_, message) => warnings.push(message) });
    const { task, outcome } = bench.submit(`echo before; ${bench.waitFor('go')}; echo after`);
    await until(() => bench.server.text(task) === 'before');
    await bench.delegate();
    await until(() => warnings.some((message) => message.includes('this one withdraws')));
    bench.release('go');
    expect(await outcome).toEqual(SUCCESS);
    expect(bench.server.text(task)).toBe('before\nafter');
    expect(bench.server.calls.filter((call) => call === 'report')).toHaveLength(1);
  });

  it('reports what ended while nobody was there', async () => {
    const first = await bench.delegate();
    const { task, outcome } = bench.submit(
      `${bench.waitFor('go')}; touch "${bench.path('gone')}"; exit 5`,
    );
    await until(() => bench.records.read(fileNameOf(task))?.started != null);
    await first.stop();
    bench.release('go');
    await until(() => existsSync(bench.path('gone')));
    await bench.delegate();
    expect(await outcome).toMatchObject({ failure: { exitCode: 5 } });
  });

  it('ends and forgets what the server has given up meanwhile', async () => {
    const first = await bench.delegate();
    const { task } = bench.submit(`echo $$ > "${bench.path('leader')}"; sleep 1000`);
    const leader = await bench.pidIn('leader');
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
