import type { Permission } from './permissions.ts';
import type { AccessScope, ScopeLevel } from './scopes.ts';

/** A set of permissions with a name. */
export interface Role {
  readonly identifier: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
  /** Where it may be assigned. */
  readonly levels: readonly ScopeLevel[];
}

/** Which things of one type. What is left out does not narrow. */
export interface ResourceFilter {
  /** Harness's name of the type: `PIPELINE`, `ENVIRONMENT`. */
  readonly type: string;
  readonly identifiers?: readonly string[];
  /** Of environments: `Production`, `PreProduction`. */
  readonly environmentTypes?: readonly string[];
}

/** A part of the hierarchy. */
export interface Reach {
  /** Left out: where the resource group is assigned. */
  readonly scope?: AccessScope;
  readonly includingChildren: boolean;
}

/** A set of things, with a name. */
export interface ResourceGroup {
  readonly identifier: string;
  readonly name: string;
  readonly reach: readonly Reach[];
  readonly resources: 'all' | readonly ResourceFilter[];
  /** Where it may be assigned. */
  readonly levels: readonly ScopeLevel[];
}

export const PRINCIPAL_TYPES = ['USER', 'USER_GROUP', 'SERVICE_ACCOUNT'] as const;

/** Whom a role is given to. */
export interface Assignee {
  readonly type: (typeof PRINCIPAL_TYPES)[number];
  /** Of a group or service account: in the scope of the assignment, or of a higher one by `account.` and `org.`. */
  readonly identifier: string;
}

/** A principal may do at a scope, with the things of a resource group, what a role says. */
export interface RoleAssignment {
  readonly identifier: string;
  readonly scope: AccessScope;
  readonly principal: Assignee;
  readonly role: string;
  readonly resourceGroup: string;
  readonly disabled: boolean;
}

/** An assignment with its role and resource group looked up. */
export interface ResolvedAssignment {
  readonly scope: AccessScope;
  readonly role: Role;
  readonly resourceGroup: ResourceGroup;
}

/** What somebody asks to act on. Without an identifier it is about all things of the type there. */
export interface Target {
  readonly scope: AccessScope;
  readonly identifier?: string;
  /** Of an environment. */
  readonly environmentType?: string;
}

/** What one assignment allows. */
export interface Grant {
  readonly permissions: ReadonlySet<Permission>;
  readonly reach: readonly Required<Reach>[];
  readonly resources: ResourceGroup['resources'];
}
