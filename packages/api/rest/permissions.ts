/** What a caller must be allowed to do: Harness's own permission identifiers. */
export const PERMISSIONS = [
  'core_account_view',
  'core_organization_view',
  'core_project_view',
  'core_pipeline_view',
  'core_pipeline_edit',
  'core_pipeline_delete',
  'core_pipeline_execute',
] as const;
export type Permission = (typeof PERMISSIONS)[number];
