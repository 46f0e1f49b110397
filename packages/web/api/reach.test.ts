import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reach } from './reach.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A reach whose server answers as `is` says, and how often it was asked and told. */
function reachOf(is: { answers: boolean }) {
  const seen = { probes: 0, told: [] as boolean[] };
  const reach: Reach = new Reach(async () => {
    seen.probes += 1;
    return is.answers;
  });
  reach.watch(() => seen.told.push(reach.isLost()));
  return { reach, seen };
}

describe('the reach of the server', () => {
  it('is lost by a request that nobody answers, and asked after until somebody does', async () => {
    const is = { answers: false };
    const { reach, seen } = reachOf(is);
    reach.silent();
    reach.silent();
    expect(seen).toEqual({ probes: 0, told: [true] });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen.probes).toBeGreaterThan(2);
    expect(reach.isLost()).toBe(true);
    is.answers = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(seen.told).toEqual([true, false]);
    const { probes } = seen;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen.probes).toBe(probes);
  });

  it.each([502, 503, 504])('is lost when a proxy answers %d in its place', (status) => {
    const { reach } = reachOf({ answers: false });
    reach.answered(status);
    expect(reach.isLost()).toBe(true);
  });

  it.each([200, 404, 500])('is not lost by the answer %d', (status) => {
    const { reach } = reachOf({ answers: false });
    reach.answered(status);
    expect(reach.isLost()).toBe(false);
  });

  it('is found again by any request that is answered, and then asks no more', async () => {
    const { reach, seen } = reachOf({ answers: false });
    reach.silent();
    reach.answered(200);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toEqual({ probes: 0, told: [true, false] });
  });

  it('asks at once when the machine has a network again, and not when nothing was lost', async () => {
    const { reach, seen } = reachOf({ answers: true });
    reach.look();
    expect(seen.probes).toBe(0);
    reach.silent();
    reach.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual({ probes: 1, told: [true, false] });
  });
});
