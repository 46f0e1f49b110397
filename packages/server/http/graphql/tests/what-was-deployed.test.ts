import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { ask, run } from '../testing/bench.ts';

const SCOPE = 'orgIdentifier: default, projectIdentifier: default_project';

const RELEASE = `pipeline:
  identifier: release
  name: Release
  stages:
    - stage:
        identifier: build
        name: Build
        type: Custom
        spec: {execution: {steps: [{step: {identifier: w, name: w, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: 'true'}}}}}]}}
    - stage:
        identifier: deploy
        name: Deploy
        type: Deployment
        variables: [{name: size, type: String, value: small}]
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: StageRollback}}}]
        spec:
          deploymentType: Kubernetes
          service: {serviceRef: account.shop}
          environment:
            environmentRef: prod
            infrastructureDefinitions: [{identifier: cluster}]
          execution:
            steps:
              - step:
                  identifier: tell
                  name: Tell
                  type: ShellScript
                  spec: {shell: Bash, source: {type: Inline, spec: {script: 'true'}}}
`;

let bench: ApiBench;
beforeAll(async () => {
  bench = await openApiBench();
  const { client } = bench;
  const service = 'service: {identifier: shop, name: Shop, serviceDefinition: {type: Kubernetes}}';
  granted(await client.createService({ body: service }));
  const environment = `environment: {identifier: prod, name: Live, type: Production, ${SCOPE}}`;
  granted(await client.createEnvironment({ body: environment }));
  const body = `infrastructureDefinition: {identifier: cluster, name: Cluster, ${SCOPE}, environmentRef: prod, type: KubernetesDirect, spec: {namespace: web}}`;
  granted(await client.createInfrastructure({ body }));
  granted(await client.createPipeline({ body: RELEASE }));
});
afterAll(() => bench.close());

const OUTCOMES = `memberExecutions { pageInfo { total } nodes {
  id ... on WorkflowExecution {
    workflow { name } inputVariables { name value } artifacts { buildNo artifactSource { name } }
    rollbackArtifacts { id } manifests { name version }
    outcomes { nodes { execution { id endedAt } ... on DeploymentOutcome {
      service { id name deploymentType } environment { id name type } } } }
  } } }`;

it('executions are found by what they deployed and where to', async () => {
  const execution = await run(bench, 'release');
  await bench.settle();
  const isListed = async (filters: string) => {
    const query = `{ executions(filters: [${filters}]) { nodes { id } } }`;
    return JSON.stringify((await ask(bench, query)).data).includes(execution);
  };
  expect(await isListed('{service: {operator: EQUALS, values: "account.shop"}}')).toBe(true);
  expect(await isListed('{environment: {operator: IN, values: ["qa", "prod"]}}')).toBe(true);
  expect(await isListed('{service: {operator: EQUALS, values: "shop"}}')).toBe(false);
  expect(await isListed('{environment: {operator: EQUALS, values: ["qa"]}}')).toBe(false);
  expect(await isListed('{environment: {operator: IN, values: []}}')).toBe(false);
});

it('a stage tells what it deployed and where to, once that is known', async () => {
  const execution = await run(bench, 'release');
  const { data, errors } = await ask(
    bench,
    `{ execution(executionId: "${execution}") { ... on PipelineExecution { ${OUTCOMES} } } }`,
  );
  expect(errors).toBeUndefined();
  const none = { artifacts: [], rollbackArtifacts: [], manifests: [] };
  const deploy = `${execution}~pipeline.stages.deploy`;
  expect(data).toEqual({
    execution: {
      memberExecutions: {
        pageInfo: { total: 2 },
        nodes: [
          {
            ...none,
            id: `${execution}~pipeline.stages.build`,
            workflow: { name: 'Build' },
            inputVariables: [],
            outcomes: { nodes: [] },
          },
          {
            ...none,
            id: deploy,
            workflow: { name: 'Deploy' },
            inputVariables: [{ name: 'size', value: 'small' }],
            outcomes: {
              nodes: [
                {
                  execution: { id: deploy, endedAt: expect.any(Number) },
                  service: { id: 'account.shop', name: 'Shop', deploymentType: 'Kubernetes' },
                  environment: { id: 'prod', name: 'Live', type: 'PROD' },
                },
              ],
            },
          },
        ],
      },
    },
  });
});
