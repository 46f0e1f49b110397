import { asMilliseconds } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

const OTHER = SHIPPING.replace('identifier: shipping', 'identifier: other');
const MINUTE = asMilliseconds(60_000);

/** Rights that can be taken away in the middle of a test. */
const lost = new Set<string>();
const rights = { allows: async (_: unknown, permission: string) => !lost.has(permission) };

let bench: ApiBench;
beforeEach(async () => {
  lost.clear();
  bench = await openApiBench({ rights });
  for (const body of [SHIPPING, OTHER]) granted(await bench.client.createPipeline({ body }));
});
afterEach(() => bench.close());

/** The steps that fail, with the message of their failure. */
const failing = (steps: Readonly<Record<string, string>>) => {
  bench.delegate.script = ({ taskId }) => {
    const message = steps[stepIdentifier(taskId)];
    return message === undefined
      ? { status: 'Success', outputs: {} }
      : { status: 'Failed', failure: { message, types: ['Unknown'] } };
  };
};

async function run(pipeline = 'shipping'): Promise<string> {
  const begun = granted(await bench.client.executePipeline({ path: { pipeline } }));
  await bench.settle();
  await bench.pass(MINUTE);
  return begun.data.planExecutionId;
}

async function failed(count: number): Promise<readonly string[]> {
  failing({ push: 'connection refused by the registry' });
  const ids: string[] = [];
  while (ids.length < count) ids.push(await run());
  return ids;
}

type Preview = NonNullable<Parameters<ApiBench['client']['previewRetryBatch']>[0]['body']>;
const preview = async (filter: Preview['filter']) =>
  granted(await bench.client.previewRetryBatch({ body: { filter } }));
const idsOf = async (filter: Preview['filter']) =>
  (await preview(filter)).executions.map(({ executionId }) => executionId);

type Creation = Parameters<ApiBench['client']['createRetryBatch']>[0]['body'];
const create = (body: Partial<Creation> = {}, idempotencyKey?: string) =>
  bench.client.createRetryBatch({ query: { idempotencyKey }, body: { filter: {}, ...body } });
const batchOf = async (batch: string) =>
  granted(await bench.client.getRetryBatch({ path: { batch } }));

describe('the preview of a batch', () => {
  it('finds by pipeline, status, time, failure text and failed stage, oldest first', async () => {
    const start = bench.clock.now();
    failing({ push: 'Connection REFUSED' });
    const shipped = await run();
    failing({ test: 'exit 3' });
    const tested = await run('other');
    failing({});
    await run();
    expect(await idsOf({})).toEqual([shipped, tested]);
    expect(await idsOf({ pipelines: ['other'] })).toEqual([tested]);
    expect(await idsOf({ statuses: ['Aborted'] })).toEqual([]);
    expect(await idsOf({ startedFrom: start + MINUTE })).toEqual([tested]);
    expect(await idsOf({ startedBefore: start + MINUTE })).toEqual([shipped]);
    expect(await idsOf({ failure: 'connection refused' })).toEqual([shipped]);
    expect(await idsOf({ failedStage: 'unit' })).toEqual([tested]);
    expect(await idsOf({ failedStage: 'build' })).toEqual([]);
  });

  it('says how each would be retried, or why not, and begins nothing', async () => {
    const [execution] = await failed(1);
    const ran = bench.delegate.ran.length;
    const found = await preview({});
    expect(found).toMatchObject({ total: 1, retryable: 1, refused: 0 });
    expect(found.executions[0]).toMatchObject({
      executionId: execution,
      status: 'Failed',
      plan: { from: ['ship'], reuse: ['build', 'unit', 'lint'], run: ['ship'] },
      refusal: null,
    });
    granted(await bench.client.deletePipeline({ path: { pipeline: 'shipping' } }));
    expect((await preview({})).executions[0]).toMatchObject({
      plan: null,
      refusal: { code: 'PIPELINE_DELETED' },
    });
    expect(bench.delegate.ran.length).toBe(ran);
  });

  it('is not of executions that were retried, and of what is too old for any retry', async () => {
    await failed(1);
    failing({ push: 'again' });
    granted(await create());
    await bench.settle();
    expect((await preview({})).total).toBe(1);
    await bench.pass(asMilliseconds(31 * 24 * 60 * MINUTE));
    expect((await preview({})).total).toBe(0);
  });
});

describe('a batch of retries', () => {
  it('retries all that its filter means, so many at once, and counts what became of them', async () => {
    const executions = await failed(3);
    bench.delegate.script = () => 'hang';
    const { batchId } = granted(await create({ atOnce: 2, note: 'registry is back' }));
    await bench.settle();
    expect(await batchOf(batchId)).toMatchObject({
      status: 'RUNNING',
      note: 'registry is back',
      counts: { toDo: 1, running: 2 },
    });
    failing({});
    for (const task of bench.delegate.hanging()) {
      await bench.delegate.end(task, { status: 'Success', outputs: {} });
    }
    await bench.settle();
    const batch = await batchOf(batchId);
    expect(batch).toMatchObject({ status: 'COMPLETED', counts: { succeeded: 3 }, total: 3 });
    expect(batch.members.map(({ executionId }) => executionId)).toEqual(executions);
    for (const { executionId, retryExecutionId } of batch.members) {
      const latest = granted(
        await bench.client.latestExecutionId({ path: { execution: executionId } }),
      );
      expect(latest.data.latestExecutionId).toBe(retryExecutionId);
    }
    const listed = granted(await bench.client.listRetryBatches({}));
    expect(listed.batches.map((one) => one.batchId)).toEqual([batchId]);
  });

  it('stops when the first ones all fail again, and says so', async () => {
    await failed(5);
    const { batchId } = granted(await create({ atOnce: 1, stopAfter: 2 }));
    await bench.settle();
    const batch = await batchOf(batchId);
    expect(batch).toMatchObject({
      status: 'STOPPED',
      stopReason: 'the first 2 retries that ended all failed again',
      counts: { failedAgain: 2, cancelled: 3 },
    });
    expect(batch.members.filter(({ retryStatus }) => retryStatus === 'Failed')).toHaveLength(2);
  });

  it('asks for the permission of whoever made it at the moment of each member', async () => {
    await failed(2);
    bench.delegate.script = () => 'hang';
    const { batchId } = granted(await create({ atOnce: 1 }));
    await bench.settle();
    lost.add('core_pipeline_retry');
    failing({});
    for (const task of bench.delegate.hanging()) {
      await bench.delegate.end(task, { status: 'Success', outputs: {} });
    }
    await bench.settle();
    const batch = await batchOf(batchId);
    expect(batch.counts).toMatchObject({ succeeded: 1, refused: 1 });
    expect(batch.members[1]?.refusal).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('that is cancelled begins nothing new, and lets what runs go on', async () => {
    await failed(3);
    bench.delegate.script = () => 'hang';
    const { batchId } = granted(await create({ atOnce: 1 }));
    await bench.settle();
    const cancelled = granted(await bench.client.cancelRetryBatch({ path: { batch: batchId } }));
    expect(cancelled).toMatchObject({
      status: 'STOPPING',
      stopReason: expect.stringContaining('cancelled by'),
      counts: { running: 1, cancelled: 2 },
    });
    for (const task of bench.delegate.hanging()) {
      await bench.delegate.end(task, { status: 'Success', outputs: {} });
    }
    await bench.settle();
    expect(await batchOf(batchId)).toMatchObject({ status: 'CANCELLED', counts: { succeeded: 1 } });
    expect(denied(await bench.client.cancelRetryBatch({ path: { batch: batchId } }))).toMatchObject(
      { httpStatus: 409, code: 'RETRY_BATCH_ENDED' },
    );
  });

  it('by the digest of a preview is made as long as that still holds', async () => {
    await failed(1);
    const { digest } = await preview({});
    await failed(1);
    expect(denied(await create({ digest }))).toMatchObject({
      httpStatus: 409,
      code: 'PLAN_CHANGED',
    });
    expect(granted(await create({ digest: (await preview({})).digest })).total).toBe(2);
  });

  it('is made once by a request that is sent again, and by no other request', async () => {
    await failed(1);
    failing({});
    const { batchId } = granted(await create({}, 'tonight'));
    await bench.settle();
    expect(granted(await create({}, 'tonight')).batchId).toBe(batchId);
    expect(denied(await create({ atOnce: 9 }, 'tonight')).code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(granted(await bench.client.listRetryBatches({})).total).toBe(1);
  });

  it('is made once by a request that is sent several times at once', async () => {
    await failed(2);
    failing({});
    const all = await Promise.all(Array.from({ length: 10 }, () => create({}, 'tonight')));
    expect(new Set(all.map((one) => granted(one).batchId)).size).toBe(1);
    await bench.settle();
    expect(await batchOf(granted(all[0] ?? (await create())).batchId)).toMatchObject({
      status: 'COMPLETED',
      counts: { succeeded: 2 },
    });
    expect(granted(await bench.client.listRetryBatches({})).total).toBe(1);
  });

  it('that nothing matches is over at once', async () => {
    const batch = granted(await create({ filter: { pipelines: ['nothing'] } }));
    expect(batch).toMatchObject({ status: 'COMPLETED', total: 0 });
  });

  it('of another project is answered like one that does not exist', async () => {
    const { batchId } = granted(await create());
    const path = { batch: batchId };
    const elsewhere = await bench.client.getRetryBatch({ path, query: { orgIdentifier: 'x' } });
    expect(denied(elsewhere)).toMatchObject({ httpStatus: 404, code: 'RETRY_BATCH_NOT_FOUND' });
    const strange = await bench.client.getRetryBatch({ path: { batch: '../..' } });
    expect(denied(strange).code).toBe('RETRY_BATCH_NOT_FOUND');
  });

  it.each([
    { atOnce: 0 },
    { atOnce: 1.5 },
    { stopAfter: -1 },
    { filter: { failure: '' } },
    { filter: { statuses: ['Success'] } },
  ])('is refused when it is asked for with %j', async (body) => {
    const sent = JSON.stringify({ filter: {}, ...body });
    const answer = await bench.send('POST', '/api/v1/retry-batches', { body: sent });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'INVALID_REQUEST' });
  });
});
