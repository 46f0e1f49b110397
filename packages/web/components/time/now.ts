import { useSyncExternalStore } from 'react';

const watchers = new Set<() => void>();
let timer: number | undefined;
let second = Math.floor(Date.now() / 1_000);

function tick(): void {
  second = Math.floor(Date.now() / 1_000);
  for (const watcher of watchers) watcher();
}

/** One clock for all that shows time, which stands while nobody looks. */
function watch(watcher: () => void): () => void {
  if (watchers.size === 0) timer = window.setInterval(tick, 1_000);
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) window.clearInterval(timer);
  };
}

const still = (): (() => void) => () => {};

/** The present moment in milliseconds, as it passes, or as it was when nothing has to pass. */
export const useNow = (passing = true): number =>
  useSyncExternalStore(passing ? watch : still, () => second) * 1_000;
