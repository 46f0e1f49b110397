import { describe, expect, test } from 'vitest';
import { wholeNumber } from './whole-number.ts';

describe('an option that is a whole number', () => {
  const read = wholeNumber(0, 100);

  test.each(['0', '7', '100'])('%s is one', (text) => {
    expect(read(text)).toBe(Number(text));
  });

  test.each(['101', '-1', '1.5', '1e1', '0x7', '007', ' 7', '', 'NaN', 'seven'])(
    '"%s" is none, and the bounds are told',
    (text) => {
      expect(() => read(text)).toThrow('A whole number from 0 to 100.');
    },
  );
});
