import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../../testing/scripted-delegate.ts';
import { denied, granted } from '../testing/api-bench.ts';
import { SHIPPING } from '../testing/pipelines.ts';
import { type Member, openTeamBench, type TeamBench } from '../testing/team-bench.ts';

const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
const RETRIER = ['core_pipeline_view', 'core_pipeline_retry'];

let bench: TeamBench;
let admin: Member;
beforeEach(async () => {
  bench = await openTeamBench();
  admin = await bench.member('admin', '_account_admin', { accountId: 'default' });
});
afterEach(() => bench.close());

/** Somebody who may retry, and nothing but these pipelines. */
async function retrier(...identifiers: readonly string[]): Promise<Member> {
  const ann = await bench.member('ann');
  const query = PROJECT;
  const role = { identifier: 'retrier', permissions: RETRIER };
  granted(await admin.client.createRole({ query, body: role }));
  const resourceFilter = {
    includeAllResources: false,
    resources: [{ resourceType: 'PIPELINE', identifiers: [...identifiers] }],
  };
  const resourceGroup = { identifier: 'some', resourceFilter };
  granted(await admin.client.createResourceGroup({ query, body: { resourceGroup } }));
  const body = {
    identifier: 'given',
    roleIdentifier: 'retrier',
    resourceGroupIdentifier: 'some',
    principal: { identifier: 'ann', type: 'USER' as const },
  };
  granted(await admin.client.createRoleAssignment({ query, body }));
  return ann;
}

/** So many executions of a pipeline, all failed at their end, whose cause is mended by now. */
async function failed(pipeline: string, count = 1): Promise<void> {
  const body = SHIPPING.replace('identifier: shipping', `identifier: ${pipeline}`);
  granted(await admin.client.createPipeline({ query: PROJECT, body }));
  bench.delegate.script = ({ taskId }) =>
    stepIdentifier(taskId) === 'push'
      ? { status: 'Failed', failure: { message: 'exit 1', types: ['Unknown'] } }
      : { status: 'Success', outputs: {} };
  for (let each = 0; each < count; each += 1) {
    granted(await admin.client.executePipeline({ path: { pipeline }, query: PROJECT, body: '' }));
    await bench.settle();
  }
  bench.delegate.script = () => ({ status: 'Success', outputs: {} });
}

const create = ({ client }: Member, pipelines?: string[]) =>
  client.createRetryBatch({
    query: PROJECT,
    body: { filter: pipelines === undefined ? {} : { pipelines }, atOnce: 1, note: 'mended' },
  });
const batchOf = async ({ client }: Member, batch: string) =>
  granted(await client.getRetryBatch({ path: { batch }, query: PROJECT }));

describe('a batch of retries on a server with users', () => {
  it('takes the right to retry every pipeline that it means, and no other', async () => {
    await failed('one');
    await failed('two');
    const ann = await retrier('one');
    expect(denied(await create(ann)).code).toBe('FORBIDDEN');
    expect(denied(await create(ann, ['one', 'two'])).code).toBe('FORBIDDEN');
    expect(
      denied(await ann.client.previewRetryBatch({ query: PROJECT, body: { filter: {} } })).code,
    ).toBe('FORBIDDEN');
    const { batchId } = granted(await create(ann, ['one']));
    await bench.settle();
    expect(await batchOf(ann, batchId)).toMatchObject({ total: 1, counts: { succeeded: 1 } });
  });

  it('of somebody else is neither seen nor cancelled by whom its pipelines are not open to', async () => {
    await failed('one');
    await failed('two');
    const ann = await retrier('one');
    bench.delegate.script = () => 'hang';
    const { batchId: batch } = granted(await create(admin, ['two']));
    const asked = { path: { batch }, query: PROJECT };
    expect(denied(await ann.client.getRetryBatch(asked)).code).toBe('FORBIDDEN');
    expect(denied(await ann.client.cancelRetryBatch(asked)).code).toBe('FORBIDDEN');
  });

  it('refuses the members whose turn comes when its maker may no longer retry them', async () => {
    await failed('one', 2);
    const ann = await retrier('one');
    bench.delegate.script = () => 'hang';
    const { batchId } = granted(await create(ann, ['one']));
    await bench.settle();
    const path = { roleAssignment: 'given' };
    granted(await admin.client.deleteRoleAssignment({ path, query: PROJECT }));
    for (const task of bench.delegate.hanging()) {
      await bench.delegate.end(task, { status: 'Success', outputs: {} });
    }
    await bench.settle();
    const batch = await batchOf(admin, batchId);
    expect(batch).toMatchObject({ status: 'COMPLETED', counts: { succeeded: 1, refused: 1 } });
    expect(batch.members[1]?.refusal).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is kept as an act, and so is every retry of it, in the name of its maker', async () => {
    await failed('one', 2);
    const ann = await retrier('one');
    const { batchId } = granted(await create(ann, ['one']));
    await bench.settle();
    const audit = granted(await admin.client.listAudit({ body: {} })).data.content;
    const mine = audit.filter(
      ({ authenticationInfo: { principal } }) => principal.identifier === 'ann',
    );
    expect(mine.map(({ action, resource }) => [action, resource.type])).toEqual([
      ['retry', 'execution'],
      ['retry', 'execution'],
      ['retry', 'retry batch'],
    ]);
    expect(mine.at(-1)).toMatchObject({
      resource: { identifier: batchId },
      reason: 'mended',
      change: { executions: '2' },
    });
  });
});
