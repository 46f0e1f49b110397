import { nodeExecutionIdOf } from '@reprise/api';
import { asExecutionId, asMilliseconds, asNodeKey } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { RISKY } from './testing/pipelines.ts';

const PUSH = asNodeKey('pipeline.stages.ship.spec.execution.steps.push');

let bench: ApiBench;
let execution: string;
beforeEach(async () => {
  bench = await openApiBench();
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'push'
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
  granted(await bench.client.createPipeline({ body: RISKY }));
});
afterEach(() => bench.close());

async function start(): Promise<void> {
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'risky' } }));
  execution = begun.data.planExecutionId;
  await bench.settle();
}

const uuid = () => nodeExecutionIdOf(asExecutionId(execution), PUSH);

async function push() {
  const { data } = granted(await bench.client.getExecution({ path: { execution } }));
  return { ...data.executionGraph.nodeMap[uuid()], pipeline: data.pipelineExecutionSummary.status };
}

async function intervene(interruptType: string) {
  const path = { execution, node: uuid() };
  const answer = await bench.client.interveneNode({ path, query: { interruptType } });
  await bench.settle();
  return answer;
}

describe('a step that failed', () => {
  it('shows every try of it, and what was decided about each', async () => {
    await start();
    expect(await push()).toMatchObject({ status: 'Queued', attempts: 2, pipeline: 'Running' });
    await bench.pass(asMilliseconds(10_000));
    const node = await push();
    expect(node).toMatchObject({
      status: 'InterventionWaiting',
      pipeline: 'InterventionWaiting',
      failureInfo: { message: 'exit 3' },
      tries: [
        { attempt: 1, status: 'Failed', action: 'Retry', failureInfo: { message: 'exit 3' } },
        { attempt: 2, status: 'Failed', action: 'ManualIntervention' },
      ],
    });
    const keys = node.tries?.map(({ logBaseKey }) => logBaseKey?.split('/').at(-1));
    expect(keys).toEqual(['1', '2']);
    expect(node.logBaseKey).toBe(node.tries?.at(-1)?.logBaseKey);
  });

  it('goes on as a person decides, whose name is kept with it', async () => {
    await start();
    await bench.pass(asMilliseconds(10_000));
    const { data } = granted(await intervene('MARKASSUCCESS'));
    expect(data).toMatchObject({ type: 'MARKASSUCCESS', planExecutionId: execution });
    expect(await push()).toMatchObject({
      status: 'Success',
      pipeline: 'Success',
      interruptHistories: [
        {
          interruptType: 'MarkAsSuccess',
          interruptConfig: { issuedBy: { manualIssuer: { identifier: 'local' } } },
        },
      ],
    });
  });

  it('is rolled back with its stage, or tried once more, at the other endpoint too', async () => {
    await start();
    await bench.pass(asMilliseconds(10_000));
    const path = { execution, node: uuid() };
    const query = { interruptType: 'Retry' };
    granted(await bench.client.interruptNode({ path, query }));
    await bench.settle();
    expect(await push()).toMatchObject({ status: 'InterventionWaiting', attempts: 3 });
    granted(await intervene('StageRollback'));
    expect(await push()).toMatchObject({ status: 'Failed', pipeline: 'Failed' });
    expect(bench.delegate.ran.map(({ taskId }) => stepIdentifier(taskId)).at(-1)).toBe('undo');
  });

  it('is refused a decision that it does not wait for', async () => {
    await start();
    expect(denied(await intervene('Ignore'))).toMatchObject({
      httpStatus: 409,
      code: 'NOT_WAITING_FOR_INTERVENTION',
    });
  });
});

describe('marking as failed', () => {
  it.each(['MarkAsFailed', 'MARKASFAILED'])('%s fails a step that waits its turn', async (type) => {
    await start();
    const path = { execution, node: uuid() };
    granted(await bench.client.interruptNode({ path, query: { interruptType: type } }));
    await bench.settle();
    expect(await push()).toMatchObject({
      status: 'InterventionWaiting',
      failureInfo: {
        message: 'User Initiated Failure',
        failureTypeList: ['UserMarkedFailure'],
      },
    });
  });

  it('fails all that runs when no node is named', async () => {
    await start();
    const query = { interruptType: 'MarkAsFailed' };
    granted(await bench.client.interruptExecution({ path: { execution }, query }));
    expect(await push()).toMatchObject({ status: 'InterventionWaiting' });
  });

  it('is refused where it is switched off', async () => {
    await bench.close();
    bench = await openApiBench({ markAsFailed: false });
    bench.delegate.script = () => 'hang';
    granted(await bench.client.createPipeline({ body: RISKY }));
    await start();
    const query = { interruptType: 'MarkAsFailed' };
    const refused = denied(await bench.client.interruptExecution({ path: { execution }, query }));
    expect(refused).toMatchObject({ httpStatus: 400, code: 'INTERRUPT_NOT_SUPPORTED' });
    expect(refused.message).toContain('switched off');
  });
});

describe('a pause', () => {
  const interrupt = async (interruptType: string) => {
    const path = { execution };
    granted(await bench.client.interruptExecution({ path, query: { interruptType } }));
    await bench.settle();
  };

  it('holds back the next try until somebody resumes', async () => {
    await start();
    await interrupt('PAUSE');
    await bench.pass(asMilliseconds(60_000));
    expect(await push()).toMatchObject({ attempts: 2, status: 'Queued', pipeline: 'Paused' });
    await interrupt('Resume');
    expect(await push()).toMatchObject({ status: 'InterventionWaiting' });
  });

  it('is over when all is expired, whose name is kept', async () => {
    await start();
    await interrupt('Pause');
    await interrupt('ExpireAll');
    expect(await push()).toMatchObject({ status: 'Expired', pipeline: 'Expired' });
  });
});

describe('an interrupt that means nothing here', () => {
  it.each([
    ['Dance', 'There is no interrupt Dance'],
    ['Ignore', 'name it by its uuid'],
  ])('%s: %s', async (interruptType, message) => {
    await start();
    const answer = await bench.client.interruptExecution({
      path: { execution },
      query: { interruptType },
    });
    expect(denied(answer).message).toContain(message);
  });

  it('pauses no single node', async () => {
    await start();
    const path = { execution, node: uuid() };
    const answer = await bench.client.interruptNode({ path, query: { interruptType: 'Pause' } });
    expect(denied(answer).message).toContain('is for the whole execution');
  });

  it('names a node of another execution', async () => {
    await start();
    const path = { execution, node: nodeExecutionIdOf(asExecutionId('other'), PUSH) };
    const query = { interruptType: 'MarkAsFailed' };
    const refused = denied(await bench.client.interruptNode({ path, query }));
    expect(refused).toMatchObject({ httpStatus: 404, code: 'NODE_NOT_FOUND' });
  });

  it('aborts the whole execution when it aborts one node', async () => {
    await start();
    const path = { execution, node: uuid() };
    granted(await bench.client.interruptNode({ path, query: { interruptType: 'Abort' } }));
    await bench.settle();
    expect(await push()).toMatchObject({ status: 'Aborted', pipeline: 'Aborted' });
  });
});
