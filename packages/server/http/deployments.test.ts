import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const PROJECT = 'orgIdentifier: default, projectIdentifier: default_project';

const SCOPE = { orgIdentifier: 'default', projectIdentifier: 'default_project' };

const pipeline = (service: string, environment: string, infrastructure: string): string =>
  `pipeline:
  identifier: release
  name: Release
  variables: [{name: where, type: String, value: prod}]
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Deployment
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: StageRollback}}}]
        spec:
          deploymentType: Kubernetes
          service: {serviceRef: ${service}}
          environment:
            environmentRef: ${environment}
            infrastructureDefinitions: [{identifier: ${infrastructure}}]
          execution:
            steps:
              - step:
                  identifier: tell
                  name: Tell
                  type: ShellScript
                  spec:
                    shell: Bash
                    source:
                      type: Inline
                      spec: {script: '<+serviceVariables.port> <+env.name> <+infra.namespace>'}
`;

async function storeAll(): Promise<void> {
  const { client } = bench;
  const variables = 'variables: [{name: port, type: Number, value: 80}]';
  const definition = `{type: Kubernetes, spec: {${variables}}}`;
  const service = `service: {identifier: shop, name: Shop, serviceDefinition: ${definition}}`;
  granted(await client.createService({ body: service }));
  const environment = `environment: {identifier: prod, name: Prod, type: Production, ${PROJECT}}`;
  granted(await client.createEnvironment({ body: environment }));
  const spec = 'spec: {connectorRef: k8s, namespace: web}';
  const body = `infrastructureDefinition: {identifier: cluster, name: Cluster, ${PROJECT}, environmentRef: prod, type: KubernetesDirect, ${spec}}`;
  granted(await client.createInfrastructure({ body }));
}

const start = () => bench.client.executePipeline({ path: { pipeline: 'release' }, body: '' });

it('a deployment reads what is stored at its levels, and its parts are nodes of the stage', async () => {
  await storeAll();
  const yaml = pipeline('account.shop', '<+pipeline.variables.where>', 'cluster');
  granted(await bench.client.createPipeline({ body: yaml }));
  const execution = granted(await start()).data.planExecutionId;
  await bench.settle();
  const query = { renderFullBottomGraph: 'true' } as const;
  const { data } = granted(await bench.client.getExecution({ path: { execution }, query }));
  expect(data.pipelineExecutionSummary).toMatchObject({ status: 'Success' });
  const nodes = Object.values(data.executionGraph?.nodeMap ?? {});
  expect(nodes.map(({ stepType }) => stepType)).toEqual(
    expect.arrayContaining(['Deployment', 'Service', 'Environment', 'Infrastructure']),
  );
  expect(bench.delegate.ran.map(({ task }) => 'script' in task && task.script)).toEqual([
    '80 Prod web',
  ]);
});

it('a deployment of what is not stored is refused with its line, before anything happens', async () => {
  await storeAll();
  granted(await bench.client.createPipeline({ body: pipeline('shop', 'prod', 'elsewhere') }));
  const refused = denied(await start());
  expect(refused).toMatchObject({ code: 'INVALID_PIPELINE' });
  expect(refused.message).toContain('line 13, column 33: There is no service "shop"');
  expect(refused.message).toContain('There is no infrastructure "elsewhere"');
  expect(bench.delegate.ran).toEqual([]);
});

it('a deployment whose service lacks a runtime input is refused with the place in both files', async () => {
  await storeAll();
  const variables = 'variables: [{name: port, type: Number, value: <+input>}]';
  const body = `service: {identifier: shop, name: Shop, serviceDefinition: {type: Kubernetes, spec: {${variables}}}}`;
  granted(await bench.client.updateService({ body }));
  const yaml = pipeline('account.shop', 'prod', 'cluster');
  granted(await bench.client.createPipeline({ body: yaml }));
  expect(denied(await start()).message).toMatch(
    /line 13, column 33: The service "account.shop", line 1 of its YAML: .*port.* has no value/,
  );
});

const TO_ALL = pipeline('account.shop', 'prod', 'cluster').replace(
  'infrastructureDefinitions: [{identifier: cluster}]',
  'deployToAll: true',
);

const another = (identifier: string, namespace: string): string =>
  `infrastructureDefinition: {identifier: ${identifier}, name: Another, ${PROJECT}, environmentRef: prod, type: KubernetesDirect, spec: {namespace: ${namespace}}}`;

it('a deployment to all infrastructures is retried to those that were there when it began', async () => {
  await storeAll();
  const { client, delegate } = bench;
  granted(await client.createInfrastructure({ body: another('edge', 'far') }));
  granted(await client.createPipeline({ body: TO_ALL }));
  delegate.script = () => ({
    status: 'Failed',
    failure: { message: 'exit 1', types: ['Unknown'] },
  });
  const planExecutionId = granted(await start()).data.planExecutionId;
  await bench.settle();
  granted(await client.createInfrastructure({ body: another('later', 'new') }));
  const scripts = () => delegate.ran.map(({ task }) => ('script' in task ? task.script : null));
  expect(scripts()).toEqual(['80 Prod web', '80 Prod far']);
  const query = { planExecutionId, retryStages: ['deploy'] };
  granted(await client.retryExecution({ path: { pipeline: 'release' }, query, body: '' }));
  await bench.settle();
  expect(scripts()).toEqual(['80 Prod web', '80 Prod far', '80 Prod web', '80 Prod far']);
});

it('a deployment to all infrastructures is refused where there is none, or one needs inputs', async () => {
  await storeAll();
  const { client } = bench;
  granted(await client.createInfrastructure({ body: another('asks', '<+input>') }));
  granted(await client.createPipeline({ body: TO_ALL }));
  expect(denied(await start()).message).toMatch(/The infrastructure "asks", .* has no value/);
  const query = { ...SCOPE, environmentIdentifier: 'prod' };
  granted(await client.deleteInfrastructure({ path: { infrastructure: 'asks' }, query }));
  granted(await client.deleteInfrastructure({ path: { infrastructure: 'cluster' }, query }));
  expect(denied(await start()).message).toContain('"prod" has no infrastructure to deploy to');
});
