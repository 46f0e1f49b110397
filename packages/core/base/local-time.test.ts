import { expect, it } from 'vitest';
import { instantOfLocalTime } from './local-time.ts';

const at = (text: string, zone: string): string | null => {
  const instant = instantOfLocalTime(text, zone);
  return instant === null ? null : new Date(instant).toISOString();
};

it.each([
  ['2023-12-20 09:24 AM', 'Asia/Kolkata', '2023-12-20T03:54:00.000Z'],
  ['2023-12-20 12:00 AM', 'UTC', '2023-12-20T00:00:00.000Z'],
  ['2023-12-20 12:30 pm', 'UTC', '2023-12-20T12:30:00.000Z'],
  ['2023-07-01 21:05', 'America/New_York', '2023-07-02T01:05:00.000Z'],
  ['2024-02-29 00:00', 'Pacific/Auckland', '2024-02-28T11:00:00.000Z'],
  ['2023-12-31 11:59 PM', 'Pacific/Kiritimati', '2023-12-31T09:59:00.000Z'],
])('%s in %s is %s', (text, zone, expected) => {
  expect(at(text, zone)).toBe(expected);
});

it('a time that the clocks show twice is the second of the two', () => {
  expect(at('2023-10-29 02:30', 'Europe/Berlin')).toBe('2023-10-29T01:30:00.000Z');
});

it('a time that the clocks leave out is one that comes after the change', () => {
  expect(at('2023-03-26 02:30', 'Europe/Berlin')).toBe('2023-03-26T01:30:00.000Z');
});

it.each([
  ['tomorrow', 'UTC'],
  ['2023-02-30 10:00', 'UTC'],
  ['2023-12-20 13:00 PM', 'UTC'],
  ['2023-12-20 24:00', 'UTC'],
  ['2023-12-20 10:60', 'UTC'],
  ['2023-12-20 10:00', 'Mars/Olympus'],
  ['2023-12-20 10:00', ''],
])('%s in %s is no time', (text, zone) => {
  expect(at(text, zone)).toBeNull();
});
