import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepIdentifier } from '../testing/scripted-delegate.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
/** The environment that nobody may deploy to. */
let closed: string | null = null;
beforeEach(async () => {
  closed = null;
  bench = await openApiBench({
    rights: {
      allows: async (_, permission, __, resource) =>
        permission !== 'core_environment_access' || resource?.identifier !== closed,
    },
  });
});
afterEach(() => bench.close());

const SCOPE = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
const PROJECT = 'orgIdentifier: default, projectIdentifier: default_project';

const group = (environments: string, more = PROJECT): string =>
  `environmentGroup: {identifier: europe, name: Europe, ${more}, envIdentifiers: [${environments}]}`;

const pipeline = (where: string): string => `pipeline:
  identifier: release
  name: Release
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Deployment
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: MarkAsFailure}}}]
        spec:
          deploymentType: Kubernetes
          service: {serviceRef: account.shop}
          environmentGroup: {${where}, metadata: {parallel: false}}
          execution:
            steps:
              - step:
                  identifier: tell
                  name: Tell
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: {type: Inline, spec: {script: '<+env.ref> <+env.envGroupName> <+infra.namespace>'}}
`;

async function storeEnvironment(identifier: string, place: string, tags = ''): Promise<void> {
  const { client } = bench;
  const head = `identifier: ${identifier}, name: ${identifier}${place && `, ${place}`}`;
  const environment = `environment: {${head}, type: Production, tags: {${tags}}}`;
  granted(await client.createEnvironment({ body: environment }));
  const at = `name: K8s${place && `, ${place}`}, environmentRef: ${identifier}`;
  const spec = `type: KubernetesDirect, spec: {namespace: in-${identifier}}`;
  const body = `infrastructureDefinition: {identifier: k8s, ${at}, ${spec}}`;
  granted(await client.createInfrastructure({ body }));
}

async function storeAll(where: string): Promise<void> {
  const { client } = bench;
  granted(await client.createService({ body: 'service: {identifier: shop, name: Shop}' }));
  await storeEnvironment('paris', PROJECT, 'zone: west');
  await storeEnvironment('rome', PROJECT);
  await storeEnvironment('oslo', '');
  granted(await client.createPipeline({ body: pipeline(where) }));
}

const start = () => bench.client.executePipeline({ path: { pipeline: 'release' }, body: '' });
const scripts = () => bench.delegate.ran.map(({ task }) => 'script' in task && task.script);

describe('a group of environments', () => {
  it('is stored, shown, listed, changed and removed', async () => {
    const { client } = bench;
    const path = { environmentGroup: 'europe' };
    granted(await client.createEnvironmentGroup({ body: group('paris') }));
    const yaml = group('paris, account.oslo');
    granted(await client.updateEnvironmentGroup({ path, body: yaml }));
    const { data } = granted(await client.getEnvironmentGroup({ path, query: SCOPE }));
    const { envGroup } = data;
    expect(envGroup).toMatchObject({ envIdentifiers: ['paris', 'account.oslo'], yaml, version: 2 });
    const listed = granted(await client.listEnvironmentGroups({ query: SCOPE, body: {} }));
    expect(listed.data.content.map((each) => each.envGroup.identifier)).toEqual(['europe']);
    granted(await client.deleteEnvironmentGroup({ path, query: SCOPE }));
    expect(denied(await client.getEnvironmentGroup({ path, query: SCOPE })).message).toContain(
      'There is no environment group europe here.',
    );
  });

  it.each([
    ['environmentGroup: {identifier: europe}', '"envIdentifiers" is missing'],
    [group('"../x"'), 'Expected the identifier of an environment'],
    ['environment: {identifier: europe}', 'This is no environment group'],
  ])('that is none is refused: %s', async (body, why) => {
    expect(denied(await bench.client.createEnvironmentGroup({ body })).message).toContain(why);
  });
});

describe('a deployment to a group', () => {
  it('goes to all that it holds, and a retry to what it held', async () => {
    await storeAll('envGroupRef: europe, deployToAll: true');
    granted(await bench.client.createEnvironmentGroup({ body: group('rome, account.oslo') }));
    bench.delegate.script = () => ({
      status: 'Failed',
      failure: { message: 'exit 1', types: ['Unknown'] },
    });
    const planExecutionId = granted(await start()).data.planExecutionId;
    await bench.settle();
    const all = ['account.oslo Europe in-oslo', 'rome Europe in-rome'];
    expect(scripts()).toEqual(all);
    const path = { environmentGroup: 'europe' };
    granted(await bench.client.updateEnvironmentGroup({ path, body: group('paris') }));
    const query = { planExecutionId, retryStages: ['deploy'] };
    granted(await bench.client.retryExecution({ path: { pipeline: 'release' }, query, body: '' }));
    await bench.settle();
    expect(scripts()).toEqual([...all, ...all]);
  });

  it('of the account goes to environments of the account', async () => {
    await storeAll('envGroupRef: account.europe, deployToAll: true');
    const body = group('oslo', 'description: All');
    granted(await bench.client.createEnvironmentGroup({ body }));
    granted(await start());
    await bench.settle();
    expect(scripts()).toEqual(['account.oslo Europe in-oslo']);
  });

  it('goes to what its filters let through, whatever the rest would need', async () => {
    const filter =
      'filters: [{identifier: w, type: tags, entities: [environments], spec: {tags: {zone: west}}}]';
    await storeAll(`envGroupRef: europe, ${filter}`);
    const asking = `environment: {identifier: rome, name: Rome, type: Production, ${PROJECT}, variables: [{name: port, type: Number, value: <+input>}]}`;
    granted(await bench.client.updateEnvironment({ body: asking }));
    granted(await bench.client.createEnvironmentGroup({ body: group('rome, paris') }));
    granted(await start());
    await bench.settle();
    expect(bench.delegate.ran.map(({ taskId }) => stepIdentifier(taskId))).toEqual(['tell']);
    expect(scripts()).toEqual(['paris Europe in-paris']);
  });

  it('needs no stored group when it names the environments', async () => {
    const named = '[{environmentRef: paris, infrastructureDefinitions: [{identifier: k8s}]}]';
    await storeAll(`envGroupRef: nowhere, environments: ${named}`);
    granted(await start());
  });

  it.each([
    ['no such group', null, '', 'There is no environment group "europe"'],
    ['a group of what is not there', 'gone', '', 'The environment group "europe" holds it.'],
    ['an empty group', '', '', 'holds no environment with an infrastructure'],
    [
      'a group of which filters leave nothing',
      'rome',
      ', filters: [{identifier: w, type: tags, entities: [infrastructures], spec: {tags: {a: b}}}]',
      'that its filters let through',
    ],
  ])('is refused with its line where there is %s', async (_, environments, filters, why) => {
    await storeAll(`envGroupRef: europe, deployToAll: true${filters}`);
    if (environments !== null) {
      granted(await bench.client.createEnvironmentGroup({ body: group(environments) }));
    }
    const refused = denied(await start());
    expect(refused.message).toContain('line 13, column');
    expect(refused.message).toContain(why);
    const lint = await bench.client.lintPipeline({
      body: pipeline(`envGroupRef: europe, deployToAll: true${filters}`),
    });
    expect(granted(lint).problems.map(({ message }) => message)).toEqual([
      expect.stringContaining(why),
    ]);
  });

  it('needs the right to deploy to each environment in it, also of what a retry goes on with', async () => {
    await storeAll('envGroupRef: europe, deployToAll: true');
    granted(await bench.client.createEnvironmentGroup({ body: group('rome, paris') }));
    closed = 'rome';
    expect(denied(await start()).message).toContain('core_environment_access of rome');
    closed = null;
    bench.delegate.script = () => ({
      status: 'Failed',
      failure: { message: 'exit 1', types: ['Unknown'] },
    });
    const planExecutionId = granted(await start()).data.planExecutionId;
    await bench.settle();
    const path = { environmentGroup: 'europe' };
    granted(await bench.client.updateEnvironmentGroup({ path, body: group('paris') }));
    closed = 'rome';
    const query = { planExecutionId, retryStages: ['deploy'] };
    const retried = bench.client.retryExecution({ path: { pipeline: 'release' }, query, body: '' });
    expect(denied(await retried).message).toContain('core_environment_access of rome');
  });
});
