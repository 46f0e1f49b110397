import type { SmtpBody } from '@reprise/api';
import type { MailServerSettings } from '../../ports/index.ts';
import type { UseCases } from '../../use-cases/index.ts';
import { DEFAULT_SCOPE } from '../../use-cases/scopes/scope.ts';
import type { Handlers, RequestContext } from '../handler.ts';
import { map, success } from '../replies.ts';

/** The mail server by which executions tell somebody outside. */
export const smtpConfigHandlers = (useCases: UseCases) =>
  ({
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
    validateSmtpConnectivity: async ({ query, context }) => {
      const { to, subject, body } = query;
      const input = { scope: accountOf(context), to, subject, body };
      const tried = await useCases.tryMailServer(context.caller, input);
      return map(map(tried, validationOf), success(context));
    },
    validateSmtpName: async ({ query, context }) => {
      const found = await useCases.getMailServer(context.caller, { scope: accountOf(context) });
      return map(
        map(found, (server) =>
          validationOf(server?.name === query.name ? TAKEN(query.name) : null),
        ),
        success(context),
      );
    },
  }) satisfies Partial<Handlers>;

const TAKEN = (name: string) =>
  `The mail server of this account is called ${name} already: change that one.`;

const validationOf = (errorMessage: string | null) => ({
  valid: errorMessage === null,
  errorMessage,
});

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
