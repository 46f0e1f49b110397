import type { Permission } from '@reprise/api';
import { ok, type Result, refused } from '@reprise/core';
import type { AccessScope, Target } from '@reprise/core/access';
import type { Principal } from '@reprise/core/execution';
import type { Caller, Refused } from './answer.ts';
import { refusal } from './refusals.ts';

/** Where a permission is asked for: an account, an organisation in it, or a project in that. */
export type ScopeRef = AccessScope;

/** Which one of the things that a permission is about. Left out: all of them there. */
export type ResourceRef = Omit<Target, 'scope'>;

/** Who may do what. Purely additive: what nobody grants is denied. */
export interface Rights {
  allows(
    principal: Principal,
    permission: Permission,
    scope: ScopeRef,
    resource?: ResourceRef,
  ): Promise<boolean>;
}

/** One user, at this machine, who may do everything. */
export const singleUser: Rights = {
  allows: async (principal) => principal.kind === 'local',
};

/** The one place where a permission is checked. */
export async function authorise(
  { rights = singleUser }: { readonly rights?: Rights },
  { principal }: Caller,
  permission: Permission,
  scope: ScopeRef,
  resource: ResourceRef = {},
): Promise<Result<null, Refused>> {
  if (await rights.allows(principal, permission, scope, resource)) return ok(null);
  return refused(
    refusal(
      'FORBIDDEN',
      `${principal.name} lacks the permission ${permission} here. Ask an administrator for a role that has it.`,
      { permission },
    ),
  );
}
