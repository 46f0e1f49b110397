/** A length of time as people read it: `0.4s`, `12s`, `2m 05s`, `1h 02m`, `3d 04h`. */
export function formatLength(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${two(hours % 24)}h`;
}

/** A moment in the reader's own time zone, to the second: `2026-11-21 07:47:03`. */
export function formatMoment(ms: number): string {
  const at = new Date(ms);
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** How long something took; what has not ended has taken until `now`. Empty when it has not begun. */
export function formatSpan(startTs: number | null, endTs: number | null, now: number): string {
  return startTs === null ? '' : formatLength((endTs ?? now) - startTs);
}

const two = (value: number): string => String(value).padStart(2, '0');
