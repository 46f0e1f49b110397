import type { Instant, Result } from '@reprise/core';
import type { AccessScope, ResourceGroup, Role, RoleAssignment } from '@reprise/core/access';

/** Somebody who may log in. The identifier is for ever; the e-mail is what they log in with. */
export interface User {
  readonly email: string;
  readonly name: string;
  /** What argon2 made of the password; null until one was chosen. */
  readonly password: string | null;
  readonly disabled: boolean;
}

export interface UserGroup {
  readonly name: string;
  readonly description: string;
  /** Identifiers of users. */
  readonly users: readonly string[];
}

export interface ServiceAccount {
  readonly name: string;
  readonly email: string;
  readonly description: string;
}

/** Whose key or token something is. */
export type TokenOwner =
  | { readonly type: 'USER'; readonly identifier: string }
  | { readonly type: 'SERVICE_ACCOUNT'; readonly identifier: string };

/** A drawer for tokens. */
export interface ApiKey {
  readonly name: string;
  readonly key: string;
  readonly owner: TokenOwner;
}

/** A token: only a digest of its secret is kept, and the digest of the one before until it runs out. */
export interface Token {
  readonly name: string;
  /** Its identifier among the tokens of its key. */
  readonly token: string;
  readonly key: string;
  readonly owner: TokenOwner;
  readonly digest: string;
  readonly validFrom: Instant;
  readonly validTo: Instant | null;
  readonly lastUsedAt: Instant | null;
}

/** A logged-in browser: found by the digest of what its cookie holds. */
export interface Session {
  readonly user: string;
  readonly startedAt: Instant;
}

/** A link with which a user chooses a password, once: found by the digest of its secret. */
export interface Invitation {
  /** Null: whoever comes first becomes the first administrator. */
  readonly user: string | null;
}

/** What is kept, by kind. */
export interface AccessBodies {
  readonly user: User;
  readonly group: UserGroup;
  readonly 'service-account': ServiceAccount;
  readonly role: Omit<Role, 'identifier'>;
  readonly 'resource-group': Omit<ResourceGroup, 'identifier'>;
  readonly assignment: Omit<RoleAssignment, 'identifier' | 'scope'>;
  readonly 'api-key': ApiKey;
  readonly token: Token;
  readonly session: Session;
  readonly invitation: Invitation;
}
export type AccessKind = keyof AccessBodies;

export interface AccessKey<Kind extends AccessKind = AccessKind> {
  readonly kind: Kind;
  readonly scope: AccessScope;
  readonly identifier: string;
}

/** What is stored, as its writer has it. */
export interface NewAccessRecord<Kind extends AccessKind = AccessKind> extends AccessKey<Kind> {
  /** A second name that no other of the kind has in the account; left out: it has none. */
  readonly handle?: string;
  /** Whose it is: what `ofOwner` finds it by. */
  readonly owner?: string;
  /** From then on it is found no more. */
  readonly expiresAt?: Instant;
  readonly body: AccessBodies[Kind];
}

export interface AccessRecord<Kind extends AccessKind = AccessKind> extends NewAccessRecord<Kind> {
  readonly version: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
}

/**
 * Users, groups, roles and all else that says who may do what. Nothing is cached: what was taken away is gone for the
 * next request already. Whether something has expired is for the caller to say, who knows the time.
 */
export interface AccessStore {
  create<Kind extends AccessKind>(
    record: NewAccessRecord<Kind>,
    now: Instant,
  ): Promise<Result<AccessRecord<Kind>, 'exists'>>;
  /** @param expectedVersion the version that the change was made from. */
  update<Kind extends AccessKind>(
    record: NewAccessRecord<Kind>,
    now: Instant,
    expectedVersion: number,
  ): Promise<Result<AccessRecord<Kind>, 'conflict' | 'exists'>>;
  get<Kind extends AccessKind>(key: AccessKey<Kind>): Promise<AccessRecord<Kind> | null>;
  byHandle<Kind extends AccessKind>(
    kind: Kind,
    accountId: string,
    handle: string,
  ): Promise<AccessRecord<Kind> | null>;
  /** Those of exactly this scope, by identifier. */
  list<Kind extends AccessKind>(
    kind: Kind,
    scope: AccessScope,
  ): Promise<readonly AccessRecord<Kind>[]>;
  /** Those of every scope of the account, by identifier. */
  inAccount<Kind extends AccessKind>(
    kind: Kind,
    accountId: string,
  ): Promise<readonly AccessRecord<Kind>[]>;
  /** Those of one owner in the whole account, by identifier. */
  ofOwner<Kind extends AccessKind>(
    kind: Kind,
    accountId: string,
    owner: string,
  ): Promise<readonly AccessRecord<Kind>[]>;
  remove(key: AccessKey): Promise<boolean>;
  /** Removes what expired before `now`. */
  sweep(now: Instant): Promise<void>;
}
