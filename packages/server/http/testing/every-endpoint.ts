/** A request for every endpoint, each of which would be answered: for tests that walk the whole table. */
import {
  type Endpoint,
  type EndpointName,
  endpoints,
  fillPath,
  type Permission,
} from '@reprise/api';
import { type ApiBench, granted } from './api-bench.ts';
import { APPROVAL, SHIPPING } from './pipelines.ts';

const PROJECT = { orgIdentifier: 'default', projectIdentifier: 'default_project' };

/** What paths and queries are filled with. */
export type Values = Readonly<Record<string, string>>;

/** Every endpoint that checks something, by name. */
export const guarded = Object.entries(endpoints)
  .map(([name, endpoint]): [EndpointName, Endpoint] => [name as EndpointName, endpoint])
  .filter(([, { permission }]) => permission !== 'public');

/** What opens a route besides its own permission: whoever sees a project sees the organization around it. */
export const OTHER_WAYS: Partial<Readonly<Record<EndpointName, readonly Permission[]>>> = {
  listOrganizations: ['core_project_view'],
  getOrganization: ['core_project_view'],
};

/** Stores one thing of each kind, and answers with their names. */
export async function furnish(bench: ApiBench): Promise<Values> {
  for (const body of [SHIPPING, APPROVAL]) granted(await bench.client.createPipeline({ body }));
  const begun = await bench.client.executePipeline({ path: { pipeline: 'gated' } });
  const execution = granted(begun).data.planExecutionId;
  await bench.settle();
  await bench.client.createService({ query: PROJECT, body: OBJECTS.service });
  await bench.client.createEnvironment({ query: PROJECT, body: OBJECTS.environment });
  await bench.client.createEnvironmentGroup({ query: PROJECT, body: OBJECTS.environmentGroup });
  await bench.client.createInfrastructure({ query: PROJECT, body: OBJECTS.infrastructure });
  granted(await bench.client.createServiceOverride({ query: PROJECT, body: OBJECTS.override }));
  await bench.client.createConnector({ query: PROJECT, body: OBJECTS.connector });
  await bench.client.createVariable({ query: PROJECT, body: OBJECTS.variable });
  granted(await bench.client.createSecret({ query: PROJECT, body: OBJECTS.secret }));
  granted(await bench.client.createSmtpConfig({ body: SMTP }));
  for (const query of [{}, { orgIdentifier: 'default' }, PROJECT]) {
    granted(await bench.client.createTemplate({ query, body: TEMPLATE }));
  }
  const ofPipeline = { pipelineIdentifier: 'shipping' };
  granted(await bench.client.createInputSet({ query: ofPipeline, body: INPUT_SET }));
  const people = await furnishPeople(bench);
  const batch = granted(await bench.client.createRetryBatch({ body: { filter: {} } }));
  const where = { org: 'default', project: 'default_project', execution };
  const [approval] = granted(await bench.client.listApprovals({ path: where }));
  const node = approval?.node_execution_id ?? '';
  const request = await exported(bench);
  const preflight = await bench.client.startPreflight({
    query: { pipelineIdentifier: 'shipping' },
    body: '',
  });
  const key = `default/pipeline/gated/1/-${execution}/pipeline.stages.gate.spec.execution.steps.ask/1`;
  return {
    ...where,
    ...people,
    batch: batch.batchId,
    request,
    preflightCheckId: granted(preflight).data,
    pipeline: 'shipping',
    ...Object.fromEntries(Object.keys(OBJECTS).map((kind) => [kind, 'thing'])),
    environmentIdentifier: 'thing',
    serviceIdentifier: 'thing',
    template: 'thing',
    versionLabel: 'v1',
    version: '1',
    inputSet: 'thing',
    override: 'thing',
    smtpConfig: 'default',
    approval: approval?.id ?? '',
    account: 'default',
    planExecutionId: execution,
    pipelineIdentifier: 'shipping',
    interruptType: 'Dance',
    nodeExecutionId: node,
    node,
    key,
    prefix: key,
    text: 'anything',
    // Lines of a log for some, and no address for others, who look at it later.
    to: '5',
    name: 'thing',
  };
}

/** An export of an execution that has ended. */
async function exported(bench: ApiBench): Promise<string> {
  granted(await bench.client.executePipeline({ path: { pipeline: 'shipping' } }));
  await bench.settle();
  const query = 'mutation { exportExecutions(input: {}) { requestId } }';
  const { data } = granted(await bench.client.graphql({ body: { query } }));
  return /"requestId":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? '';
}

/** A thing of each kind that rights are made of, at the project. */
async function furnishPeople(bench: ApiBench): Promise<Values> {
  const query = PROJECT;
  const body = { identifier: 'thing' };
  granted(await bench.client.inviteUsers({ body: { emails: ['thing@example.com'] } }));
  const users = granted(await bench.client.listUsers({ body: {} }));
  granted(await bench.client.createUserGroup({ query, body }));
  granted(await bench.client.createServiceAccount({ query, body }));
  granted(await bench.client.createRole({ query, body: ROLE }));
  granted(await bench.client.createResourceGroup({ query, body: RESOURCE_GROUP }));
  const assigned = await bench.client.createRoleAssignment({ query, body: ASSIGNMENT });
  granted(assigned);
  return {
    ...PROJECT,
    user: users.data.content[0]?.user.uuid ?? '',
    group: 'thing',
    serviceAccount: 'thing',
    role: 'thing',
    resourceGroup: 'thing',
    roleAssignment: 'thing',
    apiKey: 'thing',
    token: 'thing',
    apiKeyIdentifier: 'thing',
  };
}

const ROLE = { identifier: 'thing', permissions: ['core_pipeline_view'] };
const RESOURCE_GROUP = {
  resourceGroup: { identifier: 'thing', resourceFilter: { includeAllResources: true } },
};
const ASSIGNMENT = {
  identifier: 'thing',
  roleIdentifier: '_project_viewer',
  resourceGroupIdentifier: '_all_project_level_resources',
  principal: { identifier: 'thing', type: 'USER_GROUP' as const },
};

const SMTP = { name: 'ours', value: { host: 'localhost', port: 25, fromAddress: 'a@example.com' } };

const TEMPLATE =
  'template: {identifier: thing, name: T, versionLabel: v1, type: Step, spec: {type: Wait, spec: {duration: 10s}}}';
const GIVEN_TEMPLATE = { template_yaml: TEMPLATE };
const V1_TEMPLATES = {
  v1CreateAccountTemplate: GIVEN_TEMPLATE,
  v1CreateOrgTemplate: GIVEN_TEMPLATE,
  v1CreateProjectTemplate: GIVEN_TEMPLATE,
  v1UpdateAccountTemplate: GIVEN_TEMPLATE,
  v1UpdateOrgTemplate: GIVEN_TEMPLATE,
  v1UpdateProjectTemplate: GIVEN_TEMPLATE,
};

const INPUT_SET = 'inputSet: {identifier: thing, name: T, pipeline: {identifier: shipping}}';
const GIVEN_INPUT_SET = { input_set_yaml: INPUT_SET };

const BODIES: Partial<Readonly<Record<EndpointName, object>>> = {
  login: { email: 'a@example.com', password: 'x' },
  acceptInvitation: { secret: 'x', password: 'x' },
  v1CreatePipeline: { pipeline_yaml: SHIPPING },
  v1UpdatePipeline: { pipeline_yaml: SHIPPING },
  ...V1_TEMPLATES,
  v1ExecuteDynamic: { yaml: SHIPPING },
  v1CreateInputSet: GIVEN_INPUT_SET,
  v1UpdateInputSet: GIVEN_INPUT_SET,
  actOnApproval: { action: 'APPROVE' },
  createOrganization: { organization: { identifier: 'another' } },
  updateOrganization: { organization: { identifier: 'default' } },
  createProject: { project: { identifier: 'another' } },
  updateProject: { project: { identifier: 'default_project' } },
  inviteUsers: { emails: ['another@example.com'] },
  createUserGroup: { identifier: 'another' },
  updateUserGroup: { identifier: 'thing' },
  createServiceAccount: { identifier: 'another' },
  updateServiceAccount: { identifier: 'thing' },
  createRole: { ...ROLE, identifier: 'another' },
  updateRole: ROLE,
  createResourceGroup: {
    resourceGroup: { ...RESOURCE_GROUP.resourceGroup, identifier: 'another' },
  },
  updateResourceGroup: RESOURCE_GROUP,
  createRoleAssignment: { ...ASSIGNMENT, identifier: 'another' },
  createRoleAssignments: { roleAssignments: [{ ...ASSIGNMENT, identifier: 'another' }] },
  createApiKey: { identifier: 'thing' },
  createToken: { identifier: 'thing', apiKeyIdentifier: 'thing' },
  checkAccess: { permissions: [] },
  previewRetryBatch: { filter: {} },
  createRetryBatch: { filter: {} },
  evaluateExpression: { expression: '<+1>' },
  actOnExecutionApproval: { action: 'APPROVE' },
  interruptFirstGenExecution: { executionInterruptType: 'DANCE' },
  createSmtpConfig: SMTP,
  updateSmtpConfig: SMTP,
};

/** An object of each kind, as JSON of its bare fields. */
const OBJECTS = {
  service: JSON.stringify({ identifier: 'thing' }),
  environment: JSON.stringify({ identifier: 'thing', type: 'Production' }),
  environmentGroup: JSON.stringify({
    environmentGroup: { identifier: 'thing', envIdentifiers: ['thing'] },
  }),
  infrastructure: JSON.stringify({ identifier: 'thing', environmentRef: 'thing', type: 'X' }),
  override: JSON.stringify({ environmentRef: 'thing', type: 'ENV_GLOBAL_OVERRIDE' }),
  connector: JSON.stringify({ connector: { identifier: 'thing', type: 'Git', spec: { a: [1] } } }),
  variable: JSON.stringify({
    variable: { identifier: 'thing', type: 'String', spec: { fixedValue: 'x' } },
  }),
  secret: JSON.stringify({
    secret: { identifier: 'thing', type: 'SecretText', spec: { value: 'hunter2' } },
  }),
};

const SECRET_FILE = JSON.stringify({
  secret: { identifier: 'thing', type: 'SecretFile', spec: {} },
});

/** The YAML that goes to an endpoint: that of its kind. */
function yamlFor(path: string): string {
  const kinds: readonly (readonly [string, string])[] = [
    ['/servicesV2', OBJECTS.service],
    ['/serviceOverrides', OBJECTS.override],
    ['/environmentsV2', OBJECTS.environment],
    ['/environmentGroup', OBJECTS.environmentGroup],
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
export function requestTo(
  bench: Pick<ApiBench, 'send'>,
  values: Values,
  { name, endpoint, path }: { name: EndpointName; endpoint: Endpoint; path: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const needed = Object.entries(values).filter(([field]) => field in endpoint.query.shape);
  const query = new URLSearchParams(needed.filter(([field]) => field !== 'execution'));
  const body = bodyFor(name, endpoint, path);
  const url = `${fillPath(path, values)}?${query.toString()}`;
  return bench.send(endpoint.method, url, {
    headers,
    ...(endpoint.body.kind === 'none' ? {} : { body }),
  });
}

function bodyFor(name: EndpointName, { body: { kind } }: Endpoint, path: string) {
  if (kind === 'yaml') return yamlFor(path);
  if (kind !== 'form') return JSON.stringify(BODIES[name] ?? {});
  const form = new FormData();
  form.append('spec', SECRET_FILE);
  form.append('file', new Blob(['a key']));
  return form;
}
