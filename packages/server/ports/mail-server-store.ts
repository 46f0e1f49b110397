/** The mail server of an account. Its password lies among the sealed values (I10). */
export interface MailServerSettings {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Encrypted from the first byte. */
  readonly useSsl: boolean;
  /** Encrypted before anything is said, or not used. */
  readonly startTls: boolean;
  readonly username: string | null;
  readonly from: string;
}

/** At most one mail server for each account. */
export interface MailServerStore {
  get(accountId: string): Promise<MailServerSettings | null>;
  put(accountId: string, server: MailServerSettings): Promise<void>;
  remove(accountId: string): Promise<boolean>;
}
