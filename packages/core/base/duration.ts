import { asMilliseconds, type Milliseconds } from './time.ts';

/** Milliseconds in each unit, largest first. */
const units: readonly (readonly [string, number])[] = [
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];
const lengths: ReadonlyMap<string, number> = new Map(units);

/** 53 weeks: the longest time that Harness lets anything wait. */
const longest = 53 * 604_800_000;

/**
 * `30s`, `1h30m`, `1d 2h`: whole numbers of weeks, days, hours, minutes, seconds and milliseconds. Null for anything
 * else, for nothing at all (`0s`) and for more than 53 weeks.
 */
export function parseDuration(text: string): Milliseconds | null {
  if (!/^\d{1,15}(?:ms|[wdhms])(?:\s{0,3}\d{1,15}(?:ms|[wdhms]))*$/.test(text)) return null;
  let total = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)(ms|[wdhms])/g)) {
    total += Number(count) * (lengths.get(unit) ?? 0);
  }
  return total > 0 && total <= longest ? asMilliseconds(total) : null;
}

/** A length of time as people and the YAML write it: `1h 30m`, `250ms`; `0s` for none. */
export function formatDuration(length: Milliseconds): string {
  const parts: string[] = [];
  let rest = Math.max(0, Math.round(length));
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}
