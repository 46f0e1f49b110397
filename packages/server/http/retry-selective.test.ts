import { asMilliseconds } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from './testing/api-bench.ts';
import { SELECTIVE, TAG_OF_BUILD } from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SELECTIVE }));
});
afterEach(() => bench.close());

const path = { pipeline: 'selective' };

/** An execution of `ship` alone, with a value for the tag that `build` would have made; it failed. */
async function failedShip(): Promise<string> {
  bench.delegate.script = () => ({
    status: 'Failed',
    failure: { message: 'exit 3', types: ['Unknown'] },
  });
  const expressionValues = { [TAG_OF_BUILD]: '1.2' };
  const body = { stageIdentifiers: ['ship'], expressionValues };
  const begun = granted(await bench.client.executeStages({ path, body }));
  await bench.settle();
  return begun.data.planExecutionId;
}

async function changedAfter(yaml: string) {
  const execution = await failedShip();
  await bench.pass(asMilliseconds(1000));
  granted(await bench.client.updatePipeline({ path, body: yaml }));
  const plan = granted(
    await bench.client.planRetry({ path: { execution }, body: { from: ['ship'] } }),
  );
  return plan.changed.definition;
}

describe('the plan of a retry of some stages, after the pipeline was saved', () => {
  it('says nothing of the stages that were left out, nor of the values given for them', async () => {
    const changed = await changedAfter(SELECTIVE.replace('Stage tell', 'Tell everybody'));
    expect(changed).toEqual({ version: 2, unreadable: null, differences: [] });
  });

  it('tells what differs in those that ran', async () => {
    const changed = await changedAfter(SELECTIVE.replace('push <+', 'deliver <+'));
    expect(changed).toMatchObject({
      differences: [{ stage: 'ship', step: 'push', change: 'changed' }],
    });
  });

  it('says why it cannot tell when these stages could not be run alone any more', async () => {
    const changed = await changedAfter(
      SELECTIVE.replace('allowStageExecutions: true', 'allowStageExecutions: false'),
    );
    expect(changed).toMatchObject({
      differences: [],
      unreadable: expect.stringContaining('set allowStageExecutions: true'),
    });
  });
});
