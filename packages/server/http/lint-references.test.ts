import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { openTeamBench } from './testing/team-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const PLACE = 'orgIdentifier: default, projectIdentifier: default_project';
const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };

const deployment = (service: string, environment: string, infrastructure: string, more = '') =>
  `pipeline:
  identifier: release
  name: Release
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Deployment
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: StageRollback}}}]
        spec:
          deploymentType: Kubernetes
          service: {serviceRef: ${service}${more}}
          environment:
            environmentRef: ${environment}
            infrastructureDefinitions: [{identifier: ${infrastructure}}]
          execution:
            steps:
              - step: {identifier: pause, name: Pause, type: Wait, spec: {duration: 10s}}
`;

const asking = (script: string) => `pipeline:
  identifier: ask
  name: Ask
  variables:
    - {name: key, type: Secret, value: signing_kee}
  stages:
    - stage:
        identifier: one
        name: One
        type: Custom
        description: <+secrets.getValue("said_to_people")>
        spec:
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
                      spec:
                        script: |
                          ${script}
`;

async function storeAll(): Promise<void> {
  const { client } = bench;
  const spec =
    'serviceDefinition: {type: Kubernetes, spec: {variables: [{name: port, type: Number, value: <+input>}]}}';
  granted(await client.createService({ body: `service: {identifier: shop, name: Shop, ${spec}}` }));
  const environment = `environment: {identifier: prod, name: Prod, type: Production, ${PLACE}}`;
  granted(await client.createEnvironment({ body: environment }));
  const infrastructure = `infrastructureDefinition: {identifier: cluster, name: Cluster, ${PLACE}, environmentRef: prod, type: KubernetesDirect, spec: {connectorRef: k8s, namespace: web}}`;
  granted(await client.createInfrastructure({ body: infrastructure }));
  const secret = (identifier: string, more = '') =>
    `secret: {identifier: ${identifier}, name: ${identifier}, type: SecretText, ${more}spec: {secretManagerIdentifier: harnessSecretManager, valueType: Inline, value: s3cret}}`;
  granted(await client.createSecret({ body: secret('token') }));
  granted(await client.createSecret({ body: secret('signing_key', `${PLACE}, `), query: PROJECT }));
}

const lint = async (yaml: string) =>
  granted(await bench.client.lintPipeline({ body: yaml })).problems;

describe('lint with a server', () => {
  beforeEach(storeAll);

  it('says of a service, environment and infrastructure what a run would be refused for', async () => {
    const yaml = deployment('shop', 'prd', 'cluster');
    const problems = await lint(yaml);
    expect(problems).toEqual([
      {
        severity: 'error',
        code: 'missing-object',
        message:
          'There is no service "shop" in project default/default_project. Did you mean "account.shop"?',
        line: 12,
        column: 33,
      },
      {
        severity: 'error',
        code: 'missing-object',
        message:
          'There is no environment "prd" in project default/default_project. Did you mean "prod"?',
        line: 14,
        column: 29,
      },
    ]);
    granted(await bench.client.createPipeline({ body: yaml }));
    const run = await bench.client.executePipeline({ path: { pipeline: 'release' }, body: '' });
    expect(denied(run).problems).toEqual(problems);
  });

  it('looks for an infrastructure in its environment', async () => {
    const problems = await lint(
      deployment('account.shop', 'prod', 'clutser', ', serviceInputs: <+input>'),
    );
    expect(problems.map(({ message }) => message)).toEqual([
      'There is no infrastructure "clutser" in the environment "prod" in project default/default_project. Did you mean "cluster"?',
    ]);
  });

  it('leaves alone what only a run can work out', async () => {
    expect(await lint(deployment('<+input>', '<+pipeline.name>', '<+input>'))).toEqual([]);
  });

  it('warns of secrets that are not there, where a run would only fail at their step', async () => {
    const yaml = asking(
      'echo <+secrets.getValue("account.token")> <+secrets.getValue("account.tokn")> <+secrets.getValue(<+stage.name>)>',
    );
    expect(await lint(yaml)).toEqual([
      {
        severity: 'warning',
        code: 'missing-object',
        message:
          'There is no secret "signing_kee" in project default/default_project. Did you mean "signing_key"?',
        line: 5,
        column: 40,
      },
      {
        severity: 'warning',
        code: 'missing-object',
        message:
          'There is no secret "account.tokn" in account default. Did you mean "account.token"?',
        line: 25,
        column: 89,
      },
    ]);
  });

  it('names nothing that somebody may not view, and looks for none of it', async () => {
    const team = await openTeamBench((rights) => ({
      allows: async (principal, permission, ...where) =>
        !/^core_(service|environment|secret|connector)_view$/.test(permission) &&
        rights.allows(principal, permission, ...where),
    }));
    const { client } = await team.member('nia', '_project_viewer');
    const problems = async (body: string) => granted(await client.lintPipeline({ body })).problems;
    expect(await problems(deployment('shop', 'prod', 'cluster'))).toEqual([]);
    expect(await problems(asking('<+secrets.getValue("none")>'))).toEqual([]);
    await team.close();
  });
});
