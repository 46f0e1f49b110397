/** The mail server of an account. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { requiredText, text } from './query.ts';

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

/** Whether it is as it should be, and if not, why. */
const validation = {
  kind: 'json',
  schema: envelope(z.object({ valid: z.boolean(), errorMessage: z.nullable(z.string()) })),
} as const;

const SMTP = '/ng/api/smtpConfig';
const ofAccount = z.object({ accountIdentifier: text(), accountId: text() });

export const smtpConfigEndpoints = {
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
  /** Sends a mail by the stored server, to see whether it takes one. */
  validateSmtpConnectivity: endpoint({
    method: 'POST',
    path: `${SMTP}/validate-connectivity`,
    permission: 'core_account_edit',
    query: z.extend(ofAccount, {
      identifier: text(),
      /** Addresses with commas between them. */
      to: requiredText(),
      subject: text(),
      body: text(),
    }),
    body: { kind: 'none' },
    response: validation,
  }),
  /** Whether a mail server may be called so. */
  validateSmtpName: endpoint({
    method: 'POST',
    path: `${SMTP}/validateName`,
    permission: 'core_account_view',
    query: z.extend(ofAccount, { name: requiredText() }),
    body: { kind: 'none' },
    response: validation,
  }),
};
