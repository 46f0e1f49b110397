import { endpoints } from '@reprise/api';
import { afterEach, describe, expect, it } from 'vitest';
import { ACT_NAMES } from '../../use-cases/access/acts.ts';
import type { UseCases } from '../../use-cases/index.ts';
import { granted } from '../testing/api-bench.ts';
import { furnish, requestTo, type Values } from '../testing/every-endpoint.ts';
import { openTeamBench, PASSWORD, type TeamBench } from '../testing/team-bench.ts';

let bench: TeamBench;
afterEach(() => bench.close());

/** What is no GET and changes nothing all the same: questions that need a body. */
const QUESTIONS: ReadonlySet<string> = new Set([
  'listUsers',
  'validateToken',
  'checkAccess',
  'listRoleAssignments',
  'listAudit',
  'listPipelines',
  'inputsTemplate',
  'listExecutions',
  'planRetry',
  'previewRetryBatch',
  'logDownload',
  'lintPipeline',
  'evaluateExpression',
  'listConnectorsV2',
  'listEnvironmentGroups',
  'listServiceOverridesV2',
  'testConnector',
  'startPreflight',
  'validateSmtpName',
  'listSecretsByFilter',
  'listTemplates',
  'mergeInputSets',
  'mergeWithTemplate',
  // What a document asks for is seen by its fields; each mutation is a use case that is an act.
  'graphql',
]);

/** What a call did before it was an act or a question: looking up what it is about. */
const LOOKUPS = /^(?:get|list|read|find)[A-Z]/;

const changing = Object.entries(endpoints).filter(
  ([name, { method }]) => method !== 'GET' && !QUESTIONS.has(name),
);

/** A bench that tells which use cases each request came to. */
async function openWatchedBench(): Promise<{ readonly values: Values; readonly called: string[] }> {
  const called: string[] = [];
  bench = await openTeamBench(undefined, {
    between: (useCases) =>
      new Proxy(useCases, {
        get: (target, name: keyof UseCases) => {
          called.push(name);
          return target[name];
        },
      }),
  });
  const admin = await bench.member('admin', '_account_admin', { accountId: 'default' });
  const values = await furnish({ ...bench, client: admin.client });
  return { values, called };
}

describe('the audit', () => {
  it('has an act for whatever an endpoint changes', async () => {
    const { values, called } = await openWatchedBench();
    const unkept: string[] = [];
    for (const [name, endpoint] of changing) {
      called.length = 0;
      const route = { name: name as keyof typeof endpoints, endpoint, path: endpoint.path };
      await requestTo(bench, values, route, (await bench.member(`x_${name}`)).headers);
      const acts = called.filter((each) => ACT_NAMES.has(each));
      if (acts.length === 0)
        unkept.push(`${name}: ${called.filter((each) => !LOOKUPS.test(each)).join(', ')}`);
    }
    expect(unkept).toEqual([]);
    expect(changing.length).toBeGreaterThan(60);
  });

  it('says of everything who did what, when and where, and never a secret', async () => {
    const { values } = await openWatchedBench();
    expect(values['secret']).toBe('thing');
    const admin = await bench.member('reader', '_account_viewer', { accountId: 'default' });
    const query = { pageSize: 100 };
    const { content } = granted(await admin.client.listAudit({ query, body: {} })).data;
    const told = content.map(
      ({ action, resource, resourceScope, authenticationInfo: { principal } }) => [
        principal.identifier,
        action,
        resource.type,
        resource.identifier,
        resourceScope.projectIdentifier,
      ],
    );
    expect(told).toContainEqual(['admin', 'create', 'secret', 'thing', 'default_project']);
    expect(told).toContainEqual(['admin', 'create', 'template', 'thing', 'default_project']);
    expect(told).toContainEqual(['admin', 'create', 'input set', 'thing', 'default_project']);
    expect(told).toContainEqual(['admin', 'create', 'mail server', 'localhost', null]);
    expect(content.every(({ timestamp }) => timestamp === bench.clock.now())).toBe(true);
    expect(JSON.stringify(content)).not.toContain('hunter2');
  });

  it('has logins, of those who log in, and no passwords', async () => {
    bench = await openTeamBench();
    const body = {
      secret: await bench.invitation(),
      email: 'ada@example.com',
      name: 'Ada',
      password: PASSWORD,
    };
    granted(await bench.client.acceptInvitation({ body }));
    granted(await bench.client.login({ body: { email: 'ada@example.com', password: PASSWORD } }));
    const reader = await bench.member('reader', '_account_viewer', { accountId: 'default' });
    const { content } = granted(await reader.client.listAudit({ body: {} })).data;
    expect(
      content.map(({ action, authenticationInfo: { labels } }) => [labels['username'], action]),
    ).toEqual([
      ['ada@example.com', 'login'],
      ['ada@example.com', 'accept invitation'],
    ]);
    expect(JSON.stringify(content)).not.toContain(PASSWORD);
  });
});
