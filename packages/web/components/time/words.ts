/** Times and durations in words. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took: `40ms`, `0.4s`, `12s`, `3m 20s`, `2h 5m`, `3d 4h`. */
export function durationInWords(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < SECOND / 10) return `${Math.floor(ms)}ms`;
  if (ms < 10 * SECOND) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m ${Math.floor((ms % MINUTE) / SECOND)}s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h ${Math.floor((ms % HOUR) / MINUTE)}m`;
  return `${Math.floor(ms / DAY)}d ${Math.floor((ms % DAY) / HOUR)}h`;
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** How long ago a moment is, or how soon it comes: `just now`, `5 minutes ago`, `yesterday`. */
export function agoInWords(at: number, now: number): string {
  const past = now - at;
  const size = Math.abs(past);
  if (size < 10 * SECOND) return 'just now';
  if (size < MINUTE) return relative.format(-Math.round(past / SECOND), 'second');
  if (size < HOUR) return relative.format(-Math.round(past / MINUTE), 'minute');
  if (size < DAY) return relative.format(-Math.round(past / HOUR), 'hour');
  return relative.format(-Math.round(past / DAY), 'day');
}

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment as the clock on the wall showed it: `3 Mar 2026, 14:05:09`. */
export const momentInWords = (at: number): string => absolute.format(at);
