import type { Scope } from '@reprise/core';

export interface Organization {
  readonly identifier: string;
  readonly name: string;
}
export interface Project {
  readonly orgIdentifier: string;
  readonly identifier: string;
  readonly name: string;
}

/** The hierarchy that everything lives in. Account, organisation `default` and project `default_project` exist from the start. */
export interface ScopeStore {
  exists(scope: Scope): Promise<boolean>;
  organizations(accountId: string): Promise<readonly Organization[]>;
  projects(accountId: string, orgId: string | null): Promise<readonly Project[]>;
}
