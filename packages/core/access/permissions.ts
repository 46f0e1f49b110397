/** What a caller must be allowed to do: Harness's own permission identifiers, and `core_pipeline_retry`, which is ours. */
export const PERMISSIONS = [
  'core_account_view',
  'core_account_edit',
  'core_organization_view',
  'core_organization_create',
  'core_organization_edit',
  'core_organization_delete',
  'core_project_view',
  'core_project_create',
  'core_project_edit',
  'core_project_delete',
  'core_pipeline_view',
  'core_pipeline_edit',
  'core_pipeline_delete',
  'core_pipeline_execute',
  'core_pipeline_retry',
  'core_service_view',
  'core_service_edit',
  'core_service_delete',
  'core_service_access',
  'core_environment_view',
  'core_environment_edit',
  'core_environment_delete',
  'core_environment_access',
  'core_environmentgroup_view',
  'core_environmentgroup_edit',
  'core_environmentgroup_delete',
  'core_connector_view',
  'core_connector_edit',
  'core_connector_delete',
  'core_connector_access',
  'core_secret_view',
  'core_secret_edit',
  'core_secret_delete',
  'core_secret_access',
  'core_variable_view',
  'core_variable_edit',
  'core_variable_delete',
  'core_template_view',
  'core_template_edit',
  'core_template_delete',
  'core_template_access',
  'core_user_view',
  'core_user_manage',
  'core_user_invite',
  'core_usergroup_view',
  'core_usergroup_manage',
  'core_serviceaccount_view',
  'core_serviceaccount_edit',
  'core_serviceaccount_delete',
  'core_serviceaccount_manageapikey',
  'core_role_view',
  'core_role_edit',
  'core_role_delete',
  'core_resourcegroup_view',
  'core_resourcegroup_edit',
  'core_resourcegroup_delete',
  'core_audit_view',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const KNOWN: ReadonlySet<string> = new Set(PERMISSIONS);

export const isPermission = (text: string): text is Permission => KNOWN.has(text);

/** Permissions that somebody has who has the other: whoever may execute may retry, and not the other way round. */
const CONTAINED_IN: Partial<Readonly<Record<Permission, Permission>>> = {
  core_pipeline_retry: 'core_pipeline_execute',
};

/** The permissions any of which is enough for `permission`. */
export function permissionsFor(permission: Permission): readonly Permission[] {
  const wider = CONTAINED_IN[permission];
  return wider === undefined ? [permission] : [permission, wider];
}

/** What kind of thing a permission is about, in Harness's spelling: `PIPELINE`. */
export const resourceTypeOf = (permission: Permission): string =>
  (permission.split('_')[1] ?? '').toUpperCase();

/** The last word of a permission: `view`, `execute`. */
export const actionOf = (permission: Permission): string => permission.split('_')[2] ?? '';
