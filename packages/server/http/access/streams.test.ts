import type { ClientProblem } from '@reprise/api/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { granted } from '../testing/api-bench.ts';
import { SHIPPING } from '../testing/pipelines.ts';
import { type Member, openTeamBench, PROJECT, type TeamBench } from '../testing/team-bench.ts';

let bench: TeamBench;
beforeEach(async () => {
  bench = await openTeamBench(undefined, { admissionCheck: 1 });
});
afterEach(() => bench.close());

const QUERY = { orgIdentifier: PROJECT.orgId, projectIdentifier: PROJECT.projectId };

/** An execution that goes on for ever, and somebody who may look at it. */
async function runForever(): Promise<{ readonly execution: string; readonly ann: Member }> {
  const admin = await bench.member('admin', '_account_admin', { accountId: 'default' });
  const ann = await bench.member('ann', '_project_viewer');
  bench.delegate.script = () => 'hang';
  granted(await admin.client.createPipeline({ query: QUERY, body: SHIPPING }));
  const path = { pipeline: 'shipping' };
  const begun = await admin.client.executePipeline({ path, query: QUERY });
  await bench.settle();
  return { execution: granted(begun).data.planExecutionId, ann };
}

const STREAMS = ['watchExecution', 'watchOutline'] as const;

async function watch(
  { client }: Member,
  execution: string,
  name: (typeof STREAMS)[number] = 'watchExecution',
) {
  const stream = granted<AsyncIterable<unknown>, ClientProblem>(
    await client[name]({ path: { execution }, query: {} }),
  );
  return stream[Symbol.asyncIterator]();
}

const rest = async (messages: AsyncIterator<unknown>): Promise<void> => {
  while ((await messages.next()).done !== true);
};

const token = { kind: 'token', scope: { accountId: 'default' }, identifier: 'ann' } as const;
const user = { ...token, kind: 'user' } as const;

describe.each(STREAMS)('%s', (name) => {
  it.each([
    ['their token is revoked', () => bench.store.access.remove(token)],
    ['they are removed', () => bench.store.access.remove(user)],
  ])('is cut off when %s', async (_, revoke) => {
    const { execution, ann } = await runForever();
    const messages = await watch(ann, execution, name);
    expect((await messages.next()).done).toBe(false);
    expect(bench.watchers()).toBe(1);
    await revoke();
    await rest(messages);
    expect(bench.watchers()).toBe(0);
  });
});

it('whoever follows a log is cut off when their token is revoked', async () => {
  const { execution, ann } = await runForever();
  const key = `default/pipeline/shipping/1/-${execution}/pipeline.stages.build.spec.execution.steps.compile/1`;
  const path = `/log-service/stream?accountID=default&key=${encodeURIComponent(key)}`;
  const answer = await bench.send('GET', path, { headers: ann.headers });
  expect(answer.status).toBe(200);
  await bench.store.access.remove(token);
  await answer.text();
});

it('others go on watching', async () => {
  const { execution, ann } = await runForever();
  const bea = await bench.member('bea', '_project_viewer');
  const [annsMessages, beasMessages] = [await watch(ann, execution), await watch(bea, execution)];
  await bench.store.access.remove(token);
  await rest(annsMessages);
  for (const task of bench.delegate.hanging()) {
    await bench.delegate.end(task, {
      status: 'Failed',
      failure: { types: ['Verification'], message: 'no' },
    });
  }
  const seen: unknown[] = [];
  for (let next = await beasMessages.next(); next.done !== true; next = await beasMessages.next()) {
    seen.push(next.value);
  }
  expect(seen.at(-1)).toMatchObject({ event: 'end' });
});
