/** API keys and the tokens in them: of the caller, or of service accounts that they may make tokens for. */

import type { Permission } from '@reprise/api';
import { asInstant, type Instant, ok, refused } from '@reprise/core';
import type { AccessRecord, TokenOwner } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { levelOf } from '../objects/object-scope.ts';
import { refusal } from '../refusals.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import {
  assignmentsOf,
  changeRecord,
  checkIdentifier,
  createRecord,
  invalid,
  mayGive,
  notThere,
} from './access-needs.ts';
import { principalOfToken } from './authenticate.ts';
import { assigneeKey, serviceAccountId } from './principals.ts';
import { tokenText } from './token-text.ts';

export interface OwnerInput {
  readonly scope: ScopeHint;
  readonly type: TokenOwner['type'];
  /** The user or service account; the caller when it is left out. */
  readonly parent: string | undefined;
}
export interface KeyInput extends OwnerInput {
  readonly key: string;
}
export interface TokenInput extends KeyInput {
  readonly token: string;
}
export interface NewTokenInput extends TokenInput {
  readonly name: string;
  readonly validTo: number | undefined;
}
/** A token with its text, which is shown this once. */
export interface ShownToken {
  readonly record: AccessRecord<'token'>;
  readonly text: string;
}

interface Opened {
  readonly accountId: string;
  readonly owner: TokenOwner;
  readonly ownerKey: string;
}

/** Whose tokens a request is about, once the caller may touch them: their own, or those of a service account. */
async function openOwner(
  needs: UseCaseNeeds,
  caller: Caller,
  { scope: hint, type, parent }: OwnerInput,
): Answer<Opened> {
  const { level: _, ...scope } = levelOf(hint);
  const { accountId } = scope;
  const { principal } = caller;
  if (type === 'USER') {
    const isOwn = principal.kind === 'user' && (parent ?? principal.id) === principal.id;
    if (!isOwn || principal.id === undefined) {
      const message = 'A personal token is made and seen by its own user only.';
      return refused(refusal('FORBIDDEN', message));
    }
    const owner = { type, identifier: principal.id } as const;
    return ok({ accountId, owner, ownerKey: `USER:${principal.id}` });
  }
  const permission: Permission = 'core_serviceaccount_manageapikey';
  const allowed = await authorise(needs, caller, permission, scope);
  if (!allowed.ok) return allowed;
  const identifier = parent ?? '';
  const known = await needs.store.access.get({ kind: 'service-account', scope, identifier });
  if (known === null) return refused(notThere('service-account', identifier));
  const id = serviceAccountId(scope, identifier);
  // A token is all that its owner may do: nobody gets at more through it.
  const key = assigneeKey('SERVICE_ACCOUNT', scope, identifier);
  const fit = await mayGive(needs, caller, scope, await assignmentsOf(needs, accountId, key));
  if (!fit.ok) return fit;
  return ok({ accountId, owner: { type, identifier: id }, ownerKey: `SERVICE_ACCOUNT:${id}` });
}

export const listApiKeys: UseCase<OwnerInput, readonly AccessRecord<'api-key'>[]> = async (
  needs,
  caller,
  input,
) => {
  const opened = await openOwner(needs, caller, input);
  if (!opened.ok) return opened;
  const { accountId, ownerKey } = opened.value;
  return ok(await needs.store.access.ofOwner('api-key', accountId, ownerKey));
};

export const createApiKey: UseCase<
  KeyInput & { readonly name: string },
  AccessRecord<'api-key'>
> = async (needs, caller, input) => {
  const opened = await openOwner(needs, caller, input);
  if (!opened.ok) return opened;
  const named = checkIdentifier(input.key);
  if (!named.ok) return named;
  const { accountId, owner, ownerKey } = opened.value;
  return createRecord(needs, {
    kind: 'api-key',
    scope: { accountId },
    identifier: `${ownerKey}:${input.key}`,
    owner: ownerKey,
    body: { name: input.name, key: input.key, owner },
  });
};

/** Removes a key with its tokens. */
export const deleteApiKey: UseCase<KeyInput, null> = async (needs, caller, input) => {
  const opened = await openOwner(needs, caller, input);
  if (!opened.ok) return opened;
  const { accountId, ownerKey } = opened.value;
  const { access } = needs.store;
  const tokens = await access.ofOwner('token', accountId, ownerKey);
  for (const token of tokens.filter(({ body }) => body.key === input.key)) {
    await access.remove(token);
  }
  const identifier = `${ownerKey}:${input.key}`;
  const removed = await access.remove({ kind: 'api-key', scope: { accountId }, identifier });
  return removed ? ok(null) : refused(notThere('api-key', input.key));
};

export const listTokens: UseCase<KeyInput, readonly AccessRecord<'token'>[]> = async (
  needs,
  caller,
  input,
) => {
  const opened = await openOwner(needs, caller, input);
  if (!opened.ok) return opened;
  const { accountId, ownerKey } = opened.value;
  const tokens = await needs.store.access.ofOwner('token', accountId, ownerKey);
  return ok(tokens.filter(({ body }) => body.key === input.key));
};

export const createToken: UseCase<NewTokenInput, ShownToken> = async (needs, caller, input) => {
  const opened = await openOwner(needs, caller, input);
  if (!opened.ok) return opened;
  const named = checkIdentifier(input.token);
  if (!named.ok) return named;
  const now = needs.clock.now();
  if (input.validTo !== undefined && input.validTo <= now) {
    return refused(invalid('A token must be valid for some time: validTo lies in the past.'));
  }
  const { accountId, owner, ownerKey } = opened.value;
  const { access } = needs.store;
  const key = {
    kind: 'api-key',
    scope: { accountId },
    identifier: `${ownerKey}:${input.key}`,
  } as const;
  if ((await access.get(key)) === null) return refused(notThere('api-key', input.key));
  const secret = needs.randomText(32);
  const identifier = needs.randomText(16);
  const created = await createRecord(needs, {
    kind: 'token',
    scope: { accountId },
    identifier,
    handle: `${ownerKey}:${input.key}:${input.token}`,
    owner: ownerKey,
    body: {
      name: input.name,
      token: input.token,
      key: input.key,
      owner,
      digest: needs.digest(secret),
      validFrom: now,
      validTo: input.validTo === undefined ? null : asInstant(input.validTo),
      lastUsedAt: null,
    },
  });
  if (!created.ok) {
    return refused(
      refusal('OBJECT_EXISTS', `There is already a token ${input.token} in this key.`),
    );
  }
  return ok({ record: created.value, text: textOf(accountId, owner, identifier, secret) });
};

const textOf = (accountId: string, owner: TokenOwner, id: string, secret: string): string =>
  tokenText({ type: owner.type === 'USER' ? 'pat' : 'sat', accountId, id, secret });

/** Gives a token a new secret; the old one stops working at once. */
export const rotateToken: UseCase<TokenInput, ShownToken> = async (needs, caller, input) => {
  const found = await findToken(needs, caller, input);
  if (!found.ok) return found;
  const { identifier, scope, body } = found.value;
  const secret = needs.randomText(32);
  const changed = await changeRecord(needs, found.value, { ...body, digest: needs.digest(secret) });
  if (!changed.ok) return changed;
  const text = textOf(scope.accountId, body.owner, identifier, secret);
  return ok({ record: changed.value, text });
};

/** Revokes a token. */
export const deleteToken: UseCase<TokenInput, null> = async (needs, caller, input) => {
  const found = await findToken(needs, caller, input);
  if (!found.ok) return found;
  await needs.store.access.remove(found.value);
  return ok(null);
};

async function findToken(
  needs: UseCaseNeeds,
  caller: Caller,
  input: TokenInput,
): Answer<AccessRecord<'token'>> {
  const opened = await openOwner(needs, caller, input);
  if (!opened.ok) return opened;
  const { accountId, ownerKey } = opened.value;
  const handle = `${ownerKey}:${input.key}:${input.token}`;
  const found = await needs.store.access.byHandle('token', accountId, handle);
  return found === null ? refused(notThere('token', input.token)) : ok(found);
}

/** What a token is worth: whether it is good, and whose. Told only to whom it belongs to. */
export const validateToken: UseCase<
  { readonly text: string },
  { readonly valid: boolean; readonly accountId: string | null; readonly validTo: Instant | null }
> = async (needs, { principal }, { text }) => {
  const found = await principalOfToken(needs, text);
  const isOwn = found !== null && found.principal.id === principal.id;
  return ok({
    valid: isOwn,
    accountId: isOwn ? found.accountId : null,
    validTo: null,
  });
};
