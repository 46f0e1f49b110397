import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { denied, granted } from '../testing/api-bench.ts';
import { type Member, openTeamBench, type TeamBench } from '../testing/team-bench.ts';

let bench: TeamBench;
let ann: Member;
beforeEach(async () => {
  bench = await openTeamBench();
  const admin = await bench.member('admin', '_account_admin', { accountId: 'default' });
  for (const identifier of ['shop', 'bank']) {
    granted(await admin.client.createOrganization({ body: { organization: { identifier } } }));
    for (const name of ['front', 'back']) {
      const query = { orgIdentifier: identifier };
      granted(await admin.client.createProject({ query, body: { project: { identifier: name } } }));
    }
  }
  const front = { accountId: 'default', orgId: 'shop', projectId: 'front' };
  ann = await bench.member('ann', '_pipeline_executor', front);
});
afterEach(() => bench.close());

describe('somebody with rights in one project only', () => {
  it('is shown that project and its organization', async () => {
    const projects = granted(await ann.client.listProjects({})).data.content;
    expect(projects.map(({ project }) => [project.orgIdentifier, project.identifier])).toEqual([
      ['shop', 'front'],
    ]);
    const organizations = granted(await ann.client.listOrganizations({})).data.content;
    expect(organizations.map(({ organization }) => organization.identifier)).toEqual(['shop']);
    const query = { orgIdentifier: 'shop' };
    granted(await ann.client.getProject({ path: { project: 'front' }, query }));
    granted(await ann.client.getOrganization({ path: { org: 'shop' } }));
  });

  it('is refused what lies beside it, whether it is there or not', async () => {
    const projectOf = (orgIdentifier: string, project: string) =>
      ann.client.getProject({ path: { project }, query: { orgIdentifier } });
    for (const project of ['back', 'nothing']) {
      expect(denied(await projectOf('shop', project)).code).toBe('FORBIDDEN');
    }
    for (const org of ['bank', 'nothing']) {
      expect(denied(await ann.client.getOrganization({ path: { org } })).code).toBe('FORBIDDEN');
      const query = { orgIdentifier: org };
      expect(denied(await ann.client.listProjects({ query })).code).toBe('FORBIDDEN');
    }
  });

  it('is shown the executions of that project by FirstGen, without naming an application', async () => {
    const query = '{ executions(limit: 5) { pageInfo { total } nodes { id } } }';
    const answer = await bench.send('POST', '/api/graphql', {
      headers: { ...ann.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toMatchObject({
      data: { executions: { pageInfo: { total: 0 }, nodes: [] } },
    });
  });
});

it('somebody without any rights is refused', async () => {
  const nobody = await bench.member('nobody');
  expect(denied(await nobody.client.listProjects({})).code).toBe('FORBIDDEN');
  expect(denied(await nobody.client.listOrganizations({})).code).toBe('FORBIDDEN');
});
