import type { SmtpBody } from '@reprise/api';
import type { MailServerSettings, OutboxEntry } from '../../ports/index.ts';
import type { UseCases } from '../../use-cases/index.ts';
import { DEFAULT_SCOPE } from '../../use-cases/scopes/scope.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { document, map, scopeOfQuery, success } from '../replies.ts';

/** What executions tell somebody outside, and the mail server by which they do. */
export const notificationHandlers = (useCases: UseCases) =>
  ({
    listNotifications: async ({ path, query, context }) => {
      const input = { scope: scopeOfQuery(context, query), execution: path.execution };
      const found = await useCases.listNotifications(context.caller, input);
      return map(
        map(found, (entries) => ({ notifications: entries.map(shownNotification) })),
        document,
      );
    },
    createSmtpConfig: async ({ body, context }) => {
      const scope = accountOf(context);
      const input = { scope, given: serverIn(body), as: 'new' as const };
      const saved = await useCases.saveMailServer(context.caller, input);
      return map(
        map(saved, (server) => shownServer(server, scope)),
        success(context),
      );
    },
    updateSmtpConfig: async ({ body, context }) => {
      const scope = accountOf(context);
      const input = { scope, given: serverIn(body), as: 'changed' as const };
      const saved = await useCases.saveMailServer(context.caller, input);
      return map(
        map(saved, (server) => shownServer(server, scope)),
        success(context),
      );
    },
    getSmtpConfig: async ({ context }) => {
      const scope = accountOf(context);
      const found = await useCases.getMailServer(context.caller, { scope });
      return map(
        map(found, (server) => server && shownServer(server, scope)),
        success(context),
      );
    },
    deleteSmtpConfig: async ({ context }) => {
      const scope = accountOf(context);
      const removed = await useCases.deleteMailServer(context.caller, { scope });
      return map(
        map(removed, () => true as const),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;

const METHODS = { webhook: 'Webhook', mail: 'Email', unsendable: null } as const;

/** Neither address nor body: there may be more in them than who looks may know. */
function shownNotification(entry: OutboxEntry) {
  const { notification, status, tries, createdAt, updatedAt, dueAt, problem } = entry;
  return {
    rule: notification?.rule ?? null,
    eventType: notification?.event ?? null,
    node: notification?.node ?? null,
    method: notification === null ? null : METHODS[notification.message.kind],
    status,
    tries,
    createdAt,
    lastTriedAt: tries === 0 ? null : updatedAt,
    nextTryAt: dueAt,
    problem,
  };
}

const accountOf = ({ accountId = DEFAULT_SCOPE.accountId }: RequestContext) => ({ accountId });

const serverIn = ({ name, value }: SmtpBody) => ({
  name,
  host: value.host,
  port: value.port,
  useSsl: value.useSSL ?? false,
  startTls: value.startTLS ?? false,
  username: value.username || null,
  from: value.fromAddress,
  password: value.password || null,
});

const shownServer = (
  server: MailServerSettings,
  { accountId }: { readonly accountId: string },
) => ({
  uuid: accountId,
  accountId,
  name: server.name,
  value: {
    host: server.host,
    port: server.port,
    useSSL: server.useSsl,
    startTLS: server.startTls,
    fromAddress: server.from,
    username: server.username,
  },
});
