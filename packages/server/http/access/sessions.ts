import { ok, type Result } from '@reprise/core';
import type { Principal } from '@reprise/core/execution';
import type { StoredAuditEntry } from '../../ports/index.ts';
import type { Refused, UseCases } from '../../use-cases/index.ts';
import type { Authentication } from '../auth/authentication.ts';
import { noSessionCookie, sessionCookie, sessionSecret } from '../auth/session-cookie.ts';
import type { Handlers } from '../handler.ts';
import { map, scopeOfQuery } from '../replies.ts';

/** How long a browser keeps the cookie, in seconds; the server says no when the session is over. */
const COOKIE_TIME = 12 * 60 * 60;

type Begun = Extract<Awaited<ReturnType<UseCases['login']>>, { readonly ok: true }>['value'];

/** Logging in and out, and what was done to an execution. */
export const sessionHandlers = (useCases: UseCases, authentication: Authentication) => {
  const { login, secure } = authentication;
  const begun = (answer: Result<Begun, Refused>) =>
    map(answer, ({ principal, secret }) => ({
      document: { login, user: shownPerson(principal) },
      headers: { 'set-cookie': sessionCookie(secret, COOKIE_TIME, secure) },
    }));
  return {
    getSession: async ({ context }) => {
      const known = await authentication.principal(context.request);
      return ok({ document: { login, user: known.ok ? shownPerson(known.value) : null } });
    },
    login: async ({ body, context }) => begun(await useCases.login(context.caller, body)),
    logout: async ({ context }) => {
      const secret = sessionSecret(context.headers);
      const ended = await useCases.logout(context.caller, { secret });
      return map(ended, () => ({
        document: { login, user: null },
        headers: { 'set-cookie': noSessionCookie(secure) },
      }));
    },
    acceptInvitation: async ({ body, context }) => {
      const { secret, password, email, name } = body;
      const input = { secret, password, email, name };
      return begun(await useCases.acceptInvitation(context.caller, input));
    },
    listActs: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const acts = await useCases.listActs(context.caller, input);
      return map(acts, (all) => ({ document: { acts: all.map(shownAct) } }));
    },
  } satisfies Partial<Handlers>;
};

const shownPerson = ({ kind, id, name, email }: Principal) => ({
  id: id ?? null,
  name,
  email: email ?? null,
  kind,
});

const shownAct = ({ at, by, from, action, reason, change }: StoredAuditEntry) => ({
  at,
  by: shownPerson(by),
  from: { address: from.address ?? null, agent: from.agent ?? null },
  action,
  reason: reason ?? null,
  change: { ...change },
});
