import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerUnreachable } from './connection.ts';

/** How long is waited before each repeat: long enough together for a server to be started anew. */
const PAUSES = [200, 1000, 3000];

/**
 * Makes a call that begins something until it is answered: each time under the same key, so that it begins once however
 * often its answer is lost. A server that was never there is not asked again.
 *
 * @param pause waits for so many milliseconds.
 */
export async function untilAnswered<Answer>(
  call: (idempotencyKey: string) => Promise<Answer>,
  pause: (length: number) => Promise<unknown> = sleep,
): Promise<Answer> {
  const key = randomUUID();
  let heard = false;
  for (const length of PAUSES) {
    try {
      return await call(key);
    } catch (error) {
      heard ||= error instanceof ServerUnreachable && error.mayHaveHeard;
      if (!heard) throw error;
      await pause(length);
    }
  }
  return call(key);
}
