import { type StoredMailServer, storedMailServer } from './mail-server.ts';
import { type Mail, sendMail } from './send-mail.ts';

/** How long one try may take. */
const PATIENCE_MS = 30_000;

/** Tries mail servers by a mail, from this machine: answers with why the mail was not taken for everybody, or null. */
export const createMailProbe =
  () =>
  async (server: StoredMailServer, mail: Omit<Mail, 'cc'>): Promise<string | null> => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const sent = await sendMail(storedMailServer(server), { ...mail, cc: [] }, signal);
    if (!sent.ok) return sent.error.message;
    const { rejected } = sent.value;
    return rejected.length === 0 ? null : `The mail server refused ${rejected.join(', ')}.`;
  };
