import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

async function failedExecution(): Promise<string> {
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'check'
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
  await bench.settle();
  return begun.data.planExecutionId;
}

const retry = (planExecutionId: string, idempotencyKey: string, more: object = {}) =>
  bench.client.retryExecution({
    path: { pipeline: 'shipping' },
    query: { planExecutionId, retryStages: ['lint'], idempotencyKey, ...more },
    body: '',
  });

const executions = async (): Promise<number> =>
  granted(await bench.client.listExecutions({ query: { showAllExecutions: true } })).data
    .totalElements;

describe('a retry under an idempotency key', () => {
  it('gets the same answer when it is sent again, also when the retry has ended and was retried itself', async () => {
    const execution = await failedExecution();
    const first = granted(await retry(execution, 'k1')).data.planExecutionId;
    await bench.settle();
    expect(granted(await retry(execution, 'k1')).data.planExecutionId).toBe(first);
    granted(await retry(first, 'k2'));
    expect(granted(await retry(execution, 'k1')).data.planExecutionId).toBe(first);
    expect(await executions()).toBe(3);
  });

  it.each([10, 100])('begins once when it is sent %i times at once', async (count) => {
    const execution = await failedExecution();
    const answers = await Promise.all(
      Array.from({ length: count }, () => retry(execution, 'the-one')),
    );
    const begun = new Set(answers.map((answer) => granted(answer).data.planExecutionId));
    expect(begun.size).toBe(1);
    expect(await executions()).toBe(2);
  });

  it.each([10, 100])(
    'wins once against %i others, who are told which execution won',
    async (count) => {
      const execution = await failedExecution();
      const answers = await Promise.all(
        Array.from({ length: count }, (_, n) => retry(execution, `key-${n}`)),
      );
      const winners = answers.filter(({ ok }) => ok);
      expect(winners).toHaveLength(1);
      const [won] = winners.map((answer) => granted(answer).data.planExecutionId);
      for (const answer of answers.filter(({ ok }) => !ok)) {
        const refused = denied(answer);
        expect(refused).toMatchObject({ httpStatus: 409, code: 'ALREADY_RETRIED' });
        expect(refused.message).toContain(won);
      }
    },
  );

  it('is refused when something else is asked under the same key', async () => {
    const execution = await failedExecution();
    const first = granted(await retry(execution, 'k1')).data.planExecutionId;
    for (const other of [{ retryStages: ['build'] }, { notesForPipelineExecution: 'why' }]) {
      const refused = denied(await retry(execution, 'k1', other));
      expect(refused).toMatchObject({ httpStatus: 409, code: 'IDEMPOTENCY_KEY_REUSED' });
      expect(refused.message).toContain(first);
    }
  });

  it('is decided anew after a refusal: nothing was begun', async () => {
    const execution = await failedExecution();
    const nobody = { planDigest: `sha256:${'0'.repeat(64)}` };
    expect(denied(await retry(execution, 'k1', nobody)).code).toBe('PLAN_CHANGED');
    granted(await retry(execution, 'k1'));
  });

  it.each(['with space', 'x'.repeat(256), 'é'])('is refused with the key %j', async (key) => {
    const refused = denied(await retry(await failedExecution(), key));
    expect(refused).toMatchObject({ httpStatus: 400, code: 'INVALID_REQUEST' });
  });
});

describe('the header Idempotency-Key', () => {
  it.each([
    [
      'POST',
      (id: string) =>
        `/pipeline/api/pipeline/execute/retry/shipping?planExecutionId=${id}&retryStages=lint`,
    ],
    ['PUT', (id: string) => `/pipeline/api/pipeline/execute/retry/${id}?retryStages=lint`],
    [
      'POST',
      (id: string) =>
        `/v1/orgs/default/projects/default_project/pipelines/shipping/execute/retry/${id}?retry_stages=lint`,
    ],
    ['POST', () => '/pipeline/api/pipeline/execute/shipping'],
    ['POST', () => '/v1/orgs/default/projects/default_project/pipelines/shipping/execute'],
  ])('is heard by %s, spelling %#', async (method, pathOf) => {
    const path = pathOf(await failedExecution());
    const before = await executions();
    const send = () =>
      bench.send(method, path, {
        headers: { 'idempotency-key': 'k1' },
        body: path.startsWith('/v1') || method === 'PUT' ? '{}' : '',
      });
    const [one, other] = [await send(), await send()];
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(await executions()).toBe(before + 1);
  });
});

it('a run under a key gets the same answer too, also once its pipeline is gone', async () => {
  const run = (more: object = {}) =>
    bench.client.executePipeline({
      path: { pipeline: 'shipping' },
      query: { idempotencyKey: 'k1', ...more },
    });
  const first = granted(await run()).data.planExecutionId;
  granted(await bench.client.deletePipeline({ path: { pipeline: 'shipping' } }));
  expect(granted(await run()).data.planExecutionId).toBe(first);
  expect(denied(await run({ notesForPipelineExecution: 'why' })).code).toBe(
    'IDEMPOTENCY_KEY_REUSED',
  );
});
