import type { ScopeStore } from '../../ports/index.ts';

const ACCOUNT = 'default';
const ORGANIZATION = { identifier: 'default', name: 'default' };
const PROJECT = {
  orgIdentifier: ORGANIZATION.identifier,
  identifier: 'default_project',
  name: 'Default Project',
};

/** The hierarchy as it is from the start; nothing adds to it yet. */
export function createMemoryScopes(): ScopeStore {
  return {
    exists: async ({ accountId, orgId, projectId }) =>
      accountId === ACCOUNT && orgId === PROJECT.orgIdentifier && projectId === PROJECT.identifier,
    organizations: async (accountId) => (accountId === ACCOUNT ? [ORGANIZATION] : []),
    projects: async (accountId, orgId) =>
      accountId === ACCOUNT && (orgId === null || orgId === PROJECT.orgIdentifier) ? [PROJECT] : [],
  };
}
