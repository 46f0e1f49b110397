import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ProbeResult } from '../ports/index.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

const BUILD = `pipeline:
  identifier: build
  name: Build
  properties: {ci: {codebase: {connectorRef: forge, repoName: shop, build: <+input>}}}
  stages:
    - stage:
        identifier: compile
        name: Compile
        type: CI
        spec:
          cloneCodebase: true
          infrastructure: {type: KubernetesDirect, spec: {connectorRef: account.cluster, namespace: ci}}
          execution:
            steps:
              - step: {identifier: make, name: Make, type: Run, spec: {shell: Bash, command: make}}
`;
const INPUTS =
  'pipeline: {identifier: build, properties: {ci: {codebase: {build: {type: branch, spec: {branch: main}}}}}}';

let bench: ApiBench;
let result: ProbeResult;
beforeEach(async () => {
  result = { readable: true };
  bench = await openApiBench({ probeGit: async () => result });
  const spec = { url: 'https://git.example.com/acme/shop', type: 'Repo' };
  const forge = { connector: { identifier: 'forge', name: 'Forge', type: 'Github', spec } };
  const project = { orgIdentifier: 'default', projectIdentifier: 'default_project' };
  const body = JSON.stringify(forge);
  granted(await bench.client.createConnector({ query: project, body }));
  for (const body of [SHIPPING, BUILD]) granted(await bench.client.createPipeline({ body }));
});
afterEach(() => bench.close());

async function checked(pipelineIdentifier: string, body = '') {
  const begun = await bench.client.startPreflight({ query: { pipelineIdentifier }, body });
  const preflightCheckId = granted(begun).data;
  return granted(await bench.client.getPreflight({ query: { preflightCheckId } })).data;
}

it('a pipeline with which nothing is wrong passes, and nothing runs', async () => {
  expect(await checked('shipping')).toEqual({
    status: 'SUCCESS',
    pipelineInputWrapperResponse: {
      status: 'SUCCESS',
      label: 'Pipeline and inputs',
      pipelineInputResponse: [],
    },
    connectorWrapperResponse: { status: 'SUCCESS', label: 'Connectors', checkResponses: [] },
    errorInfo: null,
  });
  const { data } = granted(await bench.client.listExecutions({ body: {} }));
  expect(data.totalElements).toBe(0);
});

it('inputs that a run would refuse are told, each with its place', async () => {
  const report = await checked('build');
  expect(report.status).toBe('FAILURE');
  const { pipelineInputResponse: inputs, status } = report.pipelineInputWrapperResponse;
  expect(status).toBe('FAILURE');
  expect(inputs).toMatchObject([
    {
      success: false,
      fqn: 'pipeline',
      errorInfo: { description: expect.stringMatching(/line 4, column \d+: /) },
    },
  ]);
  expect(report.errorInfo?.count).toBeGreaterThanOrEqual(1);
});

it('each connector is tried, and what cannot be tried says so', async () => {
  const body = INPUTS;
  const connectors = async () => (await checked('build', body)).connectorWrapperResponse;
  const forge = { connectorIdentifier: 'forge', stageName: null, fqn: 'pipeline' };
  const cluster = {
    connectorIdentifier: 'account.cluster',
    stageIdentifier: 'compile',
    stageName: 'Compile',
    fqn: 'pipeline.stages.compile',
  };
  expect(await connectors()).toMatchObject({
    status: 'FAILURE',
    checkResponses: [
      { ...forge, status: 'SUCCESS', errorInfo: null },
      {
        ...cluster,
        status: 'FAILURE',
        errorInfo: { summary: expect.stringContaining('no connector') },
      },
    ],
  });
  const k8s = { identifier: 'cluster', name: 'C', type: 'K8sCluster', spec: {} };
  granted(await bench.client.createConnector({ body: JSON.stringify({ connector: k8s }) }));
  result = { readable: false, problem: 'the server answers 500' };
  expect(await connectors()).toMatchObject({
    checkResponses: [
      { ...forge, status: 'FAILURE', errorInfo: { summary: 'the server answers 500.' } },
      {
        ...cluster,
        status: 'UNKNOWN',
        errorInfo: { summary: expect.stringContaining('not tried') },
      },
    ],
  });
});

it('a check that there is not, or that is asked for in another project, is not found', async () => {
  const begun = await bench.client.startPreflight({
    query: { pipelineIdentifier: 'shipping' },
    body: '',
  });
  const preflightCheckId = granted(begun).data;
  for (const query of [
    { preflightCheckId: 'x' },
    { preflightCheckId, projectIdentifier: 'another' },
  ]) {
    expect(denied(await bench.client.getPreflight({ query })).code).toBe('PREFLIGHT_NOT_FOUND');
  }
  const none = { query: { pipelineIdentifier: 'none' }, body: '' };
  expect(denied(await bench.client.startPreflight(none)).code).toBe('PIPELINE_NOT_FOUND');
});
