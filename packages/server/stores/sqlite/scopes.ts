import { ok, type Result, refused, type Scope } from '@reprise/core';
import type { Organization, Project, Removal, ScopeStore } from '../../ports/index.ts';
import { placeColumns } from '../place-columns.ts';
import { organizationOf, projectOf } from '../stored-rows.ts';
import type { SqliteDatabase } from './database.ts';

/** The changes run in the group's transaction, the reads outside of it. */
export interface ScopeTable extends Pick<ScopeStore, 'exists' | 'organizations' | 'projects'> {
  createOrganization(accountId: string, organization: Organization): Result<null, 'exists'>;
  updateOrganization(accountId: string, organization: Organization): boolean;
  removeOrganization(accountId: string, orgId: string): Removal;
  createProject(accountId: string, project: Project): Result<null, 'exists'>;
  updateProject(accountId: string, project: Project): boolean;
  removeProject(scope: Scope): Removal;
}

const PLACE = 'identifier, name, description, tags';

export const createScopeTable = (database: SqliteDatabase): ScopeTable => ({
  ...prepareReads(database),
  ...prepareOrganizations(database),
  ...prepareProjects(database),
});

function prepareReads(
  database: SqliteDatabase,
): Pick<ScopeTable, 'exists' | 'organizations' | 'projects'> {
  const exists = database.prepare(
    'SELECT 1 FROM projects WHERE account_id = ? AND org_id = ? AND identifier = ?',
  );
  const organizations = database.prepare(
    `SELECT ${PLACE} FROM organizations WHERE account_id = ? ORDER BY identifier`,
  );
  const projects = database.prepare(
    `SELECT org_id, ${PLACE} FROM projects WHERE account_id = ?1 AND (?2 IS NULL OR org_id = ?2)
     ORDER BY org_id, identifier`,
  );
  return {
    exists: async ({ accountId, orgId, projectId }) =>
      exists.first(accountId, orgId, projectId) !== null,
    organizations: async (accountId) => organizations.all(accountId).map(organizationOf),
    projects: async (accountId, orgId) => projects.all(accountId, orgId).map(projectOf),
  };
}

function prepareOrganizations(
  database: SqliteDatabase,
): Pick<ScopeTable, 'createOrganization' | 'updateOrganization' | 'removeOrganization'> {
  const create = database.prepare(
    `INSERT INTO organizations (account_id, ${PLACE}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const update = database.prepare(
    `UPDATE organizations SET name = ?3, description = ?4, tags = ?5
     WHERE account_id = ?1 AND identifier = ?2`,
  );
  const used = database.prepare(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM projects WHERE account_id = ?1 AND org_id = ?2)
       OR EXISTS (SELECT 1 FROM objects WHERE account_id = ?1 AND org_id = ?2)`,
  );
  const remove = database.prepare(
    'DELETE FROM organizations WHERE account_id = ? AND identifier = ?',
  );
  return {
    createOrganization: (accountId, organization) =>
      create.run(accountId, ...placeColumns(organization)) === 1 ? ok(null) : refused('exists'),
    updateOrganization: (accountId, organization) =>
      update.run(accountId, ...placeColumns(organization)) === 1,
    removeOrganization: (accountId, orgId) => {
      if (used.first(accountId, orgId) !== null) return 'not-empty';
      return remove.run(accountId, orgId) === 1 ? 'removed' : 'not-found';
    },
  };
}

function prepareProjects(
  database: SqliteDatabase,
): Pick<ScopeTable, 'createProject' | 'updateProject' | 'removeProject'> {
  const create = database.prepare(
    `INSERT INTO projects (account_id, org_id, ${PLACE}) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const update = database.prepare(
    `UPDATE projects SET name = ?4, description = ?5, tags = ?6
     WHERE account_id = ?1 AND org_id = ?2 AND identifier = ?3`,
  );
  const inside = 'account_id = ?1 AND org_id = ?2 AND project_id = ?3';
  const used = database.prepare(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM pipelines WHERE ${inside})
       OR EXISTS (SELECT 1 FROM objects WHERE ${inside})`,
  );
  const remove = database.prepare(
    'DELETE FROM projects WHERE account_id = ? AND org_id = ? AND identifier = ?',
  );
  return {
    createProject: (accountId, project) =>
      create.run(accountId, project.orgIdentifier, ...placeColumns(project)) === 1
        ? ok(null)
        : refused('exists'),
    updateProject: (accountId, project) =>
      update.run(accountId, project.orgIdentifier, ...placeColumns(project)) === 1,
    removeProject: ({ accountId, orgId, projectId }) => {
      if (used.first(accountId, orgId, projectId) !== null) return 'not-empty';
      return remove.run(accountId, orgId, projectId) === 1 ? 'removed' : 'not-found';
    },
  };
}
