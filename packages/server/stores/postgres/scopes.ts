import { ok, type Result, refused, type Scope } from '@reprise/core';
import type { Organization, Project, Removal, ScopeStore } from '../../ports/index.ts';
import { placeColumns } from '../place-columns.ts';
import { organizationOf, projectOf } from '../stored-rows.ts';
import type { PostgresDatabase, Session } from './database.ts';

const PLACE = 'identifier, name, description, tags';

export function scopeReads({
  find,
}: PostgresDatabase): Pick<ScopeStore, 'exists' | 'organizations' | 'projects'> {
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
        `SELECT ${PLACE} FROM reprise.organizations WHERE account_id = $1 ORDER BY identifier`,
        accountId,
      );
      return rows.map(organizationOf);
    },
    projects: async (accountId, orgId) => {
      const rows = await find(
        `SELECT org_id, ${PLACE} FROM reprise.projects
         WHERE account_id = $1 AND ($2::text IS NULL OR org_id = $2) ORDER BY org_id, identifier`,
        accountId,
        orgId,
      );
      return rows.map(projectOf);
    },
  };
}

export async function createOrganization(
  session: Session,
  accountId: string,
  organization: Organization,
): Promise<Result<null, 'exists'>> {
  const rows = await session.rows(
    `INSERT INTO reprise.organizations (account_id, ${PLACE}) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT DO NOTHING RETURNING 1`,
    accountId,
    ...placeColumns(organization),
  );
  return rows.length === 1 ? ok(null) : refused('exists');
}

export async function updateOrganization(
  session: Session,
  accountId: string,
  organization: Organization,
): Promise<boolean> {
  const rows = await session.rows(
    `UPDATE reprise.organizations SET name = $3, description = $4, tags = $5
     WHERE account_id = $1 AND identifier = $2 RETURNING 1`,
    accountId,
    ...placeColumns(organization),
  );
  return rows.length === 1;
}

export async function removeOrganization(
  session: Session,
  accountId: string,
  orgId: string,
): Promise<Removal> {
  const used = await session.rows(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM reprise.projects WHERE account_id = $1 AND org_id = $2)
       OR EXISTS (SELECT 1 FROM reprise.objects WHERE account_id = $1 AND org_id = $2)`,
    accountId,
    orgId,
  );
  if (used.length > 0) return 'not-empty';
  const rows = await session.rows(
    'DELETE FROM reprise.organizations WHERE account_id = $1 AND identifier = $2 RETURNING 1',
    accountId,
    orgId,
  );
  return rows.length === 1 ? 'removed' : 'not-found';
}

export async function createProject(
  session: Session,
  accountId: string,
  project: Project,
): Promise<Result<null, 'exists'>> {
  const rows = await session.rows(
    `INSERT INTO reprise.projects (account_id, org_id, ${PLACE}) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT DO NOTHING RETURNING 1`,
    accountId,
    project.orgIdentifier,
    ...placeColumns(project),
  );
  return rows.length === 1 ? ok(null) : refused('exists');
}

export async function updateProject(
  session: Session,
  accountId: string,
  project: Project,
): Promise<boolean> {
  const rows = await session.rows(
    `UPDATE reprise.projects SET name = $4, description = $5, tags = $6
     WHERE account_id = $1 AND org_id = $2 AND identifier = $3 RETURNING 1`,
    accountId,
    project.orgIdentifier,
    ...placeColumns(project),
  );
  return rows.length === 1;
}

export async function removeProject(
  session: Session,
  { accountId, orgId, projectId }: Scope,
): Promise<Removal> {
  const inside = 'account_id = $1 AND org_id = $2 AND project_id = $3';
  const used = await session.rows(
    `SELECT 1 WHERE EXISTS (SELECT 1 FROM reprise.pipelines WHERE ${inside})
       OR EXISTS (SELECT 1 FROM reprise.objects WHERE ${inside})`,
    accountId,
    orgId,
    projectId,
  );
  if (used.length > 0) return 'not-empty';
  const rows = await session.rows(
    `DELETE FROM reprise.projects
     WHERE account_id = $1 AND org_id = $2 AND identifier = $3 RETURNING 1`,
    accountId,
    orgId,
    projectId,
  );
  return rows.length === 1 ? 'removed' : 'not-found';
}
