import type { ExecutionId } from '@reprise/core';
import type { MailMessage, Notification } from '@reprise/core/execution';
import { namedMailServer, type StoredMailServer, storedMailServer } from '../mail/mail-server.ts';
import { sendMail } from '../mail/send-mail.ts';
import { type DelegateSettings, readSettings } from '../settings.ts';
import type { Sent } from './sent.ts';
import { postWebhook } from './webhook.ts';

export interface SenderOptions {
  /** The value of the secret that a reference means where the execution's pipeline lives; null when there is none. */
  secret(reference: string, execution: ExecutionId): Promise<string | null>;
  /** The mail server that is stored for the execution's account; null when there is none. */
  mailServer(execution: ExecutionId): Promise<StoredMailServer | null>;
  /** Settings to use instead of those that the environment says. */
  readonly settings?: Partial<DelegateSettings>;
}

/** How long one try may take. */
const PATIENCE_MS = 30_000;

/** Sends notifications from this machine: by the operator's settings, which are those of steps. */
export function createSender(options: SenderOptions): (one: Notification) => Promise<Sent> {
  const settings = { ...readSettings(process.env), ...options.settings };
  return async ({ executionId, message }) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    switch (message.kind) {
      case 'webhook': {
        const get = (reference: string) => options.secret(reference, executionId);
        return postWebhook(message, { get }, settings, signal);
      }
      case 'mail': {
        const stored = () => options.mailServer(executionId);
        return mailed(message, settings, stored, signal);
      }
      case 'unsendable':
        return { sent: false, problem: message.reason, hopeless: true };
    }
  };
}

async function mailed(
  message: MailMessage,
  settings: DelegateSettings,
  stored: () => Promise<StoredMailServer | null>,
  signal: AbortSignal,
): Promise<Sent> {
  const known = settings.smtpUrl === null ? await stored() : null;
  const server = known === null ? namedMailServer(settings) : storedMailServer(known);
  if (server === null) {
    const problem =
      'no mail server is known: set REPRISE_SMTP_URL, or store one at /ng/api/smtpConfig';
    return { sent: false, problem };
  }
  const sent = await sendMail(server, { ...message, cc: [] }, signal);
  if (!sent.ok) return { sent: false, problem: sent.error.message };
  const { rejected } = sent.value;
  if (rejected.length === 0) return { sent: true };
  // The others have it: another try would tell them twice.
  const problem = `the mail server refused ${rejected.join(', ')}; the others were sent the mail`;
  return { sent: false, problem, hopeless: true };
}
