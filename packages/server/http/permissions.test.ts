import { type Endpoint, type EndpointName, endpoints, fillPath } from '@reprise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from './testing/api-bench.ts';
import { APPROVAL, SHIPPING } from './testing/pipelines.ts';

/** Rights that can be taken away in the middle of a test, and remember what they were asked. */
const rights = {
  allowed: true,
  asked: new Set<string>(),
  allows: async (_: unknown, permission: string): Promise<boolean> => {
    rights.asked.add(permission);
    return rights.allowed;
  },
};

let bench: ApiBench;
let values: Readonly<Record<string, string>>;
beforeAll(async () => {
  bench = await openApiBench({ rights });
  for (const body of [SHIPPING, APPROVAL]) granted(await bench.client.createPipeline({ body }));
  const begun = await bench.client.executePipeline({ path: { pipeline: 'gated' } });
  const execution = granted(begun).data.planExecutionId;
  await bench.settle();
  await bench.client.createService({ body: OBJECTS.service });
  await bench.client.createEnvironment({ body: OBJECTS.environment });
  await bench.client.createInfrastructure({ body: OBJECTS.infrastructure });
  await bench.client.createConnector({ body: OBJECTS.connector });
  await bench.client.createVariable({ body: OBJECTS.variable });
  granted(await bench.client.createSecret({ body: OBJECTS.secret }));
  granted(await bench.client.createTemplate({ body: TEMPLATE }));
  const ofPipeline = { pipelineIdentifier: 'shipping' };
  granted(await bench.client.createInputSet({ query: ofPipeline, body: INPUT_SET }));
  const where = { org: 'default', project: 'default_project', execution };
  const [approval] = granted(await bench.client.listApprovals({ path: where }));
  const node = approval?.node_execution_id ?? '';
  const key = `default/pipeline/gated/1/-${execution}/pipeline.stages.gate.spec.execution.steps.ask/1`;
  values = {
    ...where,
    pipeline: 'shipping',
    ...Object.fromEntries(Object.keys(OBJECTS).map((kind) => [kind, 'thing'])),
    environmentIdentifier: 'thing',
    template: 'thing',
    versionLabel: 'v1',
    inputSet: 'thing',
    approval: approval?.id ?? '',
    account: 'default',
    planExecutionId: execution,
    pipelineIdentifier: 'shipping',
    interruptType: 'Dance',
    nodeExecutionId: node,
    node,
    key,
    prefix: key,
  };
});
afterAll(() => bench.close());

const BODIES: Partial<Readonly<Record<EndpointName, object>>> = {
  v1CreatePipeline: { pipeline_yaml: SHIPPING },
  v1UpdatePipeline: { pipeline_yaml: SHIPPING },
  actOnApproval: { action: 'APPROVE' },
  createOrganization: { organization: { identifier: 'another' } },
  updateOrganization: { organization: { identifier: 'default' } },
  createProject: { project: { identifier: 'another' } },
  updateProject: { project: { identifier: 'default_project' } },
  evaluateExpression: { expression: '<+1>' },
  actOnExecutionApproval: { action: 'APPROVE' },
};

/** An object of each kind, as JSON of its bare fields. */
const OBJECTS = {
  service: JSON.stringify({ identifier: 'thing' }),
  environment: JSON.stringify({ identifier: 'thing', type: 'Production' }),
  infrastructure: JSON.stringify({ identifier: 'thing', environmentRef: 'thing', type: 'X' }),
  connector: JSON.stringify({ connector: { identifier: 'thing', type: 'Git', spec: { a: [1] } } }),
  variable: JSON.stringify({
    variable: { identifier: 'thing', type: 'String', spec: { fixedValue: 'x' } },
  }),
  secret: JSON.stringify({
    secret: { identifier: 'thing', type: 'SecretText', spec: { value: 'hunter2' } },
  }),
};

const TEMPLATE =
  'template: {identifier: thing, name: T, versionLabel: v1, type: Step, spec: {type: Wait, spec: {duration: 10s}}}';
const INPUT_SET = 'inputSet: {identifier: thing, name: T, pipeline: {identifier: shipping}}';

/** The YAML that goes to an endpoint: that of its kind. */
function yamlFor(path: string): string {
  const kinds: readonly (readonly [string, string])[] = [
    ['/servicesV2', OBJECTS.service],
    ['/environmentsV2', OBJECTS.environment],
    ['/infrastructures', OBJECTS.infrastructure],
    ['/connectors', OBJECTS.connector],
    ['/variables', OBJECTS.variable],
    ['/secrets', OBJECTS.secret],
    ['/templates', TEMPLATE],
    ['/inputSets', INPUT_SET],
  ];
  return kinds.find(([part]) => path.includes(part))?.[1] ?? SHIPPING;
}

/** A request that would be answered if the caller were allowed to make it. */
function requestTo(name: EndpointName, endpoint: Endpoint, path: string): Promise<Response> {
  const needed = Object.entries(values).filter(([field]) => field in endpoint.query.shape);
  const query = new URLSearchParams(needed.filter(([field]) => field !== 'execution'));
  const body = endpoint.body.kind === 'yaml' ? yamlFor(path) : JSON.stringify(BODIES[name] ?? {});
  const url = `${fillPath(path, values)}?${query.toString()}`;
  return bench.send(endpoint.method, url, endpoint.body.kind === 'none' ? {} : { body });
}

const guarded = Object.entries(endpoints)
  .map(([name, endpoint]): [EndpointName, Endpoint] => [name as EndpointName, endpoint])
  .filter(([, { permission }]) => permission !== 'public' && permission !== 'by-field');

describe('every endpoint that is not public', () => {
  it.each(guarded)(
    '%s is refused to whom nothing is granted, in each spelling',
    async (name, endpoint) => {
      for (const path of [endpoint.path, ...(endpoint.aliases ?? [])]) {
        for (const spelling of [path, `/gateway${path}`]) {
          rights.allowed = false;
          rights.asked.clear();
          const answer = await requestTo(name, endpoint, spelling);
          rights.allowed = true;
          expect([spelling, answer.status]).toEqual([spelling, 403]);
          expect(await answer.json()).toMatchObject({ status: 'ERROR', code: 'FORBIDDEN' });
          expect([...rights.asked]).toEqual([endpoint.permission]);
        }
      }
    },
  );
});

/** An execution that waits cannot be retried, and this one asks nobody for inputs. */
const STATED_REFUSALS: ReadonlyMap<EndpointName, string> = new Map([
  ['planRetry', 'EXECUTION_NOT_ENDED'],
  ['getExecutionInputs', 'NODE_NOT_FOUND'],
]);

describe('every JSON answer', () => {
  const reading = guarded.filter(
    ([, { response, permission }]) => response.kind === 'json' && permission.endsWith('_view'),
  );

  it('is asked for in some number', () => {
    expect(reading.length).toBeGreaterThan(15);
  });

  it.each(reading)(
    'of %s has the shape that the contract states, and nothing more',
    async (name, endpoint) => {
      const answer = await requestTo(name, endpoint, endpoint.path);
      const body: unknown = await answer.json();
      if (answer.status !== 200) {
        expect(body).toMatchObject({ code: STATED_REFUSALS.get(name) ?? 'an answer' });
        return;
      }
      const { response } = endpoint;
      const parsed = response.kind === 'json' ? response.schema.parse(body) : undefined;
      expect(body).toEqual(parsed);
    },
  );
});
