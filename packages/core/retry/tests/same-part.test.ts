import { expect, it } from 'vitest';
import { samePart, UNKNOWN_VALUE } from '../same-part.ts';

const UNKNOWN = JSON.stringify(UNKNOWN_VALUE);

it('what is of another kind is not the same, though there is as much in it', () => {
  expect(samePart({}, 5)).toBe(false);
  expect(samePart(5, {})).toBe(false);
  expect(samePart(['a'], { 0: 'a' })).toBe(false);
  expect(samePart({ a: null }, { a: {} })).toBe(false);
});

it('a text with unknown values is the same as any that has all of its other words, in their order', () => {
  const now = `a ${UNKNOWN} b ${UNKNOWN} b ${UNKNOWN} c`;
  expect(samePart('a 1 b 2 b 3 c', now)).toBe(true);
  expect(samePart('a 1 b 2 c', now)).toBe(false);
  expect(samePart('a 1 b 2 b 3', now)).toBe(false);
  expect(samePart('1 b 2 b 3 c', now)).toBe(false);
});

it('what an unknown value stands for may be nothing, but not less', () => {
  expect(samePart('ab', `a${UNKNOWN}b`)).toBe(true);
  expect(samePart('a', `a${UNKNOWN}a`)).toBe(false);
});
