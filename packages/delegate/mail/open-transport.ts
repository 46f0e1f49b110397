import { createTransport } from 'nodemailer';
import type { MailServer } from './mail-server.ts';

/** How long the mail server may be silent. */
const PATIENCE_MS = 60_000;

/** A way to the mail server, over which nothing has been said yet. */
export const openTransport = ({ transport }: MailServer) =>
  createTransport({
    ...transport,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
