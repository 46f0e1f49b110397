/** The cookie of a logged-in browser: out of reach for scripts, and never sent on behalf of another site. */
const NAME = 'reprise_session';
const SECRET = /^[\w-]{20,100}$/;

/** What the cookie of a request holds; null when there is none that could be one. */
export function sessionSecret(headers: Headers): string | null {
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=');
    if (name === NAME && SECRET.test(value)) return value;
  }
  return null;
}

const attributes = (secure: boolean): string =>
  `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;

export const sessionCookie = (secret: string, seconds: number, secure: boolean): string =>
  `${NAME}=${secret}; Max-Age=${seconds}; ${attributes(secure)}`;

export const noSessionCookie = (secure: boolean): string =>
  `${NAME}=; Max-Age=0; ${attributes(secure)}`;
