import type { Organization, Project, ScopeStore } from '../../ports/index.ts';
import { text } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

export function createScopeStore(database: SqliteDatabase): ScopeStore {
  const exists = database.prepare(
    'SELECT 1 FROM projects WHERE account_id = ? AND org_id = ? AND identifier = ?',
  );
  const organizations = database.prepare(
    'SELECT identifier, name FROM organizations WHERE account_id = ? ORDER BY identifier',
  );
  const projects = database.prepare(
    `SELECT org_id, identifier, name FROM projects WHERE account_id = ?1 AND (?2 IS NULL OR org_id = ?2)
     ORDER BY org_id, identifier`,
  );
  return {
    exists: async ({ accountId, orgId, projectId }) =>
      exists.first(accountId, orgId, projectId) !== null,
    organizations: async (accountId) =>
      organizations
        .all(accountId)
        .map(
          (row): Organization => ({ identifier: text(row, 'identifier'), name: text(row, 'name') }),
        ),
    projects: async (accountId, orgId) =>
      projects.all(accountId, orgId).map(
        (row): Project => ({
          orgIdentifier: text(row, 'org_id'),
          identifier: text(row, 'identifier'),
          name: text(row, 'name'),
        }),
      ),
  };
}
