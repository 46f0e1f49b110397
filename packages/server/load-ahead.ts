/** By then whoever waited for the server was answered. */
const PAUSE = 1_000;

export interface LoadingAhead {
  /** Resolves when nothing is loaded any more. */
  stop(): Promise<void>;
}

/**
 * Loads code that no start waits for, as soon as the server has a moment: whoever needs it first waits for less, and a
 * build under a running server, which takes the files away, does it no harm.
 */
export function loadAhead(loads: readonly (() => Promise<unknown>)[]): LoadingAhead {
  let loading: Promise<unknown> = Promise.resolve();
  // What cannot be loaded says so where it is needed.
  const timer = setTimeout(() => {
    loading = Promise.allSettled(loads.map((load) => load()));
  }, PAUSE);
  timer.unref();
  return {
    stop: async () => {
      clearTimeout(timer);
      await loading;
    },
  };
}
