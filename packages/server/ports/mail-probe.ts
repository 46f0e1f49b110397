import type { MailServerSettings } from './mail-server-store.ts';

/** A mail that nobody waits for, to see whether a mail server takes one. */
export interface TestMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: string;
}

/** Sends a mail by a mail server; answers with why it was not taken, or null. No password is in the answer (I10). */
export type MailProbe = (
  server: MailServerSettings & { readonly password: string | null },
  mail: TestMail,
) => Promise<string | null>;
