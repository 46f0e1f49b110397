import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

it('the schema of a pipeline is told at each path that clients know', async () => {
  const paths = ['/pipeline/api/yaml-schema', '/gateway/ng/api/yaml-schema', '/api/yamlSchema'];
  for (const path of paths) {
    const answer: unknown = await (await bench.send('GET', path)).json();
    expect(answer).toMatchObject({ data: { title: expect.stringContaining('pipeline') } });
  }
});

it('that of a template or an input set is asked for by its type, in any case', async () => {
  const title = async (entityType: string) =>
    granted(await bench.client.yamlSchema({ query: { entityType } })).data['title'];
  expect(await title('Template')).toContain('template');
  expect(await title('inputsets')).toContain('input-set');
});

it('that of anything else is refused with what there is', async () => {
  const refused = denied(await bench.client.yamlSchema({ query: { entityType: 'Triggers' } }));
  expect(refused.message).toContain('Pipelines, Template or InputSets');
});
