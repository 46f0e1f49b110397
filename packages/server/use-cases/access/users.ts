/** The people of an account, and the links with which they choose their passwords. */
import { asInstant, ok, refused } from '@reprise/core';
import type { Principal } from '@reprise/core/execution';
import type { AccessRecord } from '../../ports/index.ts';
import { authorise } from '../authorise.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { fullScope, type ScopeHint } from '../scopes/scope.ts';
import { changeRecord, createRecord, findRecord, invalid } from './access-needs.ts';

const EMAIL = /^[^\s@"<>]{1,64}@[^\s@"<>]{1,190}$/;
/** How long a link waits to be used. */
const INVITATION_TIME = 7 * 24 * 60 * 60 * 1000;

/** Whoever asks. */
export const getCurrentUser: UseCase<null, Principal> = async (_needs, { principal }) =>
  ok(principal);

export const listUsers: UseCase<
  { readonly scope: ScopeHint },
  readonly AccessRecord<'user'>[]
> = async (needs, caller, { scope }) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_user_view', { accountId });
  return allowed.ok ? ok(await needs.store.access.list('user', { accountId })) : allowed;
};

export interface InvitedUser {
  readonly user: AccessRecord<'user'>;
  /** The secret of the link, shown this once; null for somebody who is a user already. */
  readonly secret: string | null;
}

export interface InviteInput {
  readonly scope: ScopeHint;
  readonly emails: readonly string[];
}

/** Makes users of these e-mail addresses. They may do nothing until somebody gives them a role. */
export const inviteUsers: UseCase<InviteInput, readonly InvitedUser[]> = async (
  needs,
  caller,
  { scope, emails },
) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_user_invite', { accountId });
  if (!allowed.ok) return allowed;
  const wrong = emails.find((email) => !EMAIL.test(email));
  if (wrong !== undefined) return refused(invalid(`"${wrong}" is no e-mail address.`));
  const invited: InvitedUser[] = [];
  for (const email of new Set(emails.map((each) => each.toLowerCase()))) {
    const known = await needs.store.access.byHandle('user', accountId, email);
    if (known !== null) {
      invited.push({ user: known, secret: null });
      continue;
    }
    const user = await createUser(needs, accountId, { email, name: email, password: null });
    if (!user.ok) return user;
    const secret = await invitationFor(needs, accountId, user.value.identifier);
    invited.push({ user: user.value, secret });
  }
  return ok(invited);
};

/** Removes a user: what they are logged in with, and what they were given, goes with them. */
export const deleteUser: UseCase<
  { readonly scope: ScopeHint; readonly user: string },
  AccessRecord<'user'>
> = async (needs, caller, { scope, user }) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_user_manage', { accountId });
  if (!allowed.ok) return allowed;
  const found = await findRecord(needs, 'user', { accountId }, user);
  if (!found.ok) return found;
  const { principal } = caller;
  if (principal.kind === 'user' && principal.id === user) {
    return refused(invalid('Nobody removes themselves: let another administrator do it.'));
  }
  // The user first: everything else means nothing without them, whenever a crash comes.
  await needs.store.access.remove(found.value);
  for (const kind of ['session', 'token', 'api-key'] as const) {
    const owned = await needs.store.access.ofOwner(kind, accountId, `USER:${user}`);
    for (const each of owned) await needs.store.access.remove(each);
  }
  await leaveGroups(needs, accountId, user);
  return found;
};

async function leaveGroups(needs: UseCaseNeeds, accountId: string, user: string): Promise<void> {
  const groups = await needs.store.access.inAccount('group', accountId);
  for (const group of groups.filter(({ body }) => body.users.includes(user))) {
    const users = group.body.users.filter((each) => each !== user);
    await changeRecord(needs, group, { ...group.body, users });
  }
}

/** Stores a new user under a fresh identifier. */
export async function createUser(
  needs: UseCaseNeeds,
  accountId: string,
  given: { readonly email: string; readonly name: string; readonly password: string | null },
) {
  const email = given.email.toLowerCase();
  if (!EMAIL.test(email)) return refused(invalid(`"${email}" is no e-mail address.`));
  const created = await createRecord(needs, {
    kind: 'user',
    scope: { accountId },
    identifier: needs.randomText(16),
    handle: email,
    body: { ...given, email, disabled: false },
  });
  if (created.ok) return created;
  return refused(refusal('OBJECT_EXISTS', `There is already a user ${email}.`));
}

/** A link with which this user chooses a password; null for the first administrator. */
export async function invitationFor(
  {
    store,
    clock,
    digest,
    randomText,
  }: Pick<UseCaseNeeds, 'store' | 'clock' | 'digest' | 'randomText'>,
  accountId: string,
  user: string | null,
): Promise<string> {
  const secret = randomText(32);
  const now = clock.now();
  await store.access.create(
    {
      kind: 'invitation',
      scope: { accountId },
      identifier: digest(secret),
      owner: user === null ? 'FIRST' : `USER:${user}`,
      expiresAt: asInstant(now + INVITATION_TIME),
      body: { user },
    },
    now,
  );
  return secret;
}
