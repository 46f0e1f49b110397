import { endpoints, errorEnvelope } from '@reprise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await openApiBench();
});
afterAll(() => bench.close());

describe('what Harness answers and this server does not', () => {
  it.each([
    ['GET', '/pipeline/api/triggers?targetIdentifier=x', 'no triggers'],
    ['POST', '/gateway/pipeline/api/triggers?targetIdentifier=x', 'no triggers'],
    ['DELETE', '/pipeline/api/triggers/nightly', 'no triggers'],
    ['POST', '/pipeline/api/webhook/custom?pipelineIdentifier=x', 'execute/{pipeline}'],
    ['POST', '/ng/api/webhook', 'no triggers'],
    ['POST', '/pipeline/api/pipelines/import?repoName=x', 'reprise apply'],
    ['POST', '/ng/api/freeze/list', 'no deployment freezes'],
    ['GET', '/ng/api/settings?category=CI', 'no settings'],
    ['GET', '/ng/api/file-store', 'no file store'],
    ['POST', '/ng/api/delegate-setup/listDelegates', 'built into the server'],
    ['GET', '/ng/api/v2/user-groups', '/ng/api/user-groups'],
  ])(
    'is refused in its own envelope, with what to do instead: %s %s',
    async (method, path, why) => {
      const answer = await bench.send(method, path, method === 'GET' ? {} : { body: '{}' });
      const body = errorEnvelope.parse(await answer.json());
      expect([answer.status, body.code]).toEqual([404, 'NOT_SUPPORTED']);
      expect(body.message).toContain(why);
      expect(body.responseMessages[0]?.message).toBe(body.message);
    },
  );

  it('hides nothing that is answered, or that is called so', async () => {
    granted(await bench.client.createPipeline({ body: SHIPPING.replaceAll('shipping', 'import') }));
    const read = await bench.send('GET', '/pipeline/api/pipelines/import');
    expect(read.status).toBe(200);
    const other = await bench.send('GET', '/pipeline/api/triggersx');
    expect(await other.json()).toMatchObject({ code: 'ROUTE_NOT_FOUND' });
    const wrongMethod = await bench.send('PATCH', '/pipeline/api/pipelines/import');
    expect(wrongMethod.status).toBe(405);
  });

  it('speaks of paths that there are', () => {
    const paths = new Set(Object.values(endpoints).map(({ path }): string => path));
    for (const path of [
      '/pipeline/api/pipeline/execute/{pipeline}',
      '/ng/api/user-groups',
      '/authz/api/roleassignments/filter',
    ]) {
      expect(paths).toContain(path);
    }
  });
});
