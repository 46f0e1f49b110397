import { asMilliseconds } from '@reprise/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { APPLICATION, ask, onlyError, run } from '../graphql/testing/bench.ts';
import { type ApiBench, granted, openApiBench } from '../testing/api-bench.ts';
import { APPROVAL, SHIPPING } from '../testing/pipelines.ts';
import { readZip } from './testing/read-zip.ts';

const HOUR = 60 * 60 * 1000;
const EXPORT = `mutation ($input: ExportExecutionsInput!) { exportExecutions(input: $input) {
  clientMutationId requestId status totalExecutions triggeredAt statusLink downloadLink expiresAt errorMessage } }`;

const payload = z.object({
  requestId: z.string(),
  status: z.string(),
  totalExecutions: z.number(),
  triggeredAt: z.number(),
  statusLink: z.string(),
  downloadLink: z.string(),
  expiresAt: z.number(),
});
const answered = z.object({ exportExecutions: payload });

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  for (const body of [SHIPPING, APPROVAL]) granted(await bench.client.createPipeline({ body }));
});
afterEach(() => bench.close());

const asked = async (input: object = {}) => {
  const { data, errors } = await ask(bench, EXPORT, { input });
  expect(errors).toBeUndefined();
  return answered.parse(data).exportExecutions;
};
const leap = (length: number) => bench.clock.leap(asMilliseconds(length), () => bench.settle());
const follow = (link: string) => bench.fetch(new Request(link));
const filesOf = async (link: string) => {
  const answer = await follow(link);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  return readZip(Buffer.from(await answer.arrayBuffer()));
};

it('an export holds each execution that has ended, with the logs of its steps', async () => {
  const failed = await run(bench, 'shipping', 'push');
  const live = await run(bench, 'gated');
  const filters = [{ application: { operator: 'IN', values: [APPLICATION] } }];
  const one = await asked({ clientMutationId: 'x', notifyOnlyTriggeringUser: true, filters });
  expect(one).toMatchObject({ status: 'READY', totalExecutions: 1 });
  expect(one.expiresAt - one.triggeredAt).toBe(72 * HOUR);
  expect(await (await follow(one.statusLink)).json()).toEqual({ ...one, errorMessage: null });
  const files = await filesOf(one.downloadLink);
  const names = Object.keys(files);
  expect(names[0]).toBe('HarnessExecutionsLogs/README.txt');
  expect(names.every((name) => /^HarnessExecutionsLogs\/[\w.-]+(?:\/[\w.-]+)?$/.test(name))).toBe(
    true,
  );
  expect(names.join()).toContain(failed);
  expect(names.join()).not.toContain(live);
  const [document] = names.filter((name) => name.endsWith('/execution.json'));
  const execution = JSON.parse(files[document ?? ''] ?? '');
  expect(execution.pipelineExecutionSummary).toMatchObject({
    planExecutionId: failed,
    status: 'Failed',
  });
  expect(execution.resolvedYaml).toContain('identifier: shipping');
  const logs = names.filter((name) => name.endsWith('.log')).map((name) => name.split('/')[2]);
  expect(
    execution.executionLogFiles.map((log: { executionLogFile: string }) => log.executionLogFile),
  ).toEqual(logs);
  expect(logs.length).toBeGreaterThan(3);
});

it('an export is an act that is kept', async () => {
  await run(bench, 'shipping');
  const { requestId } = await asked();
  const { items } = await bench.store.audit.list({ accountId: 'default' }, 0, 10);
  expect(items.find(({ action }) => action === 'export')).toMatchObject({
    resource: requestId,
    change: { executions: '1' },
    by: { name: 'local' },
  });
});

it('an export stays what it was when more has run since', async () => {
  const first = await run(bench, 'shipping');
  const one = await asked();
  const second = await run(bench, 'shipping');
  const names = Object.keys(await filesOf(one.downloadLink)).join();
  expect([names.includes(first), names.includes(second)]).toEqual([true, false]);
});

it('is over after three days, and forgotten a month later', async () => {
  await run(bench, 'shipping');
  const one = await asked();
  await leap(72 * HOUR - 1);
  expect((await follow(one.downloadLink)).status).toBe(200);
  await leap(1);
  const answer = await follow(one.downloadLink);
  expect(answer.status).toBe(410);
  expect(await answer.json()).toMatchObject({ code: 'EXPORT_EXPIRED' });
  expect(await (await follow(one.statusLink)).json()).toMatchObject({ status: 'EXPIRED' });
  await leap(34 * 24 * HOUR);
  await asked();
  expect((await follow(one.statusLink)).status).toBe(404);
});

it('is refused more than 25 times within a day', async () => {
  await run(bench, 'shipping');
  for (let count = 0; count < 25; count += 1) await asked();
  const answer = await ask(bench, EXPORT, { input: {} });
  expect(onlyError(answer)).toContain('25');
  expect(answer.errors).toMatchObject([{ extensions: { code: 'TOO_MANY_EXPORTS' } }]);
  await leap(24 * HOUR + 1);
  expect(await asked()).toMatchObject({ status: 'READY' });
});

it.each([
  [{}, 'nothing to export'],
  [{ filters: [{ status: { operator: 'EQUALS', values: ['PAUSED'] } }] }, 'nothing to export'],
  [{ userGroupIds: ['ops'] }, 'nobody is told'],
  [{ filters: [{ status: { operator: 'LIKE', values: ['FAILED'] } }] }, 'does not take LIKE'],
])('%j is refused, with the reason', async (input, why) => {
  await run(bench, 'gated');
  const answer = await ask(bench, EXPORT, { input });
  expect(answer.data).toEqual({ exportExecutions: null });
  expect(onlyError(answer)).toContain(why);
});

it('links that were made up, or name another account, lead nowhere', async () => {
  await run(bench, 'shipping');
  const { downloadLink, requestId } = await asked();
  for (const link of [
    downloadLink.replace('accountId=default', 'accountId=other'),
    downloadLink.replace(requestId, 'x'),
    downloadLink.replace(requestId, '..%2F..%2Fetc%2Fpasswd'),
  ]) {
    expect((await follow(link)).status).toBe(404);
  }
});

it('a link is only for whoever may see all that is in it', async () => {
  let closed = false;
  const guarded = await openApiBench({
    rights: { allows: async (_, permission) => !closed || permission !== 'core_pipeline_view' },
  });
  granted(await guarded.client.createPipeline({ body: SHIPPING }));
  await run(guarded, 'shipping');
  const { data } = await ask(guarded, EXPORT, { input: {} });
  const { downloadLink, statusLink } = answered.parse(data).exportExecutions;
  closed = true;
  for (const link of [downloadLink, statusLink]) {
    expect((await guarded.fetch(new Request(link))).status).toBe(403);
  }
  await guarded.close();
});
