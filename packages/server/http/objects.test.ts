import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };

const SERVICE = `service:
  identifier: shop # the web shop
  name: Shop
  orgIdentifier: default
  projectIdentifier: default_project
`;

const secret = (identifier: string, value: string | null) =>
  JSON.stringify({
    secret: { type: 'SecretText', identifier, name: identifier, ...PROJECT, spec: { value } },
  });

describe('an object', () => {
  it('is created, read, changed and removed, where its YAML says that it lives', async () => {
    const { client } = bench;
    const created = granted(await client.createService({ body: SERVICE }));
    expect(created.data.service).toMatchObject({ identifier: 'shop', ...PROJECT, yaml: SERVICE });

    const changed = SERVICE.replace('name: Shop', 'name: Shop 2');
    granted(await client.updateService({ body: changed }));
    const found = await client.getService({ path: { service: 'shop' }, query: PROJECT });
    expect(granted(found).data.service).toMatchObject({ name: 'Shop 2', version: 2 });

    granted(await client.deleteService({ path: { service: 'shop' }, query: PROJECT }));
    const gone = await client.getService({ path: { service: 'shop' }, query: PROJECT });
    expect(denied(gone).code).toBe('OBJECT_NOT_FOUND');
  });

  it('lives where the request around its YAML says, if the YAML does not', async () => {
    const { client } = bench;
    const shown = { description: 'sells', tags: { team: 'web' }, ...PROJECT };
    const yaml = 'service: {identifier: shop, name: Shop}';
    const body = JSON.stringify({ identifier: 'shop', name: 'Shop', ...shown, yaml });
    expect(granted(await client.createService({ body })).data.service).toMatchObject(shown);
    const found = await client.getService({ path: { service: 'shop' }, query: PROJECT });
    expect(granted(found).data.service).toMatchObject({ ...shown, yaml });
    const environment = { identifier: 'prod', type: 'Production', color: '#0063F7' };
    const created = await client.createEnvironment({ body: JSON.stringify(environment) });
    expect(granted(created).data.environment).toMatchObject(environment);
  });

  it('is created or saved by an upsert', async () => {
    const { client } = bench;
    for (const version of [1, 2]) {
      const saved = granted(await client.upsertService({ body: SERVICE }));
      expect(saved.data.service).toMatchObject({ identifier: 'shop', version });
    }
    const wrong = await client.upsertService({ body: 'service: {}' });
    expect(denied(wrong).code).toBe('INVALID_OBJECT');
  });

  it('is in one scope only', async () => {
    const { client } = bench;
    granted(await client.createService({ body: SERVICE }));
    expect(granted(await client.listServices({})).data.content).toEqual([]);
    const inOrg = await client.listServices({ query: { orgIdentifier: 'default' } });
    expect(granted(inOrg).data.content).toEqual([]);
    const inProject = granted(await client.listServices({ query: PROJECT }));
    expect(inProject.data.content.map(({ service }) => service.identifier)).toEqual(['shop']);
  });

  it('cannot be created twice, nor changed before it was created', async () => {
    const { client } = bench;
    expect(denied(await client.updateService({ body: SERVICE })).code).toBe('OBJECT_NOT_FOUND');
    granted(await client.createService({ body: SERVICE }));
    expect(denied(await client.createService({ body: SERVICE })).code).toBe('OBJECT_EXISTS');
  });

  it('is refused where request and YAML differ, and where there is no such project', async () => {
    const { client } = bench;
    const elsewhere = await client.createService({
      body: SERVICE,
      query: { projectIdentifier: 'x' },
    });
    expect(denied(elsewhere).code).toBe('IDENTIFIER_MISMATCH');
    const nowhere = await client.createService({ body: SERVICE.replace('default_project', 'x') });
    expect(denied(nowhere)).toMatchObject({ code: 'SCOPE_NOT_FOUND' });
  });

  it('that is wrong is refused with each place', async () => {
    const answer = denied(await bench.client.createService({ body: 'service: {nmae: x}' }));
    expect(answer).toMatchObject({ code: 'INVALID_OBJECT', httpStatus: 400 });
    expect(answer.problems.map(({ line, column }) => [line, column])).toEqual([
      [1, 10],
      [1, 11],
    ]);
  });

  it('is listed by pages, by either spelling of them', async () => {
    const { client } = bench;
    for (const identifier of ['a', 'b', 'c']) {
      granted(await client.createService({ body: JSON.stringify({ identifier }) }));
    }
    const one = granted(await client.listServices({ query: { page: 1, size: 2 } }));
    const other = granted(await client.listServices({ query: { pageIndex: 1, pageSize: 2 } }));
    expect(one.data).toMatchObject({ totalElements: 3, totalItems: 3, totalPages: 2 });
    expect(one.data.content).toHaveLength(1);
    expect(other.data).toEqual(one.data);
  });
});

describe('an infrastructure', () => {
  const infrastructure = JSON.stringify({ identifier: 'k8s', environmentRef: 'prod', type: 'X' });
  const inProd = { query: { environmentIdentifier: 'prod' } };

  it('needs its environment, and goes with it', async () => {
    const { client } = bench;
    const early = await client.createInfrastructure({ body: infrastructure });
    expect(denied(early).message).toContain('Create the environment first');
    const environment = JSON.stringify({ identifier: 'prod', type: 'Production' });
    granted(await client.createEnvironment({ body: environment }));
    granted(await client.createInfrastructure({ body: infrastructure }));
    expect(granted(await client.listInfrastructures(inProd)).data.totalItems).toBe(1);
    granted(await client.deleteEnvironment({ path: { environment: 'prod' } }));
    expect(granted(await client.listInfrastructures(inProd)).data.totalItems).toBe(0);
  });
});

describe('a secret', () => {
  const path = { secret: 'token' };

  it('never shows its value', async () => {
    const { client } = bench;
    const answers = [
      await client.createSecret({ body: secret('token', 'hunter2') }),
      await client.createSecret({ body: secret('token', 'hunter2') }),
      await client.updateSecret({ path, body: secret('token', 'hunter22') }),
      await client.getSecret({ path, query: PROJECT }),
      await client.listSecrets({ query: PROJECT }),
      await client.listSecretsByFilter({ query: PROJECT }),
    ];
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, true, true, true, true]);
    const key = { scope: { level: 'project', accountId: 'default', orgId: 'default' } } as const;
    const project = { ...key.scope, projectId: 'default_project' };
    const stored = await bench.store.objects.list({ kind: 'secret', scope: project }, 0, 10);
    expect(stored.total).toBe(1);
    expect(JSON.stringify([answers, stored])).not.toContain('hunter2');
  });

  it('needs a value at first, and keeps it when it is changed without one', async () => {
    const { client, store } = bench;
    const without = await client.createSecret({ body: secret('token', null) });
    expect(denied(without).code).toBe('INVALID_OBJECT');
    granted(await client.createSecret({ body: secret('token', 'hunter2') }));
    const [before] = await store.secrets.underOtherKeys('', 10);
    granted(await client.updateSecret({ path, body: secret('token', null) }));
    expect(await store.secrets.underOtherKeys('', 10)).toEqual([before]);
    granted(await client.updateSecret({ path, body: secret('token', 'hunter3') }));
    expect(await store.secrets.underOtherKeys('', 10)).not.toEqual([before]);
  });

  it('takes its value with it when it is removed', async () => {
    const { client, store } = bench;
    granted(await client.createSecret({ body: secret('token', 'hunter2') }));
    granted(await client.deleteSecret({ path, query: PROJECT }));
    expect(await store.secrets.underOtherKeys('', 10)).toEqual([]);
  });

  it.each(['', 'a\0b', 'x'.repeat(24_001)])(
    'is not a value that no task could get',
    async (value) => {
      const answer = denied(await bench.client.createSecret({ body: secret('token', value) }));
      expect(answer.code).toBe('INVALID_OBJECT');
      if (value !== '') expect(JSON.stringify(answer)).not.toContain(value);
    },
  );

  it('is sealed anew when the master key is renewed', async () => {
    const { client, store } = bench;
    granted(await client.createSecret({ body: secret('token', 'hunter2') }));
    const rotated = granted(await client.rotateMasterKey({}));
    expect(await store.secrets.underOtherKeys(rotated.keyId, 10)).toEqual([]);
  });

  it('that does not open stops the renewal, and no key is lost', async () => {
    const { client, store } = bench;
    const scope = { level: 'account', accountId: 'default' } as const;
    const lost = { keyId: 'lost', sealed: 'v1.AAAA.AAAA' };
    await store.secrets.put({ scope, identifier: 'token' }, lost);
    expect(denied(await client.rotateMasterKey({})).code).toBe('MASTER_KEY_MISSING');
    expect(await store.secrets.get({ scope, identifier: 'token' })).toEqual(lost);
  });
});

describe('the hierarchy', () => {
  it('grows and shrinks, and holds what was put into it', async () => {
    const { client } = bench;
    const shop = { identifier: 'shop', name: 'Shop', description: 'sells', tags: { a: 'b' } };
    granted(await client.createOrganization({ body: { organization: shop } }));
    const again = await client.createOrganization({ body: { organization: shop } });
    expect(denied(again).code).toBe('SCOPE_EXISTS');
    const web = { identifier: 'web', orgIdentifier: 'shop' };
    granted(await client.createProject({ body: { project: web } }));
    const where = { orgIdentifier: 'shop', projectIdentifier: 'web' };
    granted(await client.createService({ body: '{identifier: x}', query: where }));

    const org = { org: 'shop' };
    expect(denied(await client.deleteOrganization({ path: org })).code).toBe('SCOPE_NOT_EMPTY');
    granted(await client.deleteService({ path: { service: 'x' }, query: where }));
    granted(await client.deleteProject({ path: { project: 'web' }, query: where }));
    granted(await client.deleteOrganization({ path: org }));
    expect(denied(await client.getOrganization({ path: org })).code).toBe('SCOPE_NOT_FOUND');
  });

  it('takes no project without its organisation, and no bad identifier', async () => {
    const { client } = bench;
    const lost = { project: { identifier: 'web', orgIdentifier: 'nowhere' } };
    expect(denied(await client.createProject({ body: lost })).code).toBe('SCOPE_NOT_FOUND');
    const bad = { organization: { identifier: '../etc' } };
    expect(denied(await client.createOrganization({ body: bad })).code).toBe('INVALID_OBJECT');
  });
});

describe('an execution', () => {
  const variable = (identifier: string, fixedValue: string, where: object, type = 'String') =>
    JSON.stringify({ variable: { identifier, type, ...where, spec: { fixedValue } } });

  const PIPELINE = `pipeline:
  identifier: reader
  name: Reader
  orgIdentifier: default
  projectIdentifier: default_project
  stages:
    - stage:
        identifier: one
        name: one
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: read
                  name: read
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: {type: Inline, spec: {script: "<+variable.zone> <+variable.org.zone> <+variable.account.zone> <+org.name>/<+project.name> <+variable.key>"}}
`;

  it('reads stored variables as they were at its start, and secrets by reference only', async () => {
    const { client, delegate } = bench;
    granted(await client.createPipeline({ body: PIPELINE }));
    granted(await client.createVariable({ body: variable('zone', 'p <+x>', PROJECT) }));
    const org = { orgIdentifier: 'default' };
    granted(await client.createVariable({ body: variable('zone', 'o', org) }));
    granted(await client.createVariable({ body: variable('zone', 'a', {}) }));
    granted(await client.createVariable({ body: variable('key', 'org.token', PROJECT, 'Secret') }));
    granted(await client.executePipeline({ path: { pipeline: 'reader' } }));
    await bench.settle();
    const [task] = delegate.ran;
    expect(task?.task).toMatchObject({
      script: ['p <+x> o a default/Default Project ', { secret: 'org.token' }],
    });
  });
});
