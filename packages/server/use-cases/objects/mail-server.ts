/** The mail server of an account, by which notifications and Email steps are sent. */
import type { Permission } from '@reprise/api';
import { type ExecutionId, ok, refused } from '@reprise/core';
import { MOST_RECIPIENTS, mailAddresses } from '@reprise/core/step-types';
import type { MailServerSettings, SecretKey } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCase, UseCaseNeeds, UseCaseOptions } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { DEFAULT_SCOPE, type ScopeHint } from '../scopes/scope.ts';
import { boundTo, putSecretValue, valueProblem } from './secret-values.ts';

/** Its password's place among the sealed values: no reference of a pipeline can have this name (I10). */
const passwordOf = (accountId: string): SecretKey => ({
  scope: { level: 'account', accountId },
  identifier: 'smtp:password',
});

export interface GivenMailServer extends MailServerSettings {
  /** Left out: the password stays as it is. */
  readonly password: string | null;
}

/** Stores the mail server of the account. A new one must not stand in the way of another. */
export const saveMailServer: UseCase<
  { readonly scope: ScopeHint; readonly given: GivenMailServer; readonly as: 'new' | 'changed' },
  MailServerSettings
> = async (needs, caller, { scope, given, as }) => {
  const account = await opened(needs, caller, 'core_account_edit', scope);
  if (!account.ok) return account;
  const { store } = needs;
  const { password, ...server } = given;
  const wrong = objectionTo(server) ?? (password === null ? null : valueProblem(password));
  if (wrong !== null) return refused(wrong);
  const present = await store.mailServers.get(account.value);
  if (as === 'new' && present !== null) return refused(exists(present));
  if (as === 'changed' && present === null) return refused(none());
  // A password goes to the host and user for which it was given, and to no other.
  const moved = present?.host !== server.host || present.username !== server.username;
  if (password !== null) await putSecretValue(needs, passwordOf(account.value), password);
  else if (moved) await store.secrets.remove(passwordOf(account.value));
  await store.mailServers.put(account.value, server);
  return ok(server);
};

/** The mail server of the account; null when none is stored. */
export const getMailServer: UseCase<
  { readonly scope: ScopeHint },
  MailServerSettings | null
> = async (needs, caller, { scope }) => {
  const account = await opened(needs, caller, 'core_account_view', scope);
  return account.ok ? ok(await needs.store.mailServers.get(account.value)) : account;
};

export interface TryMailServerInput {
  readonly scope: ScopeHint;
  /** Addresses with commas between them. */
  readonly to: string;
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
}

/** Sends a mail by the mail server of the account; answers with why that did not go well, or null. */
export const tryMailServer: UseCase<TryMailServerInput, string | null> = async (
  needs,
  caller,
  { scope, to, subject = 'A mail to try this server', body = 'It was taken, and has arrived.' },
) => {
  const account = await opened(needs, caller, 'core_account_edit', scope);
  if (!account.ok) return account;
  const recipients = mailAddresses(to);
  if (!recipients.ok) return ok(recipients.error);
  const { length } = recipients.value;
  if (length === 0 || length > MOST_RECIPIENTS) {
    return ok(`a mail goes to at least one and at most ${MOST_RECIPIENTS} addresses`);
  }
  const server = await openMailServer(needs, account.value);
  if (server === null) return refused(none());
  if (needs.probeMail === undefined) return ok('It was not tried: this server sends no mails.');
  return ok(await needs.probeMail(server, { to: recipients.value, subject, body }));
};

/** Forgets the mail server of the account, and its password. */
export const deleteMailServer: UseCase<{ readonly scope: ScopeHint }, null> = async (
  needs,
  caller,
  { scope },
) => {
  const account = await opened(needs, caller, 'core_account_edit', scope);
  if (!account.ok) return account;
  await needs.store.secrets.remove(passwordOf(account.value));
  return (await needs.store.mailServers.remove(account.value)) ? ok(null) : refused(none());
};

/** The stored mail server of an execution's account, with its password in the clear: for one mail. */
export const mailServerOfExecutions =
  (needs: Opening) =>
  async (execution: ExecutionId): Promise<GivenMailServer | null> => {
    const row = await needs.store.executions.row(execution);
    return row === null ? null : openMailServer(needs, row.scope.accountId);
  };

type Opening = Pick<UseCaseOptions, 'store' | 'vault'>;

async function openMailServer(
  { store, vault }: Opening,
  accountId: string,
): Promise<GivenMailServer | null> {
  const server = await store.mailServers.get(accountId);
  if (server === null) return null;
  const key = passwordOf(accountId);
  const sealed = await store.secrets.get(key);
  return { ...server, password: sealed === null ? null : vault.open(sealed, boundTo(key)) };
}

async function opened(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: Permission,
  scope: ScopeHint,
): Answer<string> {
  const accountId = scope.accountId ?? DEFAULT_SCOPE.accountId;
  const allowed = await authorise(needs, caller, permission, { accountId });
  return allowed.ok ? ok(accountId) : allowed;
}

function objectionTo({ host, port, from }: MailServerSettings): Refused | null {
  if (!/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i.test(host)) {
    return refusal('INVALID_OBJECT', `"${host.slice(0, 80)}" is no host of a mail server.`);
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return refusal('INVALID_OBJECT', `${port} is no port: it is a number from 1 to 65535.`);
  }
  const addresses = mailAddresses(from);
  if (addresses.ok && addresses.value.length === 1) return null;
  return refusal('INVALID_OBJECT', `"${from.slice(0, 80)}" is no address that mails come from.`);
}

const exists = ({ host }: MailServerSettings): Refused =>
  refusal('OBJECT_EXISTS', `This account has a mail server already, ${host}: change that one.`);

const none = (): Refused =>
  refusal('OBJECT_NOT_FOUND', 'This account has no mail server: store one first.');
