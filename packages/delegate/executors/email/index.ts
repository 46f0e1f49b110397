import type { Failure, TaskOutcome } from '@reprise/core/execution';
import type { EmailTask } from '@reprise/core/step-types';
import { type MailServer, namedMailServer, storedMailServer } from '../../mail/mail-server.ts';
import { type MailSent, sendMail } from '../../mail/send-mail.ts';
import type { FunctionExecutor, RunningContext } from '../executor.ts';

/*
 * The Email step: one SMTP conversation with the server that the operator named, or that is stored. A mail that one
 * recipient's server refused was sent to the others and cannot be called back: the step fails, and names the one.
 */

export const email: FunctionExecutor<EmailTask> = { kind: 'function', run };

async function run(task: EmailTask, context: RunningContext): Promise<TaskOutcome> {
  const server = await serverOf(context);
  if (server === null) {
    const known = context.settings.smtpUrl === null ? '' : ' by that address';
    const message = `This delegate knows no mail server${known}. Set REPRISE_SMTP_URL to smtp://user:password@host:587 where it runs, or store one at /ng/api/smtpConfig.`;
    return failed({ message, types: ['ConfigurationFailure'] });
  }
  const sent = await sendMail(server, task, context.signal);
  return sent.ok ? judge(sent.value, context) : failed(sent.error);
}

async function serverOf({ settings, mailServer }: RunningContext): Promise<MailServer | null> {
  if (settings.smtpUrl !== null) return namedMailServer(settings);
  const stored = (await mailServer?.()) ?? null;
  return stored === null ? null : storedMailServer(stored);
}

function judge({ rejected, accepted }: MailSent, { log }: RunningContext): TaskOutcome {
  log('INFO', `The mail server took the mail for ${accepted.join(', ')}.`);
  if (rejected.length === 0) return { status: 'Success', outputs: {} };
  const message = `The mail server refused ${rejected.join(', ')}; the others were sent the mail.`;
  return failed({ message, types: ['Unknown'] });
}

const failed = (failure: Failure): TaskOutcome => ({ status: 'Failed', failure });
