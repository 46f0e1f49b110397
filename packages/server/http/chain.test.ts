import { asExecutionId, asMilliseconds } from '@reprise/core';
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

function failing(step: string): void {
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === step
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
}

async function run(): Promise<string> {
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
  await bench.settle();
  return begun.data.planExecutionId;
}

async function retry(planExecutionId: string, stage: string, note: string): Promise<string> {
  await bench.pass(asMilliseconds(60_000));
  const begun = granted(
    await bench.client.retryExecution({
      path: { pipeline: 'shipping' },
      query: { planExecutionId, retryStages: [stage], notesForPipelineExecution: note },
      body: '',
    }),
  );
  await bench.settle();
  return begun.data.planExecutionId;
}

/** Failed at `check`, then at `push`, then went well. */
async function threeAttempts(): Promise<readonly [string, string, string]> {
  failing('check');
  const first = await run();
  failing('push');
  const second = await retry(first, 'lint', 'a fixed linter');
  failing('nothing');
  return [first, second, await retry(second, 'ship', 'the registry is back')];
}

const chainOf = async (execution: string, query: object = {}) =>
  granted(await bench.client.executionChain({ path: { execution }, query }));

describe('the chain of an execution', () => {
  it('tells of each attempt who, when, why and how, newest first, whichever is asked about', async () => {
    const [first, second, third] = await threeAttempts();
    for (const one of [first, second, third]) {
      const chain = await chainOf(one);
      expect(chain).toMatchObject({ rootExecutionId: first, latestExecutionId: third, total: 3 });
      const told = chain.attempts.map(({ executionId, parentExecutionId, ...rest }) => [
        executionId,
        parentExecutionId,
        rest.isLatest,
        rest.status,
        rest.triggeredBy,
        rest.notes,
        rest.from,
      ]);
      expect(told).toEqual([
        [third, second, true, 'Success', 'local', 'the registry is back', ['ship']],
        [second, first, false, 'Failed', 'local', 'a fixed linter', ['lint']],
        [first, null, false, 'Failed', 'local', null, []],
      ]);
    }
  });

  it('tells which stages ran and which were reused from where, and why', async () => {
    const [first, second, third] = await threeAttempts();
    const { attempts } = await chainOf(third);
    const fates = attempts.map(({ stages }) =>
      stages.map(({ identifier, fate, originExecutionId }) =>
        [identifier, fate, originExecutionId].filter((part) => part !== null).join(' '),
      ),
    );
    expect(fates).toEqual([
      [`build reused ${first}`, `unit reused ${second}`, `lint reused ${second}`, 'ship ran'],
      [`build reused ${first}`, 'unit ran', 'lint ran', 'ship ran'],
      ['build ran', 'unit ran', 'lint ran', 'ship notStarted'],
    ]);
    expect(attempts[0]?.stages.map(({ reason }) => reason)).toEqual([
      'it ended Success and comes before ship',
      'it ended Success and comes before ship',
      'it ended Success and comes before ship',
      'the retry starts from it',
    ]);
  });

  it('tells a stage that its condition skipped from one that ran', async () => {
    const body = SHIPPING.replace(
      'identifier: unit',
      'identifier: unit\n            when: {pipelineStatus: Success, condition: "false"}',
    );
    granted(await bench.client.updatePipeline({ path: { pipeline: 'shipping' }, body }));
    failing('push');
    const { attempts } = await chainOf(await run());
    expect(attempts[0]?.stages.map(({ fate }) => fate)).toEqual(['ran', 'skipped', 'ran', 'ran']);
  });

  it('comes in pages', async () => {
    const [first, second] = await threeAttempts();
    const { attempts, total } = await chainOf(first, { page: 1, size: 1 });
    expect(attempts.map(({ executionId }) => executionId)).toEqual([second]);
    expect(total).toBe(3);
  });

  it('shows an attempt whose record cannot be read back, and the others', async () => {
    const [first, second] = await threeAttempts();
    await bench.store.executions.quarantine(asExecutionId(second), 'torn');
    const { attempts } = await chainOf(first);
    expect(attempts.map(({ quarantined }) => quarantined)).toEqual([null, 'torn', null]);
  });

  it('is one row of the list, with its newest execution, unless all are asked for', async () => {
    const [first, second, third] = await threeAttempts();
    const listed = async (showAllExecutions: boolean) =>
      granted(await bench.client.listExecutions({ query: { showAllExecutions } })).data.content.map(
        ({ planExecutionId }) => planExecutionId,
      );
    expect(await listed(false)).toEqual([third]);
    expect(await listed(true)).toEqual([third, second, first]);
  });
});

describe('an earlier attempt', () => {
  it('stays readable, says that it is not the newest, and names the newest', async () => {
    const [first, second, third] = await threeAttempts();
    const infoOf = async (execution: string) => {
      const call = { path: { execution } };
      const { data } = granted(await bench.client.getExecution(call));
      const head = granted(await bench.client.executionHead(call));
      expect(head.retryInfo).toEqual(data.pipelineExecutionSummary.retryInfo);
      return head;
    };
    expect(await infoOf(first)).toMatchObject({
      canRetry: false,
      status: 'Failed',
      retryInfo: { retriedBy: second, latestExecutionId: third },
    });
    expect((await infoOf(third)).retryInfo).toMatchObject({
      retriedBy: null,
      latestExecutionId: third,
    });
  });

  it('cannot be retried, and the refusal names the newest', async () => {
    const [first, , third] = await threeAttempts();
    const refused = denied(
      await bench.client.planRetry({ path: { execution: first }, body: { from: ['lint'] } }),
    );
    expect(refused.code).toBe('ALREADY_RETRIED');
    expect(refused.message).toContain(`retry ${third}`);
  });
});
