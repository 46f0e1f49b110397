import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };

const connector = (type: string) => `connector:
  identifier: forge
  name: Forge
  type: ${type}
  spec:
    url: https://git.example.com/acme
    type: Account
    authentication: { type: Http, spec: { type: UsernameToken, spec: { tokenRef: token } } }
`;

const pipeline = `pipeline:
  identifier: shop
  name: Shop
  orgIdentifier: default
  projectIdentifier: default_project
  properties:
    ci: { codebase: { connectorRef: account.forge, repoName: shop, build: <+input> } }
  stages:
    - stage:
        identifier: build
        name: Build
        type: CI
        spec:
          cloneCodebase: true
          runtime: { type: Cloud, spec: {} }
          execution:
            steps:
              - step: { identifier: compile, name: Compile, type: Run, spec: { command: make } }
`;

const inputs = `pipeline:
  identifier: shop
  properties:
    ci: { codebase: { build: { type: tag, spec: { tag: v1 } } } }
`;

async function run() {
  const { client } = bench;
  granted(await client.createPipeline({ query: PROJECT, body: pipeline }));
  const path = { pipeline: 'shop' };
  return client.executePipeline({ path, query: PROJECT, body: inputs });
}

describe('a pipeline that names a connector', () => {
  it('runs with the connector as it was, and its secrets by reference', async () => {
    granted(await bench.client.createConnector({ body: connector('Github') }));
    granted(await run());
    await bench.settle();
    expect(bench.delegate.ran[0]?.task).toMatchObject({
      type: 'GitClone',
      repository: 'https://git.example.com/acme/shop',
      credentials: { user: 'git', password: [{ secret: 'account.token' }] },
      ref: { kind: 'tag', name: 'v1' },
    });
  });

  it('may name it by an expression: whichever it is by then is used', async () => {
    granted(await bench.client.createConnector({ body: connector('Github') }));
    const other = connector('Artifactory').replace('forge', 'store');
    granted(await bench.client.createConnector({ body: other }));
    const body = pipeline.replace('account.forge', 'account.<+pipeline.tags.at>');
    const tagged = body.replace('name: Shop', 'name: Shop\n  tags: {at: forge}');
    granted(await bench.client.createPipeline({ query: PROJECT, body: tagged }));
    granted(
      await bench.client.executePipeline({
        path: { pipeline: 'shop' },
        query: PROJECT,
        body: inputs,
      }),
    );
    await bench.settle();
    expect(bench.delegate.ran[0]?.task).toMatchObject({
      repository: 'https://git.example.com/acme/shop',
    });
  });

  it('is refused when it is not there, at its line', async () => {
    const refusal = denied(await run());
    expect(refusal.message).toContain('line 7, column');
    expect(refusal.message).toContain('There is no connector "account.forge"');
  });

  it('is refused when the connector is none to git', async () => {
    granted(await bench.client.createConnector({ body: connector('Artifactory') }));
    expect(denied(await run()).message).toContain('is of the type Artifactory');
  });
});
