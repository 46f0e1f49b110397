import { END_STATUSES, LIVE_STATUSES } from '@reprise/core/execution';
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

  it('together stand for every status that an execution can have', () => {
    const all = new Set<string>(FILTERS.flatMap(({ statuses }) => statuses));
    const rest = [...END_STATUSES, ...LIVE_STATUSES].filter((status) => !all.has(status));
    expect(rest).toEqual(['Skipped', 'NotStarted']);
  });

  it('do not share a status, or one press would turn two of them', () => {
    const all = FILTERS.flatMap(({ statuses }) => statuses);
    expect(new Set(all).size).toBe(all.length);
  });
});
