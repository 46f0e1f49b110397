import type { Instant } from '@reprise/core';

/** Slows down whoever guesses passwords. It forgets with the process, which is enough against guessing. */
export interface LoginThrottle {
  mayTry(email: string, now: Instant): boolean;
  failed(email: string, now: Instant): void;
  succeeded(email: string): void;
}

const FAILURES = 10;
const WINDOW = 15 * 60 * 1000;
/** More addresses than are guessed at once; the eldest are forgotten first. */
const REMEMBERED = 10_000;

export function createLoginThrottle(): LoginThrottle {
  const failures = new Map<string, { readonly since: Instant; readonly count: number }>();
  const recent = (email: string, now: Instant) => {
    const known = failures.get(email);
    return known !== undefined && now - known.since < WINDOW ? known : { since: now, count: 0 };
  };
  return {
    mayTry: (email, now) => recent(email, now).count < FAILURES,
    failed: (email, now) => {
      const { since, count } = recent(email, now);
      failures.delete(email);
      failures.set(email, { since, count: count + 1 });
      const [eldest] = failures.keys();
      if (failures.size > REMEMBERED && eldest !== undefined) failures.delete(eldest);
    },
    succeeded: (email) => {
      failures.delete(email);
    },
  };
}
