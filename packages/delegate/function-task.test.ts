import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FunctionExecutor, noSecrets } from './index.ts';
import { until, Workbench } from './testing/workbench.ts';

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.close());

const LOST = { status: 'Failed', failure: { types: ['DelegateRestart'] } };

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
    const { task, outcome } = bench.submit('');
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
    const { task, outcome } = bench.submit('');
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
    expect(await bench.submit('').outcome).toMatchObject({
      failure: { message: 'The step failed: 401 for **************' },
    });
  });

  it('fails when it throws', async () => {
    await bench.delegate({ executors: executor(() => Promise.reject(new Error('no route'))) });
    expect(await bench.submit('').outcome).toMatchObject({
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
    const { task, outcome } = bench.submit('');
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
    const { outcome } = bench.submit('');
    await until(() => begun === 1);
    await first.stop();
    await bench.delegate({ executors: endless });
    expect(await outcome).toMatchObject(LOST);
    expect(begun).toBe(1);
  });
});
