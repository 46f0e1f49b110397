import { assert, integer, property } from 'fast-check';
import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';
import { asMilliseconds } from './time.ts';

it.each([
  ['10s', 10_000],
  ['1h30m', 5_400_000],
  ['1d 2h', 93_600_000],
  ['2w', 1_209_600_000],
  ['250ms', 250],
  ['1m 500ms', 60_500],
])('%s is %i milliseconds', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

it.each(['', '10', 's', '10 s', '1.5h', '-5m', '0s', '54w', '10s!', '1h,2m', '9'.repeat(400)])(
  '%j is no duration',
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);

it('a duration is written as it is read', () => {
  expect(formatDuration(asMilliseconds(5_400_000))).toBe('1h 30m');
  expect(formatDuration(asMilliseconds(0))).toBe('0s');
  assert(
    property(integer({ min: 1, max: 53 * 604_800_000 }), (length) => {
      expect(parseDuration(formatDuration(asMilliseconds(length)))).toBe(length);
    }),
  );
});
