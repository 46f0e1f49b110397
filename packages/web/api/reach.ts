/** Whether the server can be reached, as the newest request found it: every page says so, and none goes on in silence. */

/** How often a server that does not answer is asked again, in milliseconds. */
const PROBE = 2_000;

/** What whoever stands before a server answers in its place, and a server that begins or ends. */
const NOBODY_THERE: ReadonlySet<number> = new Set([502, 503, 504]);

/** A request that nobody answered. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor() {
    super(
      'Nothing was heard from the server. Look whether this machine has a network, and whether the server runs.',
    );
  }
}

/** Tells apart a server that answers from one that does not, and asks the latter until it does. */
export class Reach {
  readonly #probe: () => Promise<boolean>;
  readonly #watchers = new Set<() => void>();
  #lost = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `probe` says whether the server answers now. */
  constructor(probe: () => Promise<boolean>) {
    this.#probe = probe;
  }

  readonly isLost = (): boolean => this.#lost;

  /** Calls `watcher` whenever the server is lost or found, until the returned function is called. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };

  /** A request was answered, with this status. */
  answered(status: number): void {
    if (NOBODY_THERE.has(status)) this.silent();
    else this.#set(false);
  }

  /** A request was not answered. */
  silent(): void {
    this.#set(true);
    this.#timer ??= setTimeout(this.look, PROBE);
  }

  /** Asks at once, when there is doubt. */
  readonly look = (): void => {
    if (!this.#lost) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    void this.#probe().then((answers) => (answers ? this.#set(false) : this.silent()));
  };

  #set(lost: boolean): void {
    if (!lost) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
    if (this.#lost === lost) return;
    this.#lost = lost;
    for (const watcher of this.#watchers) watcher();
  }
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch('/readyz')).ok;
  } catch {
    return false;
  }
}

/** The reach of these pages. */
export const reach = new Reach(isReady);

/** Asks the server, and notes whether it was heard from. */
export async function heard(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    reach.answered(answer.status);
    return answer;
  } catch (error) {
    if (request.signal.aborted) throw error;
    reach.silent();
    throw new Unreachable();
  }
}
