import type { Authentication } from './authentication.ts';

/** How often it is asked whether whoever reads a stream is still admitted, in milliseconds. */
export const ADMISSION_CHECK = 10_000;

/**
 * Aborts once the one who sent the request would not be admitted again: the token was revoked or has run out, the
 * session has ended, the user is gone. Asks until `over` aborts; other servers may have taken the admission away, so that
 * asking is the only way to know.
 */
export function untilRevoked(
  request: Request,
  authentication: Authentication,
  over: AbortSignal,
  interval: number,
): AbortSignal {
  const revoked = new AbortController();
  if (!authentication.login || over.aborted) return revoked.signal;
  const check = async (): Promise<void> => {
    // A store that does not answer takes nobody's admission away: the next check asks again.
    const known = await authentication.principal(request).catch(() => null);
    if (known !== null && !known.ok) revoked.abort();
  };
  const timer = setInterval(() => void check(), interval);
  timer.unref();
  for (const signal of [over, revoked.signal]) {
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }
  return revoked.signal;
}
