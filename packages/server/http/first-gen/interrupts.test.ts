import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, run } from '../graphql/testing/bench.ts';
import { type ApiBench, granted, openApiBench } from '../testing/api-bench.ts';
import { APPROVAL } from '../testing/pipelines.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: APPROVAL }));
});
afterAll(() => bench.close());

const interrupt = async (execution: string, type: string, appId = 'default_project') => {
  const path = `/gateway/api/executions/${execution}?appId=${appId}&routingId=default`;
  const body = JSON.stringify({ executionInterruptType: type });
  const answer = await bench.send('PUT', path, { body });
  return { status: answer.status, body: await answer.json() };
};
const statusOf = async (execution: string) => {
  await bench.settle();
  const { data } = await ask(bench, `{ execution(executionId: "${execution}") { status } }`);
  return data;
};

describe('interrupting an execution as FirstGen’s programs do', () => {
  it('aborts it, after which it can be resumed', async () => {
    const execution = await run(bench, 'gated');
    expect(await interrupt(execution, 'ABORT_ALL')).toMatchObject({
      status: 200,
      body: { resource: { executionUuid: execution, executionInterruptType: 'ABORT_ALL' } },
    });
    expect(await statusOf(execution)).toEqual({ execution: { status: 'ABORTED' } });
  });

  it('takes an interrupt in a list, as Harness’s own client sends it, and just one', async () => {
    const execution = await run(bench, 'gated');
    const send = (...types: readonly string[]) =>
      bench.send('PUT', `/api/executions/${execution}?appId=default_project`, {
        body: JSON.stringify(types.map((type) => ({ executionInterruptType: type }))),
      });
    expect((await send()).status).toBe(400);
    expect((await send('PAUSE_ALL', 'ABORT')).status).toBe(400);
    expect(await statusOf(execution)).toEqual({ execution: { status: 'PAUSED' } });
    expect((await send('ABORT')).status).toBe(200);
    expect(await statusOf(execution)).toEqual({ execution: { status: 'ABORTED' } });
  });

  it('is refused in another application, of what has ended, and by a name that is none', async () => {
    const execution = await run(bench, 'gated');
    expect(await interrupt(execution, 'ABORT_ALL', 'another')).toMatchObject({
      status: 404,
      body: { code: 'EXECUTION_NOT_FOUND' },
    });
    expect(await interrupt(execution, 'DANCE')).toMatchObject({ status: 400 });
    expect(await statusOf(execution)).toEqual({ execution: { status: 'PAUSED' } });
    await interrupt(execution, 'ABORT_ALL');
    expect((await interrupt(execution, 'ABORT_ALL')).status).not.toBe(200);
  });
});
