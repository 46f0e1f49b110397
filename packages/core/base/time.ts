import type { Branded } from './ids.ts';

/** A moment: milliseconds since 1970 UTC. Always an argument, never read from a clock in here (I6). */
export type Instant = Branded<number, 'Instant'>;
/** A length of time in milliseconds. */
export type Milliseconds = Branded<number, 'Milliseconds'>;

export const asInstant = (ms: number): Instant => ms as Instant;
export const asMilliseconds = (ms: number): Milliseconds => ms as Milliseconds;

/** The moment `length` after `start`. */
export const after = (start: Instant, length: Milliseconds): Instant => asInstant(start + length);
