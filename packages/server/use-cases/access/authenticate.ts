/** Who sends a request: by a token, or by the session of a browser. Never by anything else that the request says. */
import type { Digest, Instant } from '@reprise/core';
import type { Principal } from '@reprise/core/execution';
import type { AccessRecord, Clock, Store } from '../../ports/index.ts';
import { serviceAccountOf, serviceAccountPrincipal, userPrincipal } from './principals.ts';
import { parseToken } from './token-text.ts';

export interface AuthenticationNeeds {
  readonly store: Pick<Store, 'access'>;
  readonly clock: Clock;
  readonly digest: (text: string) => Digest;
}

/** How often the last use of a token is written down, in milliseconds. */
const NOTICE = 60_000;

/** Whose token it is; null for one that is unknown, run out or revoked, and for an owner who is gone. */
export async function principalOfToken(
  { store: { access }, clock, digest }: AuthenticationNeeds,
  text: string,
): Promise<{ readonly principal: Principal; readonly accountId: string } | null> {
  const token = parseToken(text);
  if (token === null) return null;
  const { accountId, id, type } = token;
  const record = await access.get({ kind: 'token', scope: { accountId }, identifier: id });
  const now = clock.now();
  // The digest of a random secret of 256 bits: how long the comparison takes tells nothing that helps to find it.
  if (record === null || record.body.digest !== digest(token.secret)) return null;
  const { owner, validTo, validFrom, lastUsedAt } = record.body;
  if ((owner.type === 'USER') !== (type === 'pat')) return null;
  if (now < validFrom || (validTo !== null && now >= validTo)) return null;
  const principal = await ownerOf(access, accountId, owner);
  if (principal === null) return null;
  if (lastUsedAt === null || now - lastUsedAt >= NOTICE) await noteUse(access, record, now);
  return { principal, accountId };
}

/** Somebody who changed the token in between is right: a revoked one is not brought back. */
async function noteUse(
  access: Store['access'],
  record: AccessRecord<'token'>,
  now: Instant,
): Promise<void> {
  const { version, createdAt: _, updatedAt: __, ...rest } = record;
  await access.update({ ...rest, body: { ...rest.body, lastUsedAt: now } }, now, version);
}

async function ownerOf(
  access: Store['access'],
  accountId: string,
  { type, identifier }: AccessRecord<'token'>['body']['owner'],
): Promise<Principal | null> {
  if (type === 'USER') {
    const user = await access.get({ kind: 'user', scope: { accountId }, identifier });
    return user === null || user.body.disabled ? null : userPrincipal(user);
  }
  const at = serviceAccountOf(accountId, identifier);
  const found = at === null ? null : await access.get({ kind: 'service-account', ...at });
  return found === null ? null : serviceAccountPrincipal(found);
}

/** Whose session it is; null when it has ended, or its user is gone. */
export async function principalOfSession(
  { store: { access }, clock, digest }: AuthenticationNeeds,
  secret: string,
  accountId: string,
): Promise<Principal | null> {
  const scope = { accountId };
  const session = await access.get({ kind: 'session', scope, identifier: digest(secret) });
  if (session?.expiresAt === undefined || clock.now() >= session.expiresAt) return null;
  const user = await access.get({ kind: 'user', scope, identifier: session.body.user });
  return user === null || user.body.disabled ? null : userPrincipal(user);
}
