/** A token as people see it, once: `pat.<account>.<id>.<secret>`, `sat.…` for service accounts. */
export interface TokenText {
  readonly type: 'pat' | 'sat';
  readonly accountId: string;
  readonly id: string;
  readonly secret: string;
}

const FORM = /^(pat|sat)\.([\w-]{1,128})\.([\w-]{1,64})\.([\w-]{16,256})$/;

export function parseToken(text: string): TokenText | null {
  const [, type, accountId, id, secret] = FORM.exec(text) ?? [];
  if (accountId === undefined || id === undefined || secret === undefined) return null;
  return { type: type === 'pat' ? 'pat' : 'sat', accountId, id, secret };
}

export const tokenText = ({ type, accountId, id, secret }: TokenText): string =>
  [type, accountId, id, secret].join('.');
