import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { ask, onlyError, run } from '../testing/bench.ts';

const pipeline = (identifier: string, project: string, tags: string, stage: string) => `pipeline:
  identifier: ${identifier}
  name: ${identifier}
  projectIdentifier: ${project}
  orgIdentifier: default
  tags: ${tags}
  stages:
    - stage:
${stage}
`;
const STEPS =
  'execution: {steps: [{step: {identifier: w, name: w, type: ShellScript, spec: {shell: Bash, source: {type: Inline, spec: {script: "true"}}}}}]}';
const PLAIN = `        {identifier: s, name: S, type: Custom, spec: {${STEPS}}}`;
const DEPLOYS = `        identifier: deploy
        name: Deploy
        type: Deployment
        failureStrategies: [{onFailure: {errors: [AllErrors], action: {type: StageRollback}}}]
        spec: {deploymentType: Kubernetes, service: {serviceRef: account.shop}, environment: {environmentRef: prod, infrastructureDefinitions: [{identifier: cluster}]}, ${STEPS}}`;

let bench: ApiBench;
let web: string;
let job: string;
let release: string;
beforeAll(async () => {
  bench = await openApiBench();
  const { client } = bench;
  const project = {
    identifier: 'far',
    name: 'Far',
    orgIdentifier: 'default',
    tags: { floor: '2' },
  };
  granted(await client.createProject({ query: { orgIdentifier: 'default' }, body: { project } }));
  const place = 'orgIdentifier: default, projectIdentifier: default_project';
  await client.createService({
    body: 'service: {identifier: shop, name: Shop, tags: {team: web}, serviceDefinition: {type: Kubernetes}}',
  });
  await client.createEnvironment({
    body: `environment: {identifier: prod, name: Live, tags: {tier: "1"}, type: Production, ${place}}`,
  });
  await client.createInfrastructure({
    body: `infrastructureDefinition: {identifier: cluster, name: C, ${place}, environmentRef: prod, type: KubernetesDirect, spec: {namespace: web}}`,
  });
  await client.createPipeline({
    body: pipeline('web_shop', 'default_project', '{team: web}', PLAIN),
  });
  await client.createPipeline({ body: pipeline('release', 'default_project', '{}', DEPLOYS) });
  await client.createPipeline({
    query: { projectIdentifier: 'far' },
    body: pipeline('job', 'far', '{team: ops, "late": ""}', PLAIN),
  });
  web = await run(bench, 'web_shop');
  release = await run(bench, 'release');
  const path = { pipeline: 'job' };
  const query = { projectIdentifier: 'far' };
  job = granted(await client.executePipeline({ path, query })).data.planExecutionId;
  await bench.settle();
});
afterAll(() => bench.close());

/** The pipelines whose executions are found. */
async function found(filters: string): Promise<readonly string[]> {
  const { data, errors } = await ask(
    bench,
    `{ executions(filters: [${filters}]) { nodes { id } pageInfo { total } } }`,
  );
  expect(errors).toBeUndefined();
  const names = { web, release, job };
  const text = JSON.stringify(data);
  const list = Object.entries(names).flatMap(([name, id]) => (text.includes(id) ? [name] : []));
  expect(text).toContain(`"total":${list.length}`);
  return list;
}

describe('executions are found', () => {
  it.each([
    ['{pipeline: {operator: LIKE, values: ["SHOP", "x"]}}', ['web']],
    ['{pipeline: {operator: LIKE, values: []}}', []],
    ['{pipeline: {operator: NOT_IN, values: ["web_shop"]}}', ['release', 'job']],
    ['{pipeline: {operator: NOT_IN, values: ["far/job"]}}', ['web', 'release']],
    ['{pipeline: {operator: NOT_IN, values: ["job"]}}', ['web', 'release', 'job']],
    ['{pipeline: {operator: NOT_NULL}}', ['web', 'release', 'job']],
    ['{application: {operator: LIKE, values: ["AR"]}}', ['job']],
    ['{application: {operator: NOT_IN, values: ["far"]}}', ['web', 'release']],
    [
      '{application: {operator: IN, values: ["far"]}}, {application: {operator: LIKE, values: ["de"]}}',
      [],
    ],
    ['{service: {operator: LIKE, values: ["shop"]}}', ['release']],
    ['{service: {operator: NOT_NULL}}', ['release']],
    ['{service: {operator: NOT_IN, values: ["account.shop"]}}', ['web', 'job']],
    ['{environment: {operator: NOT_IN, values: ["qa"]}}', ['web', 'release', 'job']],
    [
      '{environment: {operator: LIKE, values: ["pro"]}, pipeline: {operator: LIKE, values: ["web"]}}',
      [],
    ],
    ['{triggeredBy: {operator: NOT_NULL}}', []],
    ['{triggeredBy: {operator: NOT_IN, values: ["u1"]}}', ['web', 'release', 'job']],
    ['{trigger: {operator: NOT_NULL}}', []],
    ['{trigger: {operator: EQUALS, values: ["nightly"]}}', []],
    ['{trigger: {operator: NOT_IN, values: ["nightly"]}}', ['web', 'release', 'job']],
    ['{status: {operator: NOT_NULL}}', ['web', 'release', 'job']],
  ])('by ids: %s', async (filters, names) => {
    expect(await found(filters)).toEqual(names);
  });

  it('by a part of their own id', async () => {
    const values = JSON.stringify([web.slice(1).toUpperCase()]);
    expect(await found(`{execution: {operator: LIKE, values: ${values}}}`)).toEqual(['web']);
    const but = JSON.stringify([web, job]);
    expect(await found(`{execution: {operator: NOT_IN, values: ${but}}}`)).toEqual(['release']);
  });

  it.each([
    ['DEPLOYMENT', '{name: "team", value: "web"}', ['web']],
    ['DEPLOYMENT', '{name: "team"}', ['web', 'job']],
    ['DEPLOYMENT', '[{name: "late", value: ""}, {name: "none"}]', ['job']],
    ['DEPLOYMENT', '{name: "team", value: "WEB"}', []],
    ['DEPLOYMENT', '{name: "__proto__"}', []],
    ['APPLICATION', '{name: "floor", value: "2"}', ['job']],
    ['APPLICATION', '{name: "floor", value: "3"}', []],
    ['SERVICE', '{name: "team", value: "web"}', ['release']],
    ['SERVICE', '{name: "team", value: "ops"}', []],
    ['ENVIRONMENT', '[{name: "tier"}]', ['release']],
    ['ENVIRONMENT', '[{name: "team"}]', []],
  ])('by the tags of %s: %s', async (of, tags, names) => {
    expect(await found(`{tag: {entityType: ${of}, tags: ${tags}}}`)).toEqual(names);
  });

  it('by several tags at once, each of which must be there', async () => {
    const team = '{tag: {entityType: DEPLOYMENT, tags: {name: "team"}}}';
    const late = '{tag: {entityType: DEPLOYMENT, tags: {name: "late"}}}';
    expect(await found(`${team}, ${late}`)).toEqual(['job']);
  });

  it.each([
    ['GREATER_THAN_OR_EQUALS', '[0]', 3],
    ['LESS_THAN', '[0]', 0],
    ['LESS_THAN_OR_EQUALS', '1e12', 3],
    ['GREATER_THAN', '[1000000000000]', 0],
    ['NOT_EQUALS', '[-1]', 3],
    ['IN', '[-1, -2]', 0],
  ])('by how long they took: %s %s', async (operator, values, count) => {
    expect(await found(`{duration: {operator: ${operator}, values: ${values}}}`)).toHaveLength(
      count,
    );
  });
});

it('the list of the other API shows the tags of each, too', async () => {
  const { data } = granted(await bench.client.listExecutions({ body: {} }));
  const tags = Object.fromEntries(data.content.map((one) => [one.pipelineIdentifier, one.tags]));
  expect(tags).toEqual({ web_shop: [{ key: 'team', value: 'web' }], release: [] });
});

it('how long they took is exact at the ends, and several filters must all hold', async () => {
  const { data } = await ask(bench, `{ execution(executionId: "${web}") { startedAt endedAt } }`);
  const [, from = '', to = ''] =
    /"startedAt":(\d+),"endedAt":(\d+)/.exec(JSON.stringify(data)) ?? [];
  const took = Number(to) - Number(from);
  const only = (operator: string, value: number) =>
    found(
      `{pipeline: {operator: EQUALS, values: "web_shop"}, duration: {operator: ${operator}, values: [${value}]}}`,
    );
  expect(await only('EQUALS', took)).toEqual(['web']);
  expect(await only('NOT_EQUALS', took)).toEqual([]);
  expect(await only('GREATER_THAN', took)).toEqual([]);
  expect(await only('GREATER_THAN', took - 1)).toEqual(['web']);
  expect(await only('LESS_THAN', took)).toEqual([]);
  expect(await only('LESS_THAN', took + 1)).toEqual(['web']);
  const both = `{duration: {operator: IN, values: [${took}, 7]}}, {duration: {operator: NOT_EQUALS, values: [${took}]}}`;
  expect(await found(`{pipeline: {operator: EQUALS, values: "web_shop"}}, ${both}`)).toEqual([]);
});

it.each([
  ['{pipeline: {operator: LIKE, values: ["%ship%"]}}', 'leave the wildcard out of %ship%'],
  ['{pipeline: {operator: LIKE, values: ["far/job"]}}', 'filter application'],
  ['{status: {operator: LIKE, values: [FAILED]}}', 'does not take LIKE'],
  ['{pipeline: {operator: NOT_IN}}', 'needs its values'],
  ['{duration: {operator: GREATER_THAN, values: [1, 2]}}', 'exactly one'],
  ['{duration: {operator: EQUALS, values: []}}', 'needs its values'],
  ['{duration: {operator: EQUALS, values: [0.5]}}', 'whole milliseconds'],
  ['{tag: {entityType: DEPLOYMENT, tags: []}}', 'needs its values'],
  ['{tag: {entityType: DEPLOYMENT, tags: {value: "web"}}}', '"TagInput.name"'],
  [Array(21).fill('{}').join(','), '20 is the limit'],
  ['{cloudProvider: {operator: EQUALS, values: ["x"]}}', '"cloudProvider"'],
])('%s is refused, with the reason', async (filters, why) => {
  const answer = await ask(bench, `{ executions(filters: [${filters}]) { nodes { id } } }`);
  expect(onlyError(answer)).toContain(why);
});
