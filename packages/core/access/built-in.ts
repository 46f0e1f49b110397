/** The roles and resource groups that every account has. Nobody changes them. */
import type { ResourceGroup, Role } from './model.ts';
import { actionOf, PERMISSIONS, type Permission } from './permissions.ts';
import { SCOPE_LEVELS, type ScopeLevel } from './scopes.ts';

/** What only exists at higher levels is in no role of a lower one. */
const ABOVE: Readonly<Record<ScopeLevel, RegExp>> = {
  account: /^$/,
  organization: /^core_(account_|organization_create)/,
  project: /^core_(account|organization|project_create)/,
};

const withinLevel = (level: ScopeLevel): readonly Permission[] =>
  PERMISSIONS.filter((permission) => !ABOVE[level].test(permission));

const viewsOf = (level: ScopeLevel): readonly Permission[] =>
  withinLevel(level).filter((permission) => actionOf(permission) === 'view');

const admin = (level: ScopeLevel, word: string): Role => ({
  identifier: `_${level}_admin`,
  name: `${word} Admin`,
  permissions: withinLevel(level),
  levels: [level],
});

const viewer = (level: ScopeLevel, word: string): Role => ({
  identifier: `_${level}_viewer`,
  name: `${word} Viewer`,
  permissions: viewsOf(level),
  levels: [level],
});

/** Runs pipelines and sees what they use; edits nothing. */
const PIPELINE_EXECUTOR: Role = {
  identifier: '_pipeline_executor',
  name: 'Pipeline Executor',
  permissions: [
    'core_project_view',
    'core_user_view',
    'core_usergroup_view',
    'core_role_view',
    'core_resourcegroup_view',
    'core_secret_view',
    'core_secret_access',
    'core_connector_view',
    'core_connector_access',
    'core_environment_view',
    'core_environment_access',
    'core_environmentgroup_view',
    'core_service_view',
    'core_service_access',
    'core_variable_view',
    'core_template_view',
    'core_template_access',
    'core_pipeline_view',
    'core_pipeline_execute',
  ],
  levels: ['project'],
};

export const BUILT_IN_ROLES: readonly Role[] = [
  admin('account', 'Account'),
  viewer('account', 'Account'),
  admin('organization', 'Organization'),
  viewer('organization', 'Organization'),
  admin('project', 'Project'),
  viewer('project', 'Project'),
  PIPELINE_EXECUTOR,
];

const everything = (
  identifier: string,
  name: string,
  levels: readonly ScopeLevel[],
  includingChildren: boolean,
): ResourceGroup => ({
  identifier,
  name,
  reach: [{ includingChildren }],
  resources: 'all',
  levels,
});

export const ALL_INCLUDING_CHILDREN = '_all_resources_including_child_scopes';

export const BUILT_IN_RESOURCE_GROUPS: readonly ResourceGroup[] = [
  everything('_all_account_level_resources', 'All Account Level Resources', ['account'], false),
  everything(
    ALL_INCLUDING_CHILDREN,
    'All Resources Including Child Scopes',
    ['account', 'organization'],
    true,
  ),
  everything(
    '_all_organization_level_resources',
    'All Organization Level Resources',
    ['organization'],
    false,
  ),
  everything('_all_project_level_resources', 'All Project Level Resources', ['project'], false),
];

/** Identifiers that begin so belong to what is built in. */
export const isReserved = (identifier: string): boolean =>
  [...BUILT_IN_ROLES, ...BUILT_IN_RESOURCE_GROUPS].some((each) => each.identifier === identifier) ||
  EVERYBODY_GROUPS.some((each) => each === identifier);

/** The groups that hold everybody of their scope, by level. */
export const EVERYBODY_GROUPS = [
  '_account_all_users',
  '_organization_all_users',
  '_project_all_users',
] as const;

export const everybodyGroupOf = (level: ScopeLevel): string =>
  EVERYBODY_GROUPS[SCOPE_LEVELS.indexOf(level)] ?? EVERYBODY_GROUPS[0];
