import { createClient } from '@reprise/api/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE, granted } from '../testing/api-bench.ts';
import { furnish, guarded, requestTo, type Values } from '../testing/every-endpoint.ts';
import { APPROVAL, SHIPPING } from '../testing/pipelines.ts';
import { type Member, openTeamBench, PROJECT, type TeamBench } from '../testing/team-bench.ts';

/** Whoever rules one project names it in every request, and beside it the ids of another project. */
const WALLED = { orgIdentifier: 'default', projectIdentifier: 'walled' };
const SCOPE = { ...PROJECT, projectId: 'walled' };

let bench: TeamBench;
let values: Values;
let owner: Member;
let before: string;
beforeAll(async () => {
  bench = await openTeamBench();
  owner = await bench.member('admin', '_account_admin', { accountId: 'default' });
  const client = createClient({ fetch: bench.fetch, baseUrl: BASE, headers: owner.headers });
  values = await furnish({ ...bench, client });
  const project = { identifier: 'walled', name: 'Walled', orgIdentifier: 'default' };
  granted(await client.createProject({ query: { orgIdentifier: 'default' }, body: { project } }));
  // The same names on this side, so that no request ends at a pipeline that is not there.
  for (const yaml of [SHIPPING, APPROVAL]) {
    const body = yaml.replace('default_project', 'walled');
    granted(await client.createPipeline({ query: WALLED, body }));
  }
  before = await whole();
});
afterAll(() => bench.close());

/** All that the first project has, as its owner sees it. */
async function whole(): Promise<string> {
  const query = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
  const texts: string[] = [];
  const reading = guarded.filter(
    ([, { method, permission, response }]) =>
      method === 'GET' && permission.endsWith('_view') && response.kind === 'json',
  );
  for (const [name, endpoint] of reading) {
    const asked = { ...values, ...query };
    const route = { name, endpoint, path: endpoint.path };
    const answer = await requestTo(bench, asked, route, owner.headers);
    texts.push(`${name} ${(await answer.text()).replaceAll(/"correlationId":"[^"]*"/g, '')}`);
  }
  return texts.join('\n');
}

/** They name nothing of the other project: whoever rules one may store pipelines in it and remove them, and it. */
const OF_ONES_OWN = new Set([
  'createPipeline',
  'v1CreatePipeline',
  'updatePipeline',
  'v1UpdatePipeline',
  'deletePipeline',
  'v1DeletePipeline',
  'deleteProject',
]);

describe('the ids of another project', () => {
  const inside = () => ({ ...values, ...WALLED, org: 'default', project: 'walled' });

  it.each(guarded.filter(([name]) => !OF_ONES_OWN.has(name)))(
    'lead nowhere from one’s own: %s',
    async (name, endpoint) => {
      const mallory = await bench.member(`mallory${name}`, '_project_admin', SCOPE);
      const route = { name, endpoint, path: endpoint.path };
      const answer = await requestTo(bench, inside(), route, mallory.headers);
      const text = answer.status === 200 ? await firstOf(answer) : '';
      expect(text).not.toContain(values['execution']);
      expect(text).not.toContain('default_project');
    },
  );

  it('change nothing there either', async () => {
    expect(await whole()).toBe(before);
  });
});

/** What is sent at once: a stream would never end. */
async function firstOf(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const first = await reader?.read();
  await reader?.cancel();
  return Buffer.from(first?.value ?? []).toString();
}
