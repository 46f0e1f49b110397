import { setTimeout as delay } from 'node:timers/promises';

const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/**
 * Calls `attempt` until it does not throw, with growing pauses: for calls to a server that may be away for a while.
 * Throws the signal's reason when it is aborted. `onError` hears of each failure.
 */
export async function untilItWorks<Value>(
  attempt: () => Promise<Value>,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<Value> {
  for (let pause = FIRST_MS; ; pause = Math.min(pause * 2, LONGEST_MS)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      onError(error);
      await delay(pause, undefined, { signal });
    }
  }
}
