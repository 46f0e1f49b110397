import type { Permission } from '@reprise/api';
import { createClient } from '@reprise/api/client';
import { BUILT_IN_ROLES, permissionsFor, scopeLevelOf } from '@reprise/core/access';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BASE } from '../testing/api-bench.ts';
import { furnish, guarded, OTHER_WAYS, requestTo, type Values } from '../testing/every-endpoint.ts';
import { type Member, openTeamBench, PROJECT, type TeamBench } from '../testing/team-bench.ts';

interface Verdict {
  readonly permission: Permission;
  readonly level: string;
  readonly allowed: boolean;
}

/** Says what the stored rights would say, and then no: so that nothing that is asked for happens. */
const verdicts: Verdict[] = [];
let isListening = false;

let bench: TeamBench;
let values: Values;
beforeAll(async () => {
  bench = await openTeamBench((rights) => ({
    allows: async (principal, permission, scope, resource) => {
      const allowed = await rights.allows(principal, permission, scope, resource);
      if (!isListening) return allowed;
      verdicts.push({ permission, level: scopeLevelOf(scope), allowed });
      return false;
    },
  }));
  const admin = await bench.member('admin', '_account_admin', { accountId: 'default' });
  const client = createClient({ fetch: bench.fetch, baseUrl: BASE, headers: admin.headers });
  values = await furnish({ ...bench, client });
  isListening = true;
});
afterAll(() => bench.close());

const FOREIGN = { ...PROJECT, projectId: 'another' };
const AT = {
  account: { own: { accountId: 'default' }, foreign: { accountId: 'another' } },
  organization: {
    own: { accountId: 'default', orgId: 'default' },
    foreign: { accountId: 'default', orgId: 'another' },
  },
  project: { own: PROJECT, foreign: FOREIGN },
} as const;

/** The levels that a role reaches from where it is assigned. */
const REACHED = {
  account: ['account', 'organization', 'project'],
  organization: ['organization', 'project'],
  project: ['project'],
} as const;

describe.each(BUILT_IN_ROLES)(
  'with the role $identifier',
  ({ identifier, permissions, levels }) => {
    const [level = 'project'] = levels;
    const members = new Map<string, Member>();
    beforeAll(async () => {
      for (const where of ['own', 'foreign'] as const) {
        const name = `${identifier.replaceAll('_', '')}${where}`;
        members.set(where, await bench.member(name, identifier, AT[level][where]));
      }
    });
    const asked = async (where: string, [name, endpoint]: (typeof guarded)[number]) => {
      verdicts.length = 0;
      const headers = members.get(where)?.headers ?? {};
      const answer = await requestTo(
        bench,
        values,
        { name, endpoint, path: endpoint.path },
        headers,
      );
      return { status: answer.status, verdicts: [...verdicts] };
    };

    it.each(guarded)(
      '%s is allowed as the role says, and only where it is assigned',
      async (...route) => {
        const [name, { permission }] = route;
        if (permission === 'own' || permission === 'public' || permission === 'by-field') return;
        const own = await asked('own', route);
        // A route that asks nothing has no check: that is what this test is for.
        expect(own.verdicts.length).toBeGreaterThan(0);
        for (const verdict of own.verdicts) {
          expect([permission, ...(OTHER_WAYS[name] ?? [])]).toContain(verdict.permission);
          const enough = permissionsFor(verdict.permission).some((each) =>
            permissions.includes(each),
          );
          const reached = REACHED[level].some((each) => each === verdict.level);
          expect(verdict).toEqual({ ...verdict, allowed: enough && reached });
        }
        const foreign = await asked('foreign', route);
        expect(foreign.status).toBe(403);
        expect(foreign.verdicts.filter(({ allowed }) => allowed)).toEqual([]);
        expect(foreign.verdicts.length).toBeGreaterThan(0);
      },
    );
  },
);

describe('without a login', () => {
  it.each(guarded)('%s is refused before anything is read', async (name, endpoint) => {
    verdicts.length = 0;
    const route = { name, endpoint, path: endpoint.path };
    for (const headers of [
      {},
      { authorization: 'Bearer nothing' },
      { 'x-api-key': 'pat.default.x.y' },
    ]) {
      const answer = await requestTo(bench, values, route, headers);
      expect([name, answer.status]).toEqual([name, 401]);
    }
    expect(verdicts).toEqual([]);
  });
});
