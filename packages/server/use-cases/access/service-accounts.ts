/** Programs that may do something, at an account, an organisation or a project. */
import { ok } from '@reprise/core';
import type { AccessRecord } from '../../ports/index.ts';
import type { UseCase } from '../needs.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import {
  changeRecord,
  checkIdentifier,
  createRecord,
  findRecord,
  openAccess,
} from './access-needs.ts';
import { assigneeKey, serviceAccountId } from './principals.ts';

interface AccountsInput {
  readonly scope: ScopeHint;
}
export interface ServiceAccountInput extends AccountsInput {
  readonly identifier: string;
}
export interface GivenServiceAccount extends ServiceAccountInput {
  readonly name: string;
  readonly email: string;
  readonly description: string;
}
type ServiceAccount = AccessRecord<'service-account'>;
const kind = 'service-account';

export const listServiceAccounts: UseCase<AccountsInput, readonly ServiceAccount[]> = async (
  needs,
  caller,
  input,
) => {
  const scope = await openAccess(needs, caller, 'core_serviceaccount_view', input.scope);
  return scope.ok ? ok(await needs.store.access.list(kind, scope.value)) : scope;
};

export const createServiceAccount: UseCase<GivenServiceAccount, ServiceAccount> = async (
  needs,
  caller,
  { scope: hint, identifier, ...body },
) => {
  const scope = await openAccess(needs, caller, 'core_serviceaccount_edit', hint);
  if (!scope.ok) return scope;
  const named = checkIdentifier(identifier);
  if (!named.ok) return named;
  return createRecord(needs, { kind, scope: scope.value, identifier, body });
};

export const updateServiceAccount: UseCase<GivenServiceAccount, ServiceAccount> = async (
  needs,
  caller,
  { scope: hint, identifier, ...body },
) => {
  const scope = await openAccess(needs, caller, 'core_serviceaccount_edit', hint);
  if (!scope.ok) return scope;
  const known = await findRecord(needs, kind, scope.value, identifier);
  return known.ok ? changeRecord(needs, known.value, body) : known;
};

/** Removes a service account, its tokens, and the roles that it was given. */
export const deleteServiceAccount: UseCase<ServiceAccountInput, ServiceAccount> = async (
  needs,
  caller,
  { scope: hint, identifier },
) => {
  const scope = await openAccess(needs, caller, 'core_serviceaccount_delete', hint);
  if (!scope.ok) return scope;
  const known = await findRecord(needs, kind, scope.value, identifier);
  if (!known.ok) return known;
  const { access } = needs.store;
  const { accountId } = scope.value;
  await access.remove(known.value);
  const owner = `SERVICE_ACCOUNT:${serviceAccountId(scope.value, identifier)}`;
  for (const each of ['token', 'api-key'] as const) {
    for (const owned of await access.ofOwner(each, accountId, owner)) await access.remove(owned);
  }
  const assigned = assigneeKey('SERVICE_ACCOUNT', scope.value, identifier);
  for (const each of await access.ofOwner('assignment', accountId, assigned)) {
    await access.remove(each);
  }
  return known;
};
