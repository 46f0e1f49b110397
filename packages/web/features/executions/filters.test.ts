import { describe, expect, it } from 'vitest';
import { FILTERS, isOn, pressed } from './filters.ts';

describe('the filters of the list', () => {
  it.each(FILTERS.map((filter) => [filter.word, filter] as const))(
    '%s goes on and off and leaves the others alone',
    (_, filter) => {
      const others = FILTERS.filter((each) => each !== filter).flatMap(({ statuses }) => statuses);
      const on = pressed(filter, others);
      expect(isOn(filter, on)).toBe(true);
      expect(pressed(filter, on)).toEqual(others);
    },
  );

  it('do not share a status, or one press would turn two of them', () => {
    const all = FILTERS.flatMap(({ statuses }) => statuses);
    expect(new Set(all).size).toBe(all.length);
  });
});
