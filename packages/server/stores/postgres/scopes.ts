import type { Organization, Project, ScopeStore } from '../../ports/index.ts';
import { text } from '../stored-rows.ts';
import type { PostgresDatabase } from './database.ts';

export function scopeStore({ find }: PostgresDatabase): ScopeStore {
  return {
    exists: async ({ accountId, orgId, projectId }) => {
      const rows = await find(
        'SELECT 1 FROM reprise.projects WHERE account_id = $1 AND org_id = $2 AND identifier = $3',
        accountId,
        orgId,
        projectId,
      );
      return rows.length > 0;
    },
    organizations: async (accountId) => {
      const rows = await find(
        'SELECT identifier, name FROM reprise.organizations WHERE account_id = $1 ORDER BY identifier',
        accountId,
      );
      return rows.map(
        (row): Organization => ({ identifier: text(row, 'identifier'), name: text(row, 'name') }),
      );
    },
    projects: async (accountId, orgId) => {
      const rows = await find(
        `SELECT org_id, identifier, name FROM reprise.projects
         WHERE account_id = $1 AND ($2::text IS NULL OR org_id = $2) ORDER BY org_id, identifier`,
        accountId,
        orgId,
      );
      return rows.map(
        (row): Project => ({
          orgIdentifier: text(row, 'org_id'),
          identifier: text(row, 'identifier'),
          name: text(row, 'name'),
        }),
      );
    },
  };
}
