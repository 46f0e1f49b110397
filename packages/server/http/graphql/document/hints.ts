/** What FirstGen answers and this server does not, with what to ask instead. */
import { type GraphQLError, Kind } from 'graphql';

const NO_WORKFLOWS =
  'There are no workflows here. A pipeline stands by itself: ask pipeline, pipelineByName or pipelines. What ran as a workflow does in FirstGen is a stage of an execution: ask its memberExecutions.';
const OBJECTS =
  'Services, environments and what else is stored are not asked for here, but by the REST API: GET /ng/api/servicesV2, /ng/api/environmentsV2. What an execution deployed stands in the outcomes of its memberExecutions.';
const NO_TRIGGERS = 'There are no triggers here.';
const PEOPLE =
  'Users and groups are not asked for here, but by the REST API: /ng/api/user/aggregate, /ng/api/user-groups.';
const CHANGES =
  'Nothing is created or changed by GraphQL here but executions and approvals: use the REST API, or reprise apply.';
const NO_ARTIFACTS =
  'Pipelines here select no artifacts, so no execution is found by one: filter by service, tag or time.';

const FIELDS: Readonly<Record<string, string>> = {
  workflow: NO_WORKFLOWS,
  workflowByName: NO_WORKFLOWS,
  workflows: NO_WORKFLOWS,
  service: OBJECTS,
  services: OBJECTS,
  environment: OBJECTS,
  environments: OBJECTS,
  infrastructureDefinition: OBJECTS,
  infrastructureDefinitions: OBJECTS,
  cloudProvider: OBJECTS,
  cloudProviders: OBJECTS,
  connector: OBJECTS,
  connectors: OBJECTS,
  secret: OBJECTS,
  secretByName: OBJECTS,
  trigger: NO_TRIGGERS,
  triggerByName: NO_TRIGGERS,
  triggers: NO_TRIGGERS,
  user: PEOPLE,
  userByName: PEOPLE,
  users: PEOPLE,
  userGroup: PEOPLE,
  userGroupByName: PEOPLE,
  userGroups: PEOPLE,
  createApplication: CHANGES,
  updateApplication: CHANGES,
  deleteApplication: CHANGES,
  createTrigger: NO_TRIGGERS,
  updateTrigger: NO_TRIGGERS,
  deleteTrigger: NO_TRIGGERS,
};

const FILTERS: Readonly<Record<string, string>> = {
  workflow: 'There are no workflows here: filter by pipeline.',
  cloudProvider: 'Executions here know no cloud provider: filter by environment.',
  artifactBuildNo: NO_ARTIFACTS,
  helmChartVersion: NO_ARTIFACTS,
};

/** What to ask instead of the name that an error of validation is about; null where nothing stands for it. */
export function hintFor({ message, nodes }: GraphQLError): string | null {
  const node = nodes?.[0];
  if (
    node?.kind === Kind.FIELD &&
    /^Cannot query field ".*" on type "(?:Query|Mutation)"/.test(message)
  ) {
    return known(FIELDS, node.name.value);
  }
  const filter = /(?:^|; )Field "(\w+)" is not defined by type "ExecutionFilter"/.exec(
    message,
  )?.[1];
  return filter === undefined ? null : known(FILTERS, filter);
}

const known = (hints: Readonly<Record<string, string>>, name: string): string | null =>
  Object.hasOwn(hints, name) ? (hints[name] ?? null) : null;
