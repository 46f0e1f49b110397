import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadAhead } from './load-ahead.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('code that no start waits for', () => {
  it('is loaded a moment after the start, once', async () => {
    const load = vi.fn(async () => undefined);
    const ahead = loadAhead([load]);
    expect(load).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    await ahead.stop();
    expect(load).toHaveBeenCalledOnce();
  });

  it('is not loaded by a server that stops before', async () => {
    const load = vi.fn(async () => undefined);
    await loadAhead([load]).stop();
    vi.advanceTimersByTime(60_000);
    expect(load).not.toHaveBeenCalled();
  });

  it('harms nobody when it cannot be loaded, and the rest is loaded', async () => {
    const load = vi.fn(async () => undefined);
    const ahead = loadAhead([() => Promise.reject(new Error('not there')), load]);
    vi.advanceTimersByTime(60_000);
    await expect(ahead.stop()).resolves.toBeUndefined();
    expect(load).toHaveBeenCalledOnce();
  });
});
