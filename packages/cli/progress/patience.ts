import { CommandError } from '../command-error.ts';
import { EXIT } from '../exit-code.ts';

/** How long a server may be away, for a restart or an upgrade, before its watchers give up. */
const LONGEST_MS = 120_000;
const PAUSE_MS = 1_000;

/** Whether the error says that no server is there just now: neither an answer about what was asked, nor a bug. */
export const isAway = (error: unknown): boolean =>
  error instanceof CommandError
    ? error.exitCode === EXIT.unreachable
    : error instanceof Error &&
      ((error instanceof TypeError && error.cause !== undefined) || error.message === 'terminated');

export interface PatienceNeeds {
  /** Tells the person who watches. */
  readonly note: (text: string) => void;
  /** When it aborts, nothing is waited for. */
  readonly signal: AbortSignal;
  readonly now?: () => number;
  readonly pause?: (length: number, signal: AbortSignal) => Promise<void>;
}

/** Waits for a server that went away, but not for ever, and tells of it once. */
export class Patience {
  readonly #needs: PatienceNeeds;
  #awaySince: number | null = null;

  constructor(needs: PatienceNeeds) {
    this.#needs = needs;
  }

  /** The server has answered. */
  found(): void {
    if (this.#awaySince !== null) this.#needs.note('The server is there again.');
    this.#awaySince = null;
  }

  /** Waits until it is time to ask again. Throws the error, if there is one, once the server is away for too long. */
  async lost(error: unknown): Promise<void> {
    const { note, signal, now = Date.now, pause = sleep } = this.#needs;
    if (this.#awaySince === null) note('Lost the server; trying to reach it again …');
    this.#awaySince ??= now();
    if (error !== null && now() - this.#awaySince > LONGEST_MS) throw error;
    await pause(PAUSE_MS, signal);
  }
}

/** Waits, but not longer than until the signal. */
export function sleep(length: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, length);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
