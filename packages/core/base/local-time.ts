import { asInstant, type Instant } from './time.ts';

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})(?::\d{2})?(?:\s*([AP]M))?$/i;

/**
 * The moment that a clock on the wall of a time zone shows as `2023-12-20 09:24 AM` (or `21:24`); null when the text is
 * no such time, or there is no such zone. Of a time that the change of clocks leaves out or brings twice, the later.
 */
export function instantOfLocalTime(text: string, timeZone: string): Instant | null {
  const fields = fieldsOf(text.trim());
  const zone = zoneOf(timeZone.trim());
  if (fields === null || zone === null) return null;
  const earliest = fields - shiftAt(zone, fields - DAY);
  const latest = fields - shiftAt(zone, fields + DAY);
  const moments = [earliest, latest].filter((moment) => moment + shiftAt(zone, moment) === fields);
  // A time that is left out is shown by no moment: the clock is past it at the later of the two.
  return asInstant(Math.max(...(moments.length === 0 ? [earliest, latest] : moments)));
}

const DAY = 24 * 60 * 60_000;

/** The time as if the zone were that of Greenwich. */
function fieldsOf(text: string): number | null {
  const match = WRITTEN.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1, 6).map(Number);
  const half = match[6]?.toUpperCase();
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  const hours = half === undefined ? hour : (hour % 12) + (half === 'PM' ? 12 : 0);
  const moment = Date.UTC(year, month - 1, day, hours, minute);
  const found = new Date(moment);
  const isReal = found.getUTCMonth() === month - 1 && found.getUTCDate() === day;
  return isReal && hours < 24 && minute < 60 ? moment : null;
}

function zoneOf(timeZone: string): Intl.DateTimeFormat | null {
  const numeric = 'numeric';
  const parts = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...parts, timeZone, hourCycle: 'h23' });
  } catch {
    return null;
  }
}

/** How far the zone's clocks are before Greenwich at a moment. */
function shiftAt(zone: Intl.DateTimeFormat, moment: number): number {
  const parts = new Map(zone.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
  );
  return shown - Math.floor(moment / 60_000) * 60_000;
}
