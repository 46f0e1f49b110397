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

/** The present moment in milliseconds, as it passes. */
export const useNow = (): number => useSyncExternalStore(watch, () => second) * 1_000;
