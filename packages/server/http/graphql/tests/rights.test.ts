import { endpoints, type Permission } from '@reprise/api';
import { FIRST_GEN_SCHEMA } from '@reprise/api/graphql';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from '../../testing/api-bench.ts';
import { APPROVAL, SHIPPING } from '../../testing/pipelines.ts';
import { ASKING_STAGE } from '../testing/asking-stage.ts';
import { APPLICATION, ask, run } from '../testing/bench.ts';

/** Rights that a test gives, and that remember what they were asked. */
const rights = {
  allowed: (_permission: Permission, _project: string | undefined): boolean => true,
  asked: new Set<Permission>(),
  allows: async (_: unknown, permission: Permission, scope: { projectId?: string }) => {
    rights.asked.add(permission);
    return rights.allowed(permission, scope.projectId);
  },
};

let bench: ApiBench;
let failed: string;
let waiting: string;
let asking: string;
let approval: string;
beforeAll(async () => {
  bench = await openApiBench({ rights });
  for (const body of [SHIPPING, APPROVAL, ASKING_STAGE])
    granted(await bench.client.createPipeline({ body }));
  failed = await run(bench, 'shipping', 'push');
  waiting = await run(bench, 'gated');
  asking = await run(bench, 'asks');
  const path = { org: 'default', project: APPLICATION, execution: waiting };
  approval = granted(await bench.client.listApprovals({ path }))[0]?.id ?? '';
});
afterAll(() => bench.close());
beforeEach(() => {
  rights.allowed = () => true;
  rights.asked.clear();
});

const EXECUTION = '{ execution { id } }';
const VIEW: readonly Permission[] = ['core_pipeline_view'];

/** Each field as somebody would ask for it who may, and what he needs for that. */
const FIELDS: Readonly<Record<string, readonly [() => string, readonly Permission[]]>> = {
  application: [() => `(applicationId: "${APPLICATION}") { id }`, ['core_project_view']],
  applicationByName: [() => `(name: "${APPLICATION}") { id }`, ['core_project_view']],
  applications: [() => '{ nodes { id } }', ['core_project_view']],
  pipeline: [() => '(pipelineId: "shipping") { id }', VIEW],
  pipelineByName: [
    () => `(applicationId: "${APPLICATION}", pipelineName: "Shipping") { id }`,
    VIEW,
  ],
  pipelines: [
    () =>
      `(filters: [{application: {operator: EQUALS, values: ["${APPLICATION}"]}}]) { nodes { id } }`,
    VIEW,
  ],
  execution: [() => `(executionId: "${failed}") { id }`, VIEW],
  executions: [
    () =>
      `(filters: [{application: {operator: EQUALS, values: ["${APPLICATION}"]}}]) { nodes { id } }`,
    VIEW,
  ],
  executionInputs: [
    () =>
      `(applicationId: "${APPLICATION}", entityId: "shipping", executionType: PIPELINE) { serviceInputs { id } }`,
    VIEW,
  ],
  runtimeExecutionInputsToResumePipeline: [
    () => `(${stageThatAsks()}) { serviceInputs { id } }`,
    VIEW,
  ],
  approvalDetails: [
    () =>
      `(applicationId: "${APPLICATION}", executionId: "${waiting}") { approvalDetails { approvalId } }`,
    VIEW,
  ],
  exportExecutions: [
    () =>
      `(input: {filters: {execution: {operator: EQUALS, values: "${failed}"}, application: {operator: EQUALS, values: "${APPLICATION}"}}}) { requestId }`,
    VIEW,
  ],
  startExecution: [
    () =>
      `(input: {applicationId: "${APPLICATION}", entityId: "shipping", executionType: PIPELINE}) ${EXECUTION}`,
    [permissionOf('executePipeline')],
  ],
  resumeExecution: [
    () =>
      `(input: {applicationId: "${APPLICATION}", pipelineExecutionId: "${failed}", pipelineStageName: "STAGE 3"}) ${EXECUTION}`,
    [permissionOf('retryExecution')],
  ],
  pipelineResumeRuntime: [
    () =>
      `(input: {${stageThatAsks()}, variableInputs: [{name: "env", variableValue: {type: NAME, value: "dev"}}]}) { status }`,
    [permissionOf('giveExecutionInputs')],
  ],
  approveOrRejectApprovals: [
    () =>
      `(input: {action: APPROVE, approvalId: "${approval}", applicationId: "${APPLICATION}", executionId: "${waiting}"}) { success }`,
    [permissionOf('actOnApproval')],
  ],
};

function stageThatAsks(): string {
  return `applicationId: "${APPLICATION}", pipelineExecutionId: "${asking}", pipelineStageElementId: "deploy"`;
}

/** What the endpoint asks for that does the same. */
function permissionOf(
  name: 'executePipeline' | 'retryExecution' | 'actOnApproval' | 'giveExecutionInputs',
): Permission {
  return endpoints[name].permission;
}

const schema = buildSchema(FIRST_GEN_SCHEMA);
const fields = (['query', 'mutation'] as const).flatMap((kind) => {
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.keys(type?.getFields() ?? {}).map((name) => [kind, name] as const);
});
const documentOf = (kind: string, name: string): string => {
  const field = FIELDS[name];
  if (field === undefined) throw new Error(`say here what ${name} needs`);
  return `${kind} { ${name}${field[0]()} }`;
};

describe('every field of the schema', () => {
  it('is asked here', () => {
    expect(fields.map(([, name]) => name).toSorted()).toEqual(Object.keys(FIELDS).toSorted());
  });

  it.each(fields)('of a %s is refused to whom nothing is granted: %s', async (kind, name) => {
    rights.allowed = () => false;
    const { data, errors, responseMessages } = await ask(bench, documentOf(kind, name));
    expect(data).toEqual({ [name]: null });
    expect(errors).toMatchObject([{ path: [name], extensions: { code: 'FORBIDDEN' } }]);
    expect(responseMessages).toMatchObject([{ code: 'FORBIDDEN', level: 'ERROR' }]);
    expect([...rights.asked]).toEqual(FIELDS[name]?.[1]);
  });

  it.each(fields)('of a %s is answered to whom just that is granted: %s', async (kind, name) => {
    const needed: readonly string[] = FIELDS[name]?.[1] ?? [];
    rights.allowed = (permission) => needed.includes(permission);
    const { data, errors } = await ask(bench, documentOf(kind, name));
    expect(errors).toBeUndefined();
    expect(data?.[name]).not.toBeNull();
  });
});

describe('a field inside another', () => {
  it('asks for its own permission, and leaves the rest of the answer alone', async () => {
    rights.allowed = (permission) => permission === 'core_pipeline_view';
    const query = `{ execution(executionId: "${failed}") { id application { id } ... on PipelineExecution { pipeline { name } } } }`;
    const { data, errors } = await ask(bench, query);
    expect(data).toEqual({
      execution: { id: failed, application: null, pipeline: { name: 'Shipping' } },
    });
    expect(errors).toMatchObject([
      { path: ['execution', 'application'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('is refused to one alias as to the other', async () => {
    rights.allowed = (permission) => permission === 'core_pipeline_view';
    const one = `resumeExecution${FIELDS['resumeExecution']?.[0]()}`;
    const { data, errors } = await ask(bench, `mutation { a: ${one} b: ${one} }`);
    expect(data).toEqual({ a: null, b: null });
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
    ]);
  });
});

describe('a list over all applications', () => {
  it('leaves out those that the caller may not see, and does not count them', async () => {
    rights.allowed = () => true;
    const project = { identifier: 'closed', name: 'Closed', orgIdentifier: 'default' };
    granted(
      await bench.client.createProject({ query: { orgIdentifier: 'default' }, body: { project } }),
    );
    const query = { projectIdentifier: 'closed' };
    const body = SHIPPING.replace('default_project', 'closed');
    granted(await bench.client.createPipeline({ query, body }));
    granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' }, query }));
    await bench.settle();
    const list = '{ executions { nodes { application { id } } pageInfo { total } } }';
    const applications = async () => {
      const { data } = await ask(bench, list);
      return [...new Set(JSON.stringify(data).match(/closed|default_project/g))].toSorted();
    };
    expect(await applications()).toEqual(['closed', 'default_project']);
    rights.allowed = (_, at) => at !== 'closed';
    expect(await applications()).toEqual(['default_project']);
    rights.allowed = (permission) => permission === 'core_project_view';
    const denied = await ask(bench, list);
    expect(denied.data).toEqual({ executions: null });
    expect(denied.responseMessages).toMatchObject([{ code: 'FORBIDDEN' }]);
  });
});
