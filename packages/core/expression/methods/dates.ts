import { ok } from '@reprise/core';
import type { Value } from '../model.ts';
import { toNumber } from '../value.ts';
import { type Answer, type CallContext, fault, type Row } from './model.ts';

/**
 * Dates are text: `2026-11-21` is a date, `2026-11-21T09:30:00` a time, both in UTC. The methods that move them are
 * methods of text, and refuse text that is neither.
 */
interface Moment {
  readonly at: Date;
  readonly isDate: boolean;
}

const form = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?Z?)?$/;

type Mover = (at: Date, count: number) => void;

const days =
  (length: number): Mover =>
  (at, count) =>
    at.setUTCDate(at.getUTCDate() + count * length);
const seconds =
  (length: number): Mover =>
  (at, count) =>
    at.setUTCSeconds(at.getUTCSeconds() + count * length);
const months =
  (length: number): Mover =>
  (at, count) => {
    const day = at.getUTCDate();
    at.setUTCDate(1);
    at.setUTCMonth(at.getUTCMonth() + count * length);
    // As in Java, the day is the last one of a month that is too short for it.
    at.setUTCDate(Math.min(day, daysIn(at)));
  };

const daysIn = (at: Date): number =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();

const movers = { Years: months(12), Months: months(1), Weeks: days(7), Days: days(1) };
const timeMovers = { Hours: seconds(3600), Minutes: seconds(60), Seconds: seconds(1) };

/** `plusDays(2)`, `minusMonths(1)` and the like. */
export const dateMethods: readonly Row<string>[] = [
  ...Object.entries(movers).flatMap(([unit, mover]) => rowsOf(unit, mover, false)),
  ...Object.entries(timeMovers).flatMap(([unit, mover]) => rowsOf(unit, mover, true)),
];

function rowsOf(unit: string, mover: Mover, onlyTimes: boolean): readonly Row<string>[] {
  const row = (name: string, sign: number): Row<string> => [
    name,
    { least: 1, most: 1, call: (text, args) => moved(text, name, mover, sign, onlyTimes, args) },
  ];
  return [row(`plus${unit}`, 1), row(`minus${unit}`, -1)];
}

function moved(
  text: string,
  name: string,
  mover: Mover,
  sign: number,
  onlyTimes: boolean,
  [by = null]: readonly Value[],
): Answer {
  const moment = parse(text);
  if (moment === undefined || (onlyTimes && moment.isDate)) {
    const expected = onlyTimes ? 'a time such as currentTime()' : 'a date such as currentDate()';
    return fault('type', `\`${name}\` is a method of ${expected}`);
  }
  const count = toNumber(by);
  if (count === undefined || !Number.isInteger(count) || Math.abs(count) > 1e9) {
    return fault('type', `\`${name}\` takes a whole number`);
  }
  mover(moment.at, sign * count);
  return print(moment);
}

function parse(text: string): Moment | undefined {
  const [, date, time] = form.exec(text) ?? [];
  if (date === undefined) return undefined;
  const at = new Date(`${date}T${time ?? '00:00:00'}Z`);
  return Number.isNaN(at.getTime()) ? undefined : { at, isDate: time === undefined };
}

function print({ at, isDate }: Moment): Answer {
  const year = at.getUTCFullYear();
  if (Number.isNaN(year) || year < 0 || year > 9999) {
    return fault('type', 'the date is out of the years 0000 to 9999');
  }
  return ok(at.toISOString().slice(0, isDate ? 10 : 19));
}

/** `currentDate()` and `currentTime()`, in UTC. */
export function currentMoment(isDate: boolean, { now }: CallContext): Answer {
  return now === undefined
    ? fault('type', 'the current time is not known here; it is known while a pipeline runs')
    : print({ at: new Date(now), isDate });
}
