import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
  const { client } = bench;
  const definition = '{spec: {variables: [{name: port, type: Number, value: 80}]}}';
  const service = `service: {identifier: shop, name: Shop, serviceDefinition: ${definition}}`;
  granted(await client.createService({ body: service }));
  const environment = 'environment: {identifier: prod, name: Prod, type: Production}';
  granted(await client.createEnvironment({ body: environment }));
  const east =
    'infrastructureDefinition: {identifier: east, name: East, environmentRef: prod, type: X, spec: {}}';
  granted(await client.createInfrastructure({ body: east }));
});
afterEach(() => bench.close());

const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };

const override = (environmentRef: string, port: number, more: object = {}): string =>
  JSON.stringify({
    type: 'ENV_GLOBAL_OVERRIDE',
    environmentRef,
    ...more,
    spec: { variables: [{ name: 'port', type: 'Number', value: port }] },
  });

const PIPELINE = `pipeline:
  identifier: release
  name: Release
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Deployment
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: StageRollback}}}]
        spec:
          deploymentType: Ssh
          service: {serviceRef: account.shop}
          environment:
            environmentRef: account.prod
            infrastructureDefinitions: [{identifier: east}]
          execution:
            steps:
              - step:
                  identifier: tell
                  name: Tell
                  type: ShellScript
                  spec: {shell: Bash, source: {type: Inline, spec: {script: <+serviceVariables.port>}}}
`;

const start = () => bench.client.executePipeline({ path: { pipeline: 'release' }, body: '' });
const scripts = () => bench.delegate.ran.map(({ task }) => 'script' in task && task.script);

it('an override is created, read, listed, saved and removed', async () => {
  const { client } = bench;
  const about = { type: 'ENV_SERVICE_OVERRIDE', serviceRef: 'account.shop' };
  const body = override('account.prod', 81, about);
  expect(granted(await client.createServiceOverride({ body })).data).toMatchObject({
    identifier: 'account.prod-account.shop',
    environmentRef: 'account.prod',
    serviceRef: 'account.shop',
    infraIdentifier: null,
    spec: { variables: [{ name: 'port', value: 81 }] },
  });
  expect(denied(await client.createServiceOverride({ body })).code).toBe('OBJECT_EXISTS');
  const path = { override: 'account.prod-account.shop' };
  const changed = override('account.prod', 82, about);
  granted(await client.updateServiceOverride({ body: changed }));
  const found = granted(await client.getServiceOverride({ path })).data;
  expect(found.spec).toMatchObject({ variables: [{ value: 82 }] });
  const listed = granted(await client.listServiceOverridesV2({ body: null })).data.content;
  expect(listed.map(({ identifier }) => identifier)).toEqual([path.override]);
  granted(await client.deleteServiceOverride({ path }));
  expect(denied(await client.getServiceOverride({ path })).code).toBe('OBJECT_NOT_FOUND');
});

it('an upsert creates the override that is not there, and saves the one that is', async () => {
  const { client } = bench;
  granted(await client.upsertServiceOverride({ body: override('account.prod', 1) }));
  granted(await client.upsertServiceOverride({ body: override('account.prod', 2) }));
  const { content } = granted(await client.listServiceOverrides({})).data;
  expect(content.map(({ spec }) => spec)).toMatchObject([{ variables: [{ value: 2 }] }]);
});

it('overrides are listed by environment, service and type', async () => {
  const { client } = bench;
  const about = { type: 'ENV_SERVICE_OVERRIDE', serviceRef: 'account.shop' };
  for (const body of [override('account.prod', 1), override('account.prod', 2, about)]) {
    granted(await client.createServiceOverride({ body }));
  }
  const listed = async (query: object): Promise<readonly string[]> => {
    const found = granted(await client.listServiceOverrides({ query })).data;
    expect(found.totalItems).toBe(found.content.length);
    return found.content.map(({ type }) => type);
  };
  expect(await listed({ environmentIdentifier: 'account.prod' })).toHaveLength(2);
  expect(await listed({ serviceIdentifier: 'account.shop' })).toEqual(['ENV_SERVICE_OVERRIDE']);
  expect(await listed({ type: 'ENV_GLOBAL_OVERRIDE' })).toEqual(['ENV_GLOBAL_OVERRIDE']);
  expect(await listed({ environmentIdentifier: 'account.test' })).toEqual([]);
});

it('an override in the older spelling is saved, shown as it was written, and removed', async () => {
  const { client } = bench;
  const about = { environmentRef: 'account.prod', serviceRef: 'account.shop' };
  const yamlFor = (port: number): string =>
    `serviceOverrides:
  environmentRef: account.prod
  serviceRef: account.shop
  variables:
    - name: port
      type: Number
      value: ${port}
`;
  for (const port of [81, 82]) {
    const body = JSON.stringify({ ...about, yaml: yamlFor(port) });
    granted(await client.saveEnvironmentOverride({ body }));
  }
  const query = { environmentIdentifier: 'account.prod', serviceIdentifier: 'account.shop' };
  const listed = granted(await client.listEnvironmentOverrides({ query })).data.content;
  expect(listed).toMatchObject([{ ...about, yaml: yamlFor(82), type: 'ENV_SERVICE_OVERRIDE' }]);
  const elsewhere = JSON.stringify({ ...about, serviceRef: 'account.cart', yaml: yamlFor(1) });
  expect(denied(await client.saveEnvironmentOverride({ body: elsewhere })).message).toContain(
    'The request says "account.cart" as serviceRef, and its YAML "account.shop"',
  );
  granted(await client.deleteEnvironmentOverride({ query }));
  expect(denied(await client.deleteEnvironmentOverride({ query })).code).toBe('OBJECT_NOT_FOUND');
});

it('an override of what is not there, or is below its level, is not stored', async () => {
  const { client } = bench;
  const refused = async (body: string, query = {}): Promise<string> =>
    denied(await client.createServiceOverride({ query, body })).message;
  expect(await refused(override('prod', 1))).toContain('names what is below the account');
  expect(await refused(override('prod', 1), PROJECT)).toContain('the environment "prod"');
  const shop = { type: 'ENV_SERVICE_OVERRIDE', serviceRef: 'shop' };
  expect(await refused(override('account.prod', 1, shop), PROJECT)).toContain('the service "shop"');
  const west = { type: 'INFRA_GLOBAL_OVERRIDE', infraIdentifier: 'west' };
  expect(await refused(override('account.prod', 1, west))).toContain('the infrastructure "west"');
});

it('a deployment runs with the overrides of its levels, and a retry with those that it began with', async () => {
  const { client } = bench;
  granted(await client.createServiceOverride({ body: override('account.prod', 81) }));
  const body = override('account.prod', 82);
  granted(await client.createServiceOverride({ query: PROJECT, body }));
  granted(await client.createPipeline({ body: PIPELINE }));
  bench.delegate.script = () => ({
    status: 'Failed',
    failure: { message: 'exit 1', types: ['Unknown'] },
  });
  const planExecutionId = granted(await start()).data.planExecutionId;
  await bench.settle();
  const later = override('account.prod', 83);
  granted(await client.updateServiceOverride({ query: PROJECT, body: later }));
  const query = { planExecutionId, retryStages: ['deploy'] };
  granted(await client.retryExecution({ path: { pipeline: 'release' }, query, body: '' }));
  await bench.settle();
  granted(await start());
  await bench.settle();
  expect(scripts()).toEqual(['82', '82', '83']);
});

it('an environment takes its overrides with it', async () => {
  const { client } = bench;
  granted(await client.createServiceOverride({ body: override('account.prod', 81) }));
  granted(await client.deleteEnvironment({ path: { environment: 'prod' } }));
  expect(granted(await client.listServiceOverrides({})).data.content).toEqual([]);
});

it('an override that asks for a runtime input keeps a deployment from starting', async () => {
  const { client } = bench;
  const variables = [{ name: 'port', type: 'String', value: '<+input>' }];
  const asking = { type: 'ENV_GLOBAL_OVERRIDE', environmentRef: 'account.prod' };
  const body = JSON.stringify({ ...asking, spec: { variables } });
  granted(await client.createServiceOverride({ body }));
  granted(await client.createPipeline({ body: PIPELINE }));
  expect(denied(await start()).message).toContain('The override account.prod cannot be used');
});
