import type { Permission } from '@reprise/api';
import type { Result } from '@reprise/core';
import { ok, refused } from '@reprise/core';
import { type AccessScope, covers, grantsOf, type ResolvedAssignment } from '@reprise/core/access';
import type { AccessKind, AccessRecord, NewAccessRecord } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { openLevel } from '../objects/object-scope.ts';
import { refusal } from '../refusals.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { grantsOfPrincipal, resolvedAll } from './team-rights.ts';

const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

/** The level at which a request works with rights, once the caller may do there what is asked. */
export async function openAccess(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  hint: ScopeHint,
): Answer<AccessScope> {
  const opened = await openLevel(needs, caller, permission, hint);
  if (!opened.ok) return opened;
  const { level: _, ...scope } = opened.value;
  return ok(scope);
}

/** What a thing is called in messages. */
const WORD: Readonly<Record<AccessKind, string>> = {
  user: 'user',
  group: 'user group',
  'service-account': 'service account',
  role: 'role',
  'resource-group': 'resource group',
  assignment: 'role assignment',
  'api-key': 'API key',
  token: 'token',
  session: 'session',
  invitation: 'invitation',
};

export const notThere = (kind: AccessKind, identifier: string): Refused =>
  refusal('OBJECT_NOT_FOUND', `There is no ${WORD[kind]} ${identifier} here.`, { identifier });

export const alreadyThere = (kind: AccessKind, identifier: string): Refused =>
  refusal('OBJECT_EXISTS', `There is already a ${WORD[kind]} ${identifier}.`, { identifier });

export const invalid = (message: string): Refused => refusal('INVALID_OBJECT', message);

/** Refuses what is no identifier. */
export const checkIdentifier = (identifier: string): Result<null, Refused> =>
  IDENTIFIER.test(identifier)
    ? ok(null)
    : refused(
        invalid(
          `"${identifier}" is no identifier: letters, digits and _, not a digit first, at most 128.`,
        ),
      );

/** Stores something new. */
export async function createRecord<Kind extends AccessKind>(
  { store, clock }: UseCaseNeeds,
  record: NewAccessRecord<Kind>,
): Answer<AccessRecord<Kind>> {
  const created = await store.access.create(record, clock.now());
  return created.ok ? created : refused(alreadyThere(record.kind, record.identifier));
}

/** Changes something that is there. Whoever changes it at the same time is told. */
export async function changeRecord<Kind extends AccessKind>(
  { store, clock }: UseCaseNeeds,
  known: AccessRecord<Kind>,
  body: AccessRecord<Kind>['body'],
): Answer<AccessRecord<Kind>> {
  const { version, createdAt: _, updatedAt: __, ...rest } = known;
  const saved = await store.access.update({ ...rest, body }, clock.now(), version);
  if (saved.ok) return saved;
  const message = `The ${WORD[known.kind]} ${known.identifier} was changed by somebody else at the same time. Look at it again.`;
  return refused(refusal('VERSION_CONFLICT', message, { identifier: known.identifier }));
}

/** Something that is there, or the refusal that says that it is not. */
export async function findRecord<Kind extends AccessKind>(
  { store }: UseCaseNeeds,
  kind: Kind,
  scope: AccessScope,
  identifier: string,
): Answer<AccessRecord<Kind>> {
  const found = await store.access.get({ kind, scope, identifier });
  return found === null ? refused(notThere(kind, identifier)) : ok(found);
}

/**
 * Nobody gives away what they do not have: refuses a change by which somebody would come to more than the caller has.
 *
 * @param gained assignments as they will be, with the roles and groups as they will be.
 */
export async function mayGive(
  { store }: UseCaseNeeds,
  { principal }: Caller,
  { accountId }: AccessScope,
  gained: readonly ResolvedAssignment[],
): Answer<null> {
  if (principal.kind === 'local') return ok(null);
  const mine = await grantsOfPrincipal(store.access, principal, accountId);
  if (covers(mine, grantsOf(gained))) return ok(null);
  const message = `${principal.name} cannot give rights that they do not have themselves. Ask somebody who has them.`;
  return refused(refusal('FORBIDDEN', message));
}

/** The assignments whose owner is this key, as they stand: what a new member of a group comes to, for one. */
export async function assignmentsOf(
  { store: { access } }: UseCaseNeeds,
  accountId: string,
  owner: string,
): Promise<readonly ResolvedAssignment[]> {
  const all = await access.ofOwner('assignment', accountId, owner);
  return resolvedAll(access, all);
}
