/** Logging in and out. */
import { asInstant, type Instant, ok, refused } from '@reprise/core';
import { ALL_INCLUDING_CHILDREN } from '@reprise/core/access';
import type { Principal } from '@reprise/core/execution';
import type { AccessRecord } from '../../ports/index.ts';
import type { Answer } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { DEFAULT_SCOPE } from '../scopes/scope.ts';
import { changeRecord, createRecord, invalid } from './access-needs.ts';
import { principalOfSession } from './authenticate.ts';
import { assigneeKey, userPrincipal } from './principals.ts';
import { createUser, invitationFor } from './users.ts';

/** How long a session lasts. */
const SESSION_TIME = 12 * 60 * 60 * 1000;
const PASSWORD_LENGTH = { least: 12, most: 256 } as const;

/** A session that has just begun: a new secret each time, so that nobody is handed one that another knows. */
export interface BegunSession {
  readonly principal: Principal;
  /** What the cookie holds; only its digest is stored. */
  readonly secret: string;
  readonly expiresAt: Instant;
}

export interface LoginInput {
  readonly email: string;
  readonly password: string;
}

const { accountId } = DEFAULT_SCOPE;
const scope = { accountId };

/** Whether the password is that of the user; the answer does not tell whether there is such a user. */
export const login: UseCase<LoginInput, BegunSession> = async (needs, _caller, given) => {
  const email = given.email.trim().toLowerCase();
  const failed = refusal('LOGIN_FAILED', 'E-mail and password do not belong together.');
  const now = needs.clock.now();
  if (!needs.loginThrottle.mayTry(email, now)) {
    return refused(
      refusal('TOO_MANY_LOGINS', `Too many failed logins of ${email}. Try again in a while.`),
    );
  }
  const user = await needs.store.access.byHandle('user', accountId, email);
  const fits = await needs.passwords.verify(user?.body.password ?? null, given.password);
  if (user === null || user.body.disabled || !fits) {
    needs.loginThrottle.failed(email, now);
    return refused(failed);
  }
  needs.loginThrottle.succeeded(email);
  return ok(await beginSession(needs, user));
};

/** Ends the session that the secret is of, and tells whose it was; without one there is nothing to end. */
export const logout: UseCase<{ readonly secret: string | null }, Principal | null> = async (
  needs,
  _caller,
  { secret },
) => {
  if (secret === null) return ok(null);
  const principal = await principalOfSession(needs, secret, accountId);
  const identifier = needs.digest(secret);
  const ended = await needs.store.access.remove({ kind: 'session', scope, identifier });
  return ok(ended ? principal : null);
};

export interface AcceptInput {
  readonly secret: string;
  readonly password: string;
  /** Of the first administrator, whom nobody has named yet. */
  readonly email: string | undefined;
  readonly name: string | undefined;
}

/** Chooses a password with the secret of a link, once, and logs in. All other sessions of the user end. */
export const acceptInvitation: UseCase<AcceptInput, BegunSession> = async (
  needs,
  _caller,
  { secret, password, email, name },
) => {
  const { store, clock, digest } = needs;
  const { least, most } = PASSWORD_LENGTH;
  if (password.length < least || password.length > most) {
    return refused(invalid(`A password has from ${least} to ${most} characters.`));
  }
  const key = { kind: 'invitation', scope, identifier: digest(secret) } as const;
  const invitation = await store.access.get(key);
  if (invitation?.expiresAt === undefined || clock.now() >= invitation.expiresAt) {
    return refused(usedUp());
  }
  const hashed = await needs.passwords.hash(password);
  if (invitation.body.user === null && email === undefined) {
    return refused(invalid('Say which e-mail address the first administrator logs in with.'));
  }
  // Whoever removes it is the one who uses it: twice at once is once.
  if (!(await store.access.remove(key))) return refused(usedUp());
  const user =
    invitation.body.user === null
      ? await firstAdministrator(needs, email ?? '', name, hashed)
      : await withPassword(needs, invitation.body.user, name, hashed);
  return user.ok ? ok(await beginSession(needs, user.value)) : user;
};

async function withPassword(
  needs: UseCaseNeeds,
  identifier: string,
  name: string | undefined,
  password: string,
): Answer<AccessRecord<'user'>> {
  const user = await needs.store.access.get({ kind: 'user', scope, identifier });
  if (user === null) return refused(usedUp());
  const sessions = await needs.store.access.ofOwner('session', accountId, `USER:${identifier}`);
  for (const session of sessions) await needs.store.access.remove(session);
  return changeRecord(needs, user, { ...user.body, name: name || user.body.name, password });
}

async function firstAdministrator(
  needs: UseCaseNeeds,
  email: string,
  name: string | undefined,
  password: string,
): Answer<AccessRecord<'user'>> {
  const user = await createUser(needs, accountId, { email, name: name || email, password });
  if (!user.ok) return user;
  const principal = { type: 'USER', identifier: user.value.identifier } as const;
  const assigned = await createRecord(needs, {
    kind: 'assignment',
    scope,
    identifier: 'first_administrator',
    owner: assigneeKey('USER', scope, user.value.identifier),
    body: {
      principal,
      role: '_account_admin',
      resourceGroup: ALL_INCLUDING_CHILDREN,
      disabled: false,
    },
  });
  return assigned.ok ? user : assigned;
}

async function beginSession(
  { store, clock, digest, randomText }: UseCaseNeeds,
  user: AccessRecord<'user'>,
): Promise<BegunSession> {
  const secret = randomText(32);
  const now = clock.now();
  const expiresAt = asInstant(now + SESSION_TIME);
  await store.access.sweep(now);
  await store.access.create(
    {
      kind: 'session',
      scope,
      identifier: digest(secret),
      owner: `USER:${user.identifier}`,
      expiresAt,
      body: { user: user.identifier, startedAt: now },
    },
    now,
  );
  return { principal: userPrincipal(user), secret, expiresAt };
}

const usedUp = () =>
  refusal('LOGIN_FAILED', 'This link was used already, or has run out. Ask for another one.');

/** The secret of the link that makes the first administrator; null when there are users. Earlier links stop working. */
export async function firstInvitation(
  needs: Pick<UseCaseNeeds, 'store' | 'clock' | 'digest' | 'randomText'>,
): Promise<string | null> {
  const { access } = needs.store;
  if ((await access.list('user', scope)).length > 0) return null;
  for (const earlier of await access.ofOwner('invitation', accountId, 'FIRST')) {
    await access.remove(earlier);
  }
  return invitationFor(needs, accountId, null);
}
