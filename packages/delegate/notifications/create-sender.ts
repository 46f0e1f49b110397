import type { ExecutionId } from '@reprise/core';
import type { MailMessage, Notification } from '@reprise/core/execution';
import { MOST_RECIPIENTS } from '@reprise/core/step-types';
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
  /** The addresses of the members of these user groups, as an execution's pipeline names them. Left out: there are none. */
  members?(groups: readonly string[], execution: ExecutionId): Promise<readonly string[]>;
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
        const members = (groups: readonly string[]) =>
          options.members?.(groups, executionId) ?? Promise.resolve([]);
        const to = await recipientsOf(message, members);
        if (to.problem !== null) return { sent: false, problem: to.problem };
        return mailed({ ...message, to: to.addresses }, settings, stored, signal);
      }
      case 'unsendable':
        return { sent: false, problem: message.reason, hopeless: true };
    }
  };
}

/** Everybody once, however many groups they are in. */
async function recipientsOf(
  { to, groups = [] }: MailMessage,
  members: (groups: readonly string[]) => Promise<readonly string[]>,
): Promise<{ readonly addresses: readonly string[]; readonly problem: string | null }> {
  const all = groups.length === 0 ? to : [...to, ...(await members(groups))];
  const addresses = [...new Map(all.map((each) => [each.toLowerCase(), each])).values()];
  if (addresses.length === 0) {
    const problem = `nobody would get the mail: nobody is in the user groups ${groups.join(', ')}`;
    return { addresses, problem };
  }
  if (addresses.length <= MOST_RECIPIENTS) return { addresses, problem: null };
  const problem = `a mail goes to at most ${MOST_RECIPIENTS} addresses, and the user groups have more: ${addresses.length}`;
  return { addresses, problem };
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
  const { to, subject, body } = message;
  const sent = await sendMail(server, { to, cc: [], subject, body }, signal);
  if (!sent.ok) return { sent: false, problem: sent.error.message };
  const { rejected } = sent.value;
  if (rejected.length === 0) return { sent: true };
  // The others have it: another try would tell them twice.
  const problem = `the mail server refused ${rejected.join(', ')}; the others were sent the mail`;
  return { sent: false, problem, hopeless: true };
}
