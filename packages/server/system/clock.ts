import { asInstant } from '@reprise/core';
import type { Clock } from '../ports/index.ts';

/** The longest wait that setTimeout takes; a longer one would fire at once. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The machine's own time. A wait never keeps the process alive. */
export const systemClock: Clock = {
  now: () => asInstant(Date.now()),
  at: (at, run) => {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const left = at - Date.now();
      timer = setTimeout(left > LONGEST_TIMEOUT ? arm : run, clamp(left));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};

function clamp(left: number): number {
  return Math.min(Math.max(left, 0), LONGEST_TIMEOUT);
}
