import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { stepIdentifier } from '../../../testing/scripted-delegate.ts';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { SHIPPING } from '../../testing/pipelines.ts';
import { APPLICATION, ask, onlyError, resume, run } from '../testing/bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterEach(() => bench.close());

/** Which steps the delegate is given by what follows. */
async function stepsOf(follows: () => Promise<unknown>): Promise<readonly string[]> {
  const before = bench.delegate.ran.length;
  await follows();
  await bench.settle();
  return bench.delegate.ran.slice(before).map(({ taskId }) => stepIdentifier(taskId));
}

const idOf = (data: unknown): string => {
  const execution = z.object({ execution: z.object({ id: z.string() }) });
  return z.object({ resumeExecution: execution }).parse(data).resumeExecution.execution.id;
};

describe('resuming an execution', () => {
  it('runs the whole set again though only one of it failed, and all after it', async () => {
    const source = await run(bench, 'shipping', 'check');
    const steps = await stepsOf(async () => {
      const answer = await resume(bench, source, 'STAGE 2');
      expect(answer).toMatchObject({ data: { resumeExecution: { clientMutationId: 'again' } } });
    });
    expect(steps.toSorted()).toEqual(['check', 'push', 'test']);
  });

  it.each(['stage 2', 'lint', 'Stage unit'])(
    'takes "%s" for the set where it stands',
    async (name) => {
      const source = await run(bench, 'shipping', 'check');
      const steps = await stepsOf(() => resume(bench, source, name));
      expect(steps.toSorted()).toEqual(['check', 'push', 'test']);
    },
  );

  it('goes back to an earlier stage than the one that failed', async () => {
    const source = await run(bench, 'shipping', 'push');
    const steps = await stepsOf(() => resume(bench, source, 'STAGE 1'));
    expect(steps.toSorted()).toEqual(['check', 'compile', 'push', 'test']);
  });

  it.each([
    ['a stage that it did not reach', 'STAGE 3', 'STAGE_NOT_STARTED'],
    ['a stage that it does not have', 'STAGE 9', 'STAGE_NOT_FOUND'],
  ])('is refused from %s, and nothing runs', async (_, stage, code) => {
    const source = await run(bench, 'shipping', 'check');
    const steps = await stepsOf(async () => {
      const { data, errors } = await resume(bench, source, stage);
      expect(data).toEqual({ resumeExecution: null });
      expect(errors).toMatchObject([{ extensions: { code } }]);
    });
    expect(steps).toEqual([]);
  });

  it('is refused for one that succeeded, and for one that was resumed already', async () => {
    const { errors } = await resume(bench, await run(bench, 'shipping'), 'STAGE 1');
    expect(errors).toMatchObject([{ extensions: { code: 'STATUS_NOT_RETRYABLE' } }]);
    const source = await run(bench, 'shipping', 'push');
    await resume(bench, source, 'STAGE 3');
    const again = await resume(bench, source, 'STAGE 3');
    expect(again.errors).toMatchObject([{ extensions: { code: 'ALREADY_RETRIED' } }]);
  });

  it('is refused while it runs', async () => {
    bench.delegate.script = () => 'hang';
    const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
    await bench.settle();
    const { errors } = await resume(bench, begun.data.planExecutionId, 'STAGE 1');
    expect(errors).toMatchObject([{ extensions: { code: 'EXECUTION_NOT_ENDED' } }]);
  });

  it('resumes one only of the same execution asked for twice in one document', async () => {
    const source = await run(bench, 'shipping', 'push');
    const one = `resumeExecution(input: {applicationId: "${APPLICATION}", pipelineExecutionId: "${source}", pipelineStageName: "STAGE 3"}) { execution { id } }`;
    const { data, errors } = await ask(bench, `mutation { a: ${one} b: ${one} }`);
    expect(data).toMatchObject({ a: { execution: { id: expect.any(String) } }, b: null });
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'ALREADY_RETRIED' } }]);
  });
});

describe('a refusal', () => {
  it('speaks of resuming, with the statuses that FirstGen has', async () => {
    const done = await run(bench, 'shipping');
    expect(onlyError(await resume(bench, done, 'STAGE 1'))).toMatch(
      /^The execution is SUCCESS\. Only one that is FAILED, ABORTED, EXPIRED or REJECTED can be resumed/,
    );
    bench.delegate.script = () => 'hang';
    const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
    const running = onlyError(await resume(bench, begun.data.planExecutionId, 'STAGE 1'));
    expect(running).toContain('is still RUNNING');
    await bench.settle();
    const failed = await run(bench, 'shipping', 'check');
    expect(onlyError(await resume(bench, failed, 'STAGE 3'))).toContain(
      'cannot be resumed from there, only from build, unit, lint.',
    );
    expect(onlyError(await resume(bench, failed, 'STAGE 9'))).toMatch(
      /^The execution has no stage/,
    );
    await resume(bench, failed, 'STAGE 1');
    expect(onlyError(await resume(bench, failed, 'STAGE 1'))).toMatch(/was resumed already, by \w/);
  });
});

describe('a chain of executions that resume each other', () => {
  it('is one line of the list, the newest, which tells of the others', async () => {
    const first = await run(bench, 'shipping', 'push');
    const other = await run(bench, 'shipping');
    const second = idOf((await resume(bench, first, 'STAGE 3')).data);
    await bench.settle();
    const { data } = await ask(
      bench,
      '{ executions(limit: 10) { nodes { id status ... on PipelineExecution { resumeHistory { id status } } } pageInfo { total hasMore } } }',
    );
    expect(data).toEqual({
      executions: {
        nodes: [
          {
            id: second,
            status: 'SUCCESS',
            resumeHistory: [
              { id: second, status: 'SUCCESS' },
              { id: first, status: 'RESUMED' },
            ],
          },
          { id: other, status: 'SUCCESS', resumeHistory: [{ id: other, status: 'SUCCESS' }] },
        ],
        pageInfo: { total: 2, hasMore: false },
      },
    });
  });
});

it('an execution of another application is none, in every field', async () => {
  const source = await run(bench, 'shipping', 'push');
  const resumed = await resume(bench, source, 'STAGE 3', 'another_project');
  expect(onlyError(resumed)).toMatch(/execution does not exist$/);
  const approvals = await ask(
    bench,
    `{ approvalDetails(applicationId: "another_project", executionId: "${source}") { approvalDetails { approvalId } } }`,
  );
  expect(onlyError(approvals)).toMatch(/execution does not exist$/);
});
