import { asExecutionId, asMilliseconds } from '@reprise/core';
import { planRetry } from '@reprise/core/retry';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMemoryStore } from '../stores/memory/store.ts';
import { type ScriptedDelegate, stepIdentifier } from '../testing/scripted-delegate.ts';
import { countingIds, digestOf, openWorkshop, SOMEBODY } from '../testing/workshop.ts';
import { type ApiBench, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

const MONTH = asMilliseconds(30 * 24 * 60 * 60_000);

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

function failingAt(delegate: ScriptedDelegate, step: string): void {
  delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === step
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
}

async function failedAtCheck(): Promise<string> {
  failingAt(bench.delegate, 'check');
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
  await bench.settle();
  return begun.data.planExecutionId;
}

const retry = (planExecutionId: string) =>
  bench.client.retryExecution({
    path: { pipeline: 'shipping' },
    query: { planExecutionId, retryStages: ['lint'] },
    body: '',
  });

it('12: a retry runs what ran, though the server was started anew in between', async () => {
  const store = createMemoryStore();
  const before = await openWorkshop({ store });
  failingAt(before.delegate, 'check');
  const execution = await before.run(SHIPPING);
  await before.engine.stop();
  const ids = { ...countingIds(), executionId: () => asExecutionId('after-the-restart') };
  const after = await openWorkshop({ store, ids });
  const source = (await after.engine.read(execution))?.state;
  if (source === undefined) throw new Error('the execution does not load');
  const plan = planRetry(
    source,
    { from: ['lint'], runAllStages: false },
    {
      now: after.clock.now(),
      pipelineExists: true,
      rootCreatedAt: source.created.at,
      maximumAge: MONTH,
      digest: digestOf,
    },
  );
  const begun = await after.engine.retry({ source, plan: granted(plan), by: SOMEBODY });
  await after.settle();
  const { executionId, definition } = granted(begun).created;
  expect(definition).toBe(source.created.definition);
  expect(after.delegate.ran.map(({ taskId }) => stepIdentifier(taskId))).toEqual(['check', 'push']);
  expect((await store.executions.row(executionId))?.status).toBe('Success');
  await after.close();
});

it('18: a stage that is not in the pipeline any more is reused, for a retry runs what ran', async () => {
  const execution = await failedAtCheck();
  const body = SHIPPING.replaceAll('build', 'construct').replaceAll('lint', 'style');
  granted(await bench.client.updatePipeline({ path: { pipeline: 'shipping' }, body }));
  const before = bench.delegate.ran.length;
  failingAt(bench.delegate, 'nothing');
  const begun = granted(await retry(execution)).data.planExecutionId;
  await bench.settle();
  const { data } = granted(await bench.client.getExecution({ path: { execution: begun } }));
  expect(data.pipelineExecutionSummary.status).toBe('Success');
  const ran = bench.delegate.ran.slice(before).map(({ taskId }) => stepIdentifier(taskId));
  expect(ran.toSorted()).toEqual(['check', 'push', 'test']);
});
