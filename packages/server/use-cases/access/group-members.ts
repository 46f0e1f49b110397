/** Who is in the user groups that a pipeline names. */
import type { ExecutionId, Scope } from '@reprise/core';
import { type AccessScope, EVERYBODY_GROUPS } from '@reprise/core/access';
import type { Store } from '../../ports/index.ts';

type Needs = { readonly store: Pick<Store, 'access' | 'executions'> };

/**
 * The addresses of the members of groups, named as seen from an execution's project: `id`, `org.id`, `account.id`. Asked
 * when a mail is sent, so that it goes to those who are members then; a group that is not there has none, and neither
 * has a user who may not log in.
 */
export const membersOfGroups =
  ({ store }: Needs) =>
  async (groups: readonly string[], execution: ExecutionId): Promise<readonly string[]> => {
    const row = await store.executions.row(execution);
    if (row === null) return [];
    const { accountId } = row.scope;
    const members = new Set<string>();
    for (const group of groups) {
      for (const user of await usersOf(store, row.scope, group)) members.add(user);
    }
    const found = await store.access.list('user', { accountId });
    return found
      .filter(({ identifier, body }) => members.has(identifier) && !body.disabled)
      .map(({ body }) => body.email);
  };

const REFERENCE = /^(?:(account|org)\.)?(.+)$/;

async function usersOf(
  store: Needs['store'],
  scope: Scope,
  reference: string,
): Promise<readonly string[]> {
  const [, level, identifier = ''] = REFERENCE.exec(reference) ?? [];
  const { accountId, orgId } = scope;
  if (EVERYBODY_GROUPS.some((each) => each === identifier)) {
    const everybody = await store.access.list('user', { accountId });
    return everybody.map((user) => user.identifier);
  }
  const where: AccessScope =
    level === 'account' ? { accountId } : level === 'org' ? { accountId, orgId } : scope;
  const group = await store.access.get({ kind: 'group', scope: where, identifier });
  return group?.body.users ?? [];
}
