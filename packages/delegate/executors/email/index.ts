import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { EmailTask } from '@reprise/core/step-types';
import { createTransport } from 'nodemailer';
import type { FunctionExecutor, RunningContext } from '../executor.ts';

/*
 * The Email step: one SMTP conversation with the server that the operator named. A body with tags in it goes out as
 * HTML, any other as plain text. A mail that one recipient's server refused was sent to the others and cannot be called
 * back: the step fails, and names the one.
 */

/** How long the mail server may be silent. */
const PATIENCE_MS = 60_000;

export const email: FunctionExecutor<EmailTask> = { kind: 'function', run };

async function run(task: EmailTask, context: RunningContext): Promise<TaskOutcome> {
  const { smtpUrl, smtpFrom } = context.settings;
  if (smtpUrl === null || !URL.canParse(smtpUrl) || !/^smtps?:$/.test(new URL(smtpUrl).protocol)) {
    const message = `This delegate knows no mail server${smtpUrl === null ? '' : ' by that address'}. Set REPRISE_SMTP_URL to smtp://user:password@host:587 where it runs.`;
    return failed({ message, types: ['ConfigurationFailure'] });
  }
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const stop = () => transport.close();
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    const sent = await transport.sendMail({
      from: smtpFrom ?? senderOf(new URL(smtpUrl)),
      to: [...task.to],
      cc: [...task.cc],
      subject: task.subject,
      ...bodyOf(task.body),
    });
    return judge(sent.rejected.map(String), sent.accepted.map(String), context);
  } catch (error) {
    return failed(failureOf(error, new URL(smtpUrl)));
  } finally {
    context.signal.removeEventListener('abort', stop);
    transport.close();
  }
}

function judge(
  rejected: readonly string[],
  accepted: readonly string[],
  { log }: RunningContext,
): TaskOutcome {
  log('INFO', `The mail server took the mail for ${accepted.join(', ')}.`);
  if (rejected.length === 0) return { status: 'Success', outputs: {} };
  const message = `The mail server refused ${rejected.join(', ')}; the others were sent the mail.`;
  return failed({ message, types: ['Unknown'] });
}

const bodyOf = (body: string): { readonly html: string } | { readonly text: string } =>
  /<[a-z][^>]*>/i.test(body) ? { html: body } : { text: body };

/** The user at the mail server, where that is an address. */
function senderOf({ username, hostname }: URL): string {
  const user = decodeURIComponent(username);
  return user.includes('@') ? user : `reprise@${hostname}`;
}

const failed = (failure: Failure): TaskOutcome => ({ status: 'Failed', failure });

/** The server's answer stands in the message; what we said to it, with the password, does not (I10). */
function failureOf(error: unknown, { host, password }: URL): Failure {
  const { code, message } = described(error);
  const secret = decodeURIComponent(password);
  const said = secret === '' ? message : message.replaceAll(secret, '***');
  const types =
    code === 'EAUTH'
      ? (['Authentication'] as const)
      : code === 'EENVELOPE' || code === 'EMESSAGE'
        ? (['Unknown'] as const)
        : (['Connectivity'] as const);
  return { message: `The mail could not be sent by ${host}: ${said}`, types };
}

function described(error: unknown): { readonly code: string; readonly message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message };
}
