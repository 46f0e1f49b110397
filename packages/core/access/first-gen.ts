/**
 * FirstGen's application permission *Execute Pipeline*, said in today's words. An application is a project, so an
 * application permission becomes assignments at projects; an environment type narrows which environments a run may
 * deploy to. The filter `Non-Production` is the type `PreProduction` of an environment.
 */
import type { Assignee, ResourceFilter, ResourceGroup, RoleAssignment } from './model.ts';
import type { AccessScope } from './scopes.ts';

export interface ExecutePipelinePermission {
  readonly accountId: string;
  readonly principal: Assignee;
  readonly applications: 'all' | readonly Application[];
  /** Left out: all environments. */
  readonly environments?: readonly EnvironmentFilter[];
}
export interface Application {
  readonly orgId: string;
  readonly projectId: string;
}
export type EnvironmentFilter = 'PRODUCTION_ENVIRONMENTS' | 'NON_PRODUCTION_ENVIRONMENTS';

/** What has to be stored so that the permission holds. */
export interface MappedPermission {
  readonly role: typeof EXECUTE_PIPELINE_ROLE;
  readonly resourceGroups: readonly (ResourceGroup & { readonly scope: AccessScope })[];
  readonly assignments: readonly RoleAssignment[];
}

/** As Pipeline Executor, and assignable to the account too: *all applications* includes those that come later. */
export const EXECUTE_PIPELINE_ROLE = {
  identifier: 'firstgen_execute_pipeline',
  name: 'Execute Pipeline (FirstGen)',
  permissions: [
    'core_project_view',
    'core_pipeline_view',
    'core_pipeline_execute',
    'core_service_view',
    'core_service_access',
    'core_environment_view',
    'core_environment_access',
    'core_environmentgroup_view',
    'core_connector_view',
    'core_connector_access',
    'core_secret_view',
    'core_secret_access',
    'core_template_view',
    'core_template_access',
    'core_variable_view',
  ],
  levels: ['account', 'project'],
} as const;

const ENVIRONMENT_TYPE: Readonly<Record<EnvironmentFilter, string>> = {
  PRODUCTION_ENVIRONMENTS: 'Production',
  NON_PRODUCTION_ENVIRONMENTS: 'PreProduction',
};

/** Maps one *Execute Pipeline* permission onto resource groups and role assignments. */
export function executePipelineMapping(given: ExecutePipelinePermission): MappedPermission {
  const { accountId, principal, applications, environments } = given;
  const scopes: readonly AccessScope[] =
    applications === 'all'
      ? [{ accountId }]
      : applications.map(({ orgId, projectId }) => ({ accountId, orgId, projectId }));
  const identifier = groupIdentifier(environments);
  const resourceGroups = scopes.map((scope) => ({
    scope,
    identifier,
    name: 'Execute Pipeline (FirstGen)',
    reach: [{ includingChildren: true }],
    resources: resourcesFor(environments),
    levels: ['account', 'project'] as const,
  }));
  const assignments = scopes.map((scope) => ({
    identifier: assignmentIdentifier(principal, identifier),
    scope,
    principal,
    role: EXECUTE_PIPELINE_ROLE.identifier,
    resourceGroup: identifier,
    disabled: false,
  }));
  return { role: EXECUTE_PIPELINE_ROLE, resourceGroups, assignments };
}

function resourcesFor(
  environments: readonly EnvironmentFilter[] | undefined,
): 'all' | readonly ResourceFilter[] {
  if (environments === undefined) return 'all';
  const types = ['PROJECT', 'PIPELINE', 'SERVICE', 'CONNECTOR', 'SECRET', 'TEMPLATE', 'VARIABLE'];
  return [
    ...types.map((type) => ({ type })),
    {
      type: 'ENVIRONMENT',
      environmentTypes: environments.map((filter) => ENVIRONMENT_TYPE[filter]),
    },
  ];
}

/** References have dots, and ids of users what they like: an identifier has neither. */
const assignmentIdentifier = ({ type, identifier }: Assignee, resourceGroup: string): string =>
  ['firstgen', type, identifier, resourceGroup].join('_').replaceAll(/\W/g, '_');

const groupIdentifier = (environments: readonly EnvironmentFilter[] | undefined): string =>
  environments === undefined
    ? 'firstgen_all_environments'
    : ['firstgen', ...environments.map((filter) => filter.toLowerCase())].toSorted().join('_');
