import type { Result, Scope } from '@reprise/core';

/** What an organisation or a project says of itself. */
export interface Place {
  readonly identifier: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
}
export type Organization = Place;
export interface Project extends Place {
  readonly orgIdentifier: string;
}

/**
 * The hierarchy that everything lives in. Account, organisation `default` and project `default_project` exist from the
 * start. Nothing is removed while something lives in it: pipelines, objects, an organisation's projects.
 */
export interface ScopeStore {
  exists(scope: Scope): Promise<boolean>;
  organizations(accountId: string): Promise<readonly Organization[]>;
  projects(accountId: string, orgId: string | null): Promise<readonly Project[]>;
  createOrganization(
    accountId: string,
    organization: Organization,
  ): Promise<Result<null, 'exists'>>;
  updateOrganization(accountId: string, organization: Organization): Promise<boolean>;
  removeOrganization(accountId: string, orgId: string): Promise<Removal>;
  /** The organisation must exist. */
  createProject(accountId: string, project: Project): Promise<Result<null, 'exists'>>;
  updateProject(accountId: string, project: Project): Promise<boolean>;
  removeProject(scope: Scope): Promise<Removal>;
}

export type Removal = 'removed' | 'not-found' | 'not-empty';
