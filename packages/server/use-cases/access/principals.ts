/** How people and programs are named where roles are assigned to them, and in the events of executions. */
import type { AccessScope, Assignee } from '@reprise/core/access';
import type { Principal } from '@reprise/core/execution';
import type { AccessRecord } from '../../ports/index.ts';

/** The owner of an assignment, unmistakable in its account. */
export const assigneeKey = (
  type: Assignee['type'],
  { orgId = '', projectId = '' }: AccessScope,
  identifier: string,
): string => `${type}:${orgId}/${projectId}/${identifier}`;

/** A service account's id as a principal: where it is, and its identifier there. */
export const serviceAccountId = (
  { orgId = '', projectId = '' }: AccessScope,
  identifier: string,
): string => `${orgId}/${projectId}/${identifier}`;

/** Which service account an id means; null when it means none. */
export function serviceAccountOf(
  accountId: string,
  id: string,
): { readonly scope: AccessScope; readonly identifier: string } | null {
  const [orgId, projectId, identifier, ...rest] = id.split('/');
  if (orgId === undefined || projectId === undefined || identifier === undefined) return null;
  if (rest.length > 0) return null;
  if (orgId === '') return { scope: { accountId }, identifier };
  const scope = projectId === '' ? { accountId, orgId } : { accountId, orgId, projectId };
  return { scope, identifier };
}

export const userPrincipal = ({ identifier, body }: AccessRecord<'user'>): Principal => ({
  kind: 'user',
  id: identifier,
  name: body.name,
  email: body.email,
});

export const serviceAccountPrincipal = ({
  scope,
  identifier,
  body,
}: AccessRecord<'service-account'>): Principal => ({
  kind: 'service-account',
  id: serviceAccountId(scope, identifier),
  name: body.name,
  email: body.email,
});
