/** What executions tell somebody outside, and the mail server by which they do. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { scopeQuery, text } from './query.ts';
import { instant } from './shapes/index.ts';

const notification = z.object({
  /** The name of the rule. */
  rule: z.nullable(z.string()),
  eventType: z.nullable(z.string()),
  /** The full name of the node that it is about. */
  node: z.nullable(z.string()),
  method: z.nullable(z.enum(['Webhook', 'Email'])),
  status: z.enum(['WAITING', 'SENT', 'GIVEN_UP']),
  tries: z.number(),
  createdAt: instant,
  lastTriedAt: z.nullable(instant),
  nextTryAt: z.nullable(instant),
  /** Why the last try failed. */
  problem: z.nullable(z.string()),
});

export type NotificationState = z.infer<typeof notification>;

const smtpValue = {
  host: z.string(),
  port: z.number(),
  useSSL: z.optional(z.nullable(z.boolean())),
  startTLS: z.optional(z.nullable(z.boolean())),
  fromAddress: z.string(),
  username: z.optional(z.nullable(z.string())),
};

const smtpBody = z.object({
  name: z.string(),
  uuid: z.optional(z.nullable(z.string())),
  accountId: z.optional(z.nullable(z.string())),
  value: z.object({
    ...smtpValue,
    /** Left out of a change: it stays as it is. */
    password: z.optional(z.nullable(z.string())),
  }),
});
export type SmtpBody = z.infer<typeof smtpBody>;

/** Without the password: it comes in and never goes out (I10). */
const smtpConfig = z.object({
  uuid: z.string(),
  accountId: z.string(),
  name: z.string(),
  value: z.object({
    host: z.string(),
    port: z.number(),
    useSSL: z.boolean(),
    startTLS: z.boolean(),
    fromAddress: z.string(),
    username: z.nullable(z.string()),
  }),
});

const SMTP = '/ng/api/smtpConfig';
const ofAccount = z.object({ accountIdentifier: text(), accountId: text() });

export const notificationEndpoints = {
  /** Reprise's own: what became of the notifications of an execution, oldest first. */
  listNotifications: endpoint({
    method: 'GET',
    path: '/api/v1/executions/{execution}/notifications',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: z.object({ notifications: z.array(notification) }) },
  }),
  createSmtpConfig: endpoint({
    method: 'POST',
    path: SMTP,
    permission: 'core_account_edit',
    query: ofAccount,
    body: { kind: 'json', schema: smtpBody },
    response: { kind: 'json', schema: envelope(smtpConfig) },
  }),
  updateSmtpConfig: endpoint({
    method: 'PUT',
    path: SMTP,
    permission: 'core_account_edit',
    query: ofAccount,
    body: { kind: 'json', schema: smtpBody },
    response: { kind: 'json', schema: envelope(smtpConfig) },
  }),
  getSmtpConfig: endpoint({
    method: 'GET',
    path: SMTP,
    permission: 'core_account_view',
    query: ofAccount,
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.nullable(smtpConfig)) },
  }),
  /** An account has one: the identifier only says that it is meant. */
  deleteSmtpConfig: endpoint({
    method: 'DELETE',
    path: `${SMTP}/{smtpConfig}`,
    permission: 'core_account_edit',
    query: ofAccount,
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(z.literal(true)) },
  }),
};
