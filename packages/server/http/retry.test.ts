import type { ClientProblem } from '@reprise/api/client';
import { asMilliseconds, type Result } from '@reprise/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { inputsOf, SHIPPING, WITH_INPUTS } from './testing/pipelines.ts';

const V1 = { org: 'default', project: 'default_project' };
let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  for (const body of [SHIPPING, WITH_INPUTS]) granted(await bench.client.createPipeline({ body }));
});
afterEach(() => bench.close());

function fail(...steps: readonly string[]): void {
  bench.delegate.script = ({ taskId }) =>
    steps.includes(stepIdentifier(taskId))
      ? { status: 'Failed', failure: { message: 'exit 3', types: ['Unknown'], exitCode: 3 } }
      : { status: 'Success', outputs: {} };
}

async function run(pipeline: string, body = ''): Promise<string> {
  const begun = granted(await bench.client.executePipeline({ path: { pipeline }, body }));
  await bench.settle();
  return begun.data.planExecutionId;
}

/** An execution of `shipping` in which these steps failed, mended since. */
async function failedAt(...steps: readonly string[]): Promise<string> {
  fail(...steps);
  const execution = await run('shipping');
  fail();
  return execution;
}

const retry = (planExecutionId: string, retryStages: readonly string[], more: object = {}) =>
  bench.client.retryExecution({
    path: { pipeline: 'shipping' },
    query: { planExecutionId, retryStages: [...retryStages], ...more },
    body: '',
  });

/** Which steps the delegate is given from now on. */
function stepsFromNow(): () => readonly string[] {
  const before = bench.delegate.ran.length;
  return () => bench.delegate.ran.slice(before).map(({ taskId }) => stepIdentifier(taskId));
}

describe('what may be retried', () => {
  it('is told by position, up to the one that failed', async () => {
    const path = { execution: await failedAt('check') };
    const { data } = granted(await bench.client.retryStages({ path }));
    expect(data).toMatchObject({ resumable: true, isResumable: true, errorMessage: null });
    expect(
      data.groups.map(({ info }) => info.map((one) => `${one.identifier} ${one.status}`)),
    ).toEqual([['build Success'], ['unit Success', 'lint Failed']]);
    expect(data.groups[1]?.info[0]).toMatchObject({ parentId: 'build', nextId: '' });
  });

  it('is nothing of an execution that succeeded, with the reason in an ordinary answer', async () => {
    const path = { execution: await run('shipping') };
    const { data } = granted(await bench.client.retryStages({ path }));
    expect(data.resumable).toBe(false);
    expect(data.errorMessage).toContain('Success');
  });
});

describe('an execution whose whole pipeline was rolled back', () => {
  const strategy =
    'failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: PipelineRollback}}}]';
  const body = SHIPPING.replaceAll('shipping', 'undone').replace(
    /(name: Stage ship\n( +)type: Custom)/,
    `$1\n$2${strategy}`,
  );

  it('is not offered for a retry where it is listed, nor where it is shown', async () => {
    granted(await bench.client.createPipeline({ body }));
    fail('push');
    const execution = await run('undone');
    const summary = { planExecutionId: execution, status: 'Failed', canRetry: false };
    expect(granted(await bench.client.listExecutions({})).data.content).toMatchObject([summary]);
    const path = { execution };
    expect(granted(await bench.client.executionHead({ path }))).toMatchObject(summary);
    const { data } = granted(await bench.client.retryStages({ path }));
    expect(data).toMatchObject({ resumable: false });
    expect(data.errorMessage).toContain('rolled back');
  });
});

describe('the plan of a retry', () => {
  it('tells for each stage what will happen and why, before anything does', async () => {
    const execution = await failedAt('check');
    const ran = stepsFromNow();
    const body = { from: ['lint'], runAllStages: false };
    const plan = granted(await bench.client.planRetry({ path: { execution }, body }));
    expect(plan.stages.map((stage) => `${stage.identifier} ${stage.decision}`)).toEqual([
      'build reuse',
      'unit reuse',
      'lint run',
      'ship run',
    ]);
    expect(plan.stages.every(({ reason }) => reason.length > 0)).toBe(true);
    expect(plan).toMatchObject({ sourceExecutionId: execution, rootExecutionId: execution });
    await bench.settle();
    expect(ran()).toEqual([]);
  });

  it('begins at the stages that failed when none is named', async () => {
    const path = { execution: await failedAt('check', 'test') };
    const plan = granted(await bench.client.planRetry({ path, body: {} }));
    expect(plan.from.toSorted()).toEqual(['lint', 'unit']);
  });

  it('is refused with the reason and a stable code', async () => {
    const path = { execution: await failedAt('check') };
    const codeFor = async (from: string[]) =>
      denied(await bench.client.planRetry({ path, body: { from } })).code;
    expect(await codeFor([])).toBe('NO_STAGE_NAMED');
    expect(await codeFor(['nope'])).toBe('STAGE_NOT_FOUND');
    expect(await codeFor(['ship'])).toBe('STAGE_NOT_STARTED');
    expect(await codeFor(['build', 'lint'])).toBe('STAGES_NOT_IN_ONE_GROUP');
  });

  it('is refused once the first execution of the chain is too old', async () => {
    const path = { execution: await failedAt('check') };
    await bench.pass(asMilliseconds(31 * 24 * 60 * 60 * 1000));
    const refused = denied(await bench.client.planRetry({ path, body: {} }));
    expect(refused.code).toBe('RETRY_TOO_OLD');
  });

  it('is refused once the pipeline is deleted', async () => {
    const path = { execution: await failedAt('check') };
    granted(await bench.client.deletePipeline({ path: { pipeline: 'shipping' } }));
    expect(denied(await bench.client.planRetry({ path, body: {} })).code).toBe('PIPELINE_DELETED');
  });
});

describe('retrying', () => {
  it('runs the whole parallel group by default, and reuses what came before', async () => {
    const execution = await failedAt('check');
    const ran = stepsFromNow();
    const begun = granted(await retry(execution, ['lint']));
    await bench.settle();
    expect(ran().toSorted()).toEqual(['check', 'push', 'test']);
    expect(begun.data.planExecution.metadata.retryInfo).toEqual({
      isRetry: true,
      rootExecutionId: execution,
      parentRetryId: execution,
      retriedBy: null,
    });
    const path = { execution: begun.data.planExecutionId };
    const { data } = granted(await bench.client.getExecution({ path }));
    const build = Object.values(data.executionGraph.nodeMap).find(
      ({ identifier }) => identifier === 'compile',
    );
    expect(build?.reused).toMatchObject({ originExecutionId: execution });
    expect(data.pipelineExecutionSummary).toMatchObject({
      status: 'Success',
      showRetryHistory: true,
    });
  });

  it('runs only what failed of the group when asked to', async () => {
    const execution = await failedAt('check');
    const ran = stepsFromNow();
    granted(await retry(execution, ['lint'], { runAllStages: false }));
    await bench.settle();
    expect(ran()).toEqual(['check', 'push']);
  });

  it('happens once: every other caller is told which execution won', async () => {
    const execution = await failedAt('check');
    const answers = await Promise.all(Array.from({ length: 20 }, () => retry(execution, ['lint'])));
    const winners = answers.filter(({ ok }) => ok);
    expect(winners).toHaveLength(1);
    const won = winners.map((answer) => granted(answer).data.planExecutionId)[0] ?? 'nobody';
    for (const answer of answers.filter(({ ok }) => !ok)) {
      const refused = denied(answer);
      expect(refused).toMatchObject({ httpStatus: 409, code: 'ALREADY_RETRIED' });
      expect(refused.message).toContain(won);
    }
  });

  it('is refused when the plan that was shown is not the plan any more', async () => {
    const execution = await failedAt('check');
    const body = { from: ['lint'] };
    const { digest } = granted(await bench.client.planRetry({ path: { execution }, body }));
    const refused = denied(await retry(execution, ['build'], { planDigest: digest }));
    expect(refused).toMatchObject({ httpStatus: 409, code: 'PLAN_CHANGED' });
    granted(await retry(execution, ['lint'], { planDigest: digest }));
  });

  it('is refused by the name of another pipeline', async () => {
    const execution = await failedAt('check');
    const refused = denied(
      await bench.client.retryExecution({
        path: { pipeline: 'asking' },
        query: { planExecutionId: execution, retryStages: ['lint'] },
      }),
    );
    expect(refused.code).toBe('IDENTIFIER_MISMATCH');
  });

  it('goes by the execution alone, from the stages that failed, as assistants ask for it', async () => {
    const execution = await failedAt('check');
    const ran = stepsFromNow();
    const path = `/pipeline/api/pipeline/execute/retry/${execution}`;
    const body = JSON.stringify({ orgIdentifier: 'default', projectIdentifier: 'default_project' });
    const headers = { 'content-type': 'application/json' };
    expect((await bench.send('PUT', path, { body, headers })).status).toBe(200);
    await bench.settle();
    expect(ran().toSorted()).toEqual(['check', 'push', 'test']);
  });

  it('works in the v1 spelling, with commas', async () => {
    const execution = await failedAt('check', 'test');
    const ran = stepsFromNow();
    granted(
      await bench.client.v1RetryExecution({
        path: { ...V1, pipeline: 'shipping', execution },
        query: { retry_stages: ['unit,lint'], notes: 'again' },
      }),
    );
    await bench.settle();
    expect(ran().toSorted()).toEqual(['check', 'push', 'test']);
  });
});

describe('the inputs of a retry', () => {
  const failedAsking = async (inputs: string): Promise<string> => {
    fail('compile');
    const execution = await run('asking', inputs);
    fail();
    return execution;
  };
  const retryWith = (planExecutionId: string, body: string) =>
    bench.client.retryExecution({
      path: { pipeline: 'asking' },
      query: { planExecutionId, retryStages: ['build'] },
      body,
    });

  it.each([
    ['left out', () => ''],
    ['sent back as they were', () => inputsOf('1.0')],
    ['written in another way', () => `# the same\n${inputsOf('1.0').replaceAll('"', "'")}`],
    ['completed by a default', () => inputsOf('1.0', 'blue')],
  ])('may be %s', async (_, given) => {
    const execution = await failedAsking(inputsOf('1.0'));
    granted(await retryWith(execution, given()));
  });

  type Ask = (execution: string, inputs: string) => Promise<Result<unknown, ClientProblem>>;
  const spellings: Readonly<Record<string, Ask>> = {
    'by the pipeline': retryWith,
    'by the execution alone': (execution: string, inputs_yaml: string) =>
      bench.client.retryFailedStages({ path: { execution }, body: { inputs_yaml } }),
    'in v1': (execution: string, inputs_yaml: string) =>
      bench.client.v1RetryExecution({
        path: { ...V1, pipeline: 'asking', execution },
        query: { retry_stages: ['build'] },
        body: { inputs_yaml },
      }),
  };

  it.each(Object.entries(spellings))(
    'may not be others, asked %s: the difference is named',
    async (_, ask) => {
      const execution = await failedAsking(inputsOf('1.0'));
      const refused = denied(await ask(execution, inputsOf('2.0')));
      expect(refused).toMatchObject({ httpStatus: 400, code: 'INPUTS_DIFFER' });
      for (const part of ['version', '2.0', '1.0']) expect(refused.message).toContain(part);
      expect((await ask(execution, inputsOf('1.0'))).ok).toBe(true);
    },
  );

  it('may not be more than the pipeline asked for', async () => {
    const execution = await failedAsking(inputsOf('1.0'));
    const refused = denied(await retryWith(execution, inputsOf('1.0').replace('version', 'speed')));
    expect(refused.code).toBe('INPUTS_DIFFER');
    expect(refused.message).toContain('speed');
  });
});

describe('the history of retries', () => {
  it('shows the chain newest first, and the list only its newest', async () => {
    const first = await failedAt('check');
    fail('push');
    const second = granted(await retry(first, ['lint'])).data.planExecutionId;
    await bench.settle();
    const path = { execution: first };
    const { data } = granted(await bench.client.retryHistory({ path }));
    expect(data).toMatchObject({ latestExecutionId: second, retryStagesMetadata: null });
    expect(data.executionInfos.map(({ uuid, status }) => [uuid, status])).toEqual([
      [second, 'Failed'],
      [first, 'Failed'],
    ]);
    const ofSecond = granted(await bench.client.retryHistory({ path: { execution: second } }));
    expect(ofSecond.data.retryStagesMetadata).toEqual({
      retryStagesIdentifier: ['lint'],
      skipStagesIdentifier: ['build'],
    });
    const latest = granted(await bench.client.latestExecutionId({ path }));
    expect(latest.data.latestExecutionId).toBe(second);
    const idsOf = async (query: object) =>
      granted(await bench.client.listExecutions({ query })).data.content.map(
        ({ planExecutionId }) => planExecutionId,
      );
    expect(await idsOf({})).toEqual([second]);
    expect(await idsOf({ showAllExecutions: true })).toEqual([second, first]);
  });
});
