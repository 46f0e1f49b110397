import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };

const registry = (more = '') => `connector:
  identifier: forge
  name: Forge
  type: DockerRegistry
  spec:
    dockerRegistryUrl: https://registry.example.com/v2/
    providerType: Other
    auth: { type: UsernamePassword, spec: { username: ada, passwordRef: password } }${more}
`;

const pipeline = (reference: string) => `pipeline:
  identifier: shop
  name: Shop
  orgIdentifier: default
  projectIdentifier: default_project
  stages:
    - stage:
        identifier: build
        name: Build
        type: CI
        spec:
          runtime: { type: Cloud, spec: {} }
          execution:
            steps:
              - step:
                  identifier: compile
                  name: Compile
                  type: Run
                  spec:
                    connectorRef: ${reference}
                    image: registry.example.com/tools
                    command: make
`;

async function run(reference: string) {
  const { client } = bench;
  granted(await client.createPipeline({ query: PROJECT, body: pipeline(reference) }));
  return client.executePipeline({ path: { pipeline: 'shop' }, query: PROJECT, body: '' });
}

const taskOf = () => bench.delegate.ran[0]?.task;
const LOGIN = {
  registry: 'registry.example.com',
  user: 'ada',
  password: [{ secret: 'account.password' }],
};

describe('the image of a step', () => {
  it.each(['account.forge', 'account.<+"forge">'])(
    'is pulled by the connector %s, whose secrets stay references',
    async (reference) => {
      granted(await bench.client.createConnector({ body: registry() }));
      granted(await run(reference));
      await bench.settle();
      expect(taskOf()).toMatchObject({ container: { login: LOGIN } });
    },
  );

  it('is pulled in a retry by the connector as it was', async () => {
    granted(await bench.client.createConnector({ body: registry() }));
    bench.delegate.script = () => ({
      status: 'Failed',
      failure: { message: 'exit 3', types: ['Unknown'] },
    });
    const { planExecutionId } = granted(await run('account.forge')).data;
    await bench.settle();
    granted(await bench.client.deleteConnector({ path: { connector: 'forge' } }));
    const query = { ...PROJECT, planExecutionId, retryStages: ['build'] };
    const path = { pipeline: 'shop' };
    granted(await bench.client.retryExecution({ path, query, body: '' }));
    await bench.settle();
    expect(bench.delegate.ran.map(({ task }) => task)).toMatchObject([
      { container: { login: LOGIN } },
      { container: { login: LOGIN } },
    ]);
  });

  it('needs no stored connector to be pulled by the one that Harness has of its own', async () => {
    const body = pipeline('account.harnessImage');
    expect(granted(await bench.client.lintPipeline({ body })).problems).toEqual([]);
    granted(await run('account.harnessImage'));
    await bench.settle();
    expect(taskOf()).toMatchObject({ container: { image: 'registry.example.com/tools' } });
    expect(JSON.stringify(taskOf())).not.toContain('login');
  });

  it.each([
    ['is not there', null, 'There is no connector "account.forge"'],
    ['is of git', registry().replace('DockerRegistry', 'Github'), 'is of the type Github'],
    ['logs in in another way', registry().replace('UsernamePassword', 'Token'), 'by Token'],
  ])(
    'is not pulled by a connector that %s: the run is refused at its line',
    async (_, body, why) => {
      if (body !== null) granted(await bench.client.createConnector({ body }));
      const refusal = denied(await run('account.forge'));
      expect(refusal.message).toContain('line 20, column 35');
      expect(refusal.message).toContain(why);
      expect(bench.delegate.ran).toEqual([]);
    },
  );
});
