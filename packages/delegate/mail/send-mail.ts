import { ok, type Result, refused } from '@reprise/core';
import type { Failure } from '@reprise/core/execution';
import type { MailServer } from './mail-server.ts';

/** The mail library: much code, which few delegates ever need, and no start waits for. */
export const loadMailing = () => import('./open-transport.ts');

export interface Mail {
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly subject: string;
  /** With tags in it, it goes out as HTML. */
  readonly body: string;
}

/** Whom the mail server took the mail for, and whom not. */
export interface MailSent {
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
}

/** One SMTP conversation. The server's answer stands in a failure; what we said to it, with the password, does not (I10). */
export async function sendMail(
  server: MailServer,
  mail: Mail,
  signal: AbortSignal,
): Promise<Result<MailSent, Failure>> {
  const { openTransport } = await loadMailing();
  if (signal.aborted) return refused(failureOf(signal.reason, server));
  const transport = openTransport(server);
  const stop = () => transport.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const { accepted, rejected } = await transport.sendMail({
      from: server.from,
      to: [...mail.to],
      cc: [...mail.cc],
      subject: mail.subject,
      ...bodyOf(mail.body),
    });
    return ok({ accepted: accepted.map(String), rejected: rejected.map(String) });
  } catch (error) {
    return refused(failureOf(error, server));
  } finally {
    signal.removeEventListener('abort', stop);
    transport.close();
  }
}

const bodyOf = (body: string): { readonly html: string } | { readonly text: string } =>
  /<[a-z][^>]*>/i.test(body) ? { html: body } : { text: body };

function failureOf(error: unknown, { host, password }: MailServer): Failure {
  const { code, message } = described(error);
  const said = password === '' ? message : message.replaceAll(password, '***');
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
