import type { DelegateSettings } from '../settings.ts';

/** A mail server as somebody has stored it with the server. Its password lives as long as one mail (I10). */
export interface StoredMailServer {
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte. */
  readonly useSsl: boolean;
  /** Encrypted before anything is said, or not used. */
  readonly startTls: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly from: string;
}

/** How a mail server is reached, and by whose name. */
export interface MailServer {
  readonly transport:
    | { readonly url: string }
    | {
        readonly host: string;
        readonly port: number;
        readonly secure: boolean;
        readonly requireTLS: boolean;
        readonly auth?: { readonly user: string; readonly pass: string };
      };
  /** As messages name it. */
  readonly host: string;
  readonly from: string;
  /** What no message may say (I10). */
  readonly password: string;
}

/** The mail server that the operator has named by `REPRISE_SMTP_URL`; null when that is none, or no address of one. */
export function namedMailServer({
  smtpUrl,
  smtpFrom,
}: Pick<DelegateSettings, 'smtpUrl' | 'smtpFrom'>): MailServer | null {
  if (smtpUrl === null || !URL.canParse(smtpUrl)) return null;
  const url = new URL(smtpUrl);
  if (!/^smtps?:$/.test(url.protocol)) return null;
  return {
    transport: { url: smtpUrl },
    host: url.host,
    from: smtpFrom ?? senderOf(url),
    password: decodeURIComponent(url.password),
  };
}

/** A stored mail server, to be reached. */
export function storedMailServer(stored: StoredMailServer): MailServer {
  const { host, port, useSsl, startTls, username, password, from } = stored;
  const auth = username === null ? {} : { auth: { user: username, pass: password ?? '' } };
  return {
    transport: { host, port, secure: useSsl, requireTLS: startTls, ...auth },
    host: `${host}:${port}`,
    from,
    password: password ?? '',
  };
}

/** The user at the mail server, where that is an address. */
function senderOf({ username, hostname }: URL): string {
  const user = decodeURIComponent(username);
  return user.includes('@') ? user : `reprise@${hostname}`;
}
