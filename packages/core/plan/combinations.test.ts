import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Axis, combinationsOf, partitionsOf, sizeOfMatrix, suffixesOf } from './index.ts';

const value = fc.constantFrom('a', 'b', 'c');
const axes: fc.Arbitrary<readonly Axis<string>[]> = fc
  .array(fc.array(value, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
  .map((lists) => lists.map((values, at) => ({ name: `axis${at}`, values })));
const exclusions = fc.array(
  fc.array(fc.record({ axis: fc.constantFrom('axis0', 'axis1', 'axis2'), value }), {
    minLength: 1,
    maxLength: 2,
  }),
  { maxLength: 3 },
);

const same = (one: string, other: string): boolean => one === other;

/** The reference: counts through the combinations like a milometer, and asks of each whether it is excluded. */
function reference(
  lists: readonly Axis<string>[],
  excluded: readonly (readonly { readonly axis: string; readonly value: string }[])[],
): readonly Readonly<Record<string, string>>[] {
  const found: Record<string, string>[] = [];
  const size = lists.reduce((product, { values }) => product * values.length, 1);
  for (let number = 0; number < size; number += 1) {
    const combination: Record<string, string> = {};
    let rest = number;
    for (const { name, values } of lists.toReversed()) {
      combination[name] = values[rest % values.length] ?? '';
      rest = Math.floor(rest / values.length);
    }
    const isOut = excluded.some((each) =>
      each.every(({ axis, value }) => combination[axis] === value),
    );
    if (!isOut) found.push(combination);
  }
  return found;
}

it('a matrix is what counting through its axes gives, without what is excluded', () => {
  fc.assert(
    fc.property(axes, exclusions, (lists, excluded) => {
      const made = combinationsOf(lists, excluded, same);
      expect(
        made.map((each) => Object.fromEntries(each.map(({ axis, value }) => [axis, value]))),
      ).toEqual(reference(lists, excluded));
      expect(combinationsOf(lists, [], same)).toHaveLength(sizeOfMatrix(lists));
    }),
  );
});

it('ranges that touch take every item once, whatever they are measured in', () => {
  const list = fc.array(fc.nat(), { maxLength: 40 });
  const unit = fc.constantFrom('Count' as const, 'Percentage' as const);
  fc.assert(
    fc.property(
      list,
      fc.nat(100),
      unit,
      fc.integer({ min: 1, max: 60 }),
      (all, cut, unit, size) => {
        const before = partitionsOf(all, { end: cut, unit, partitionSize: size });
        const after = partitionsOf(all, { start: cut, unit, partitionSize: size });
        expect([...before, ...after].flat()).toEqual(all);
        expect([...before, ...after].every((part) => part.length > 0)).toBe(true);
      },
    ),
  );
});

it('a part of a list is what its numbers say', () => {
  const list = ['a', 'b', 'c', 'd', 'e'];
  expect(partitionsOf(list, { start: 1, end: 3, unit: 'Count' })).toEqual([['b'], ['c']]);
  expect(partitionsOf(list, { start: 4, end: 2, unit: 'Count' })).toEqual([]);
  expect(partitionsOf(list, { end: 50, unit: 'Percentage' })).toEqual([['a'], ['b']]);
  expect(partitionsOf(list, { partitionSize: 40, unit: 'Percentage' })).toEqual([
    ['a', 'b'],
    ['c', 'd'],
    ['e'],
  ]);
});

it.each([
  [['linux', 'node20'], '-linux-node20'],
  [['0'], '-0'],
])('%j makes the suffix %s', (values, suffix) => {
  expect(suffixesOf([values])).toEqual([suffix]);
});

const texts = fc.array(
  fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 1, maxLength: 6 }),
  {
    maxLength: 20,
  },
);

it('suffixes are safe in paths and URLs, short, and never the same for two instances', () => {
  fc.assert(
    fc.property(texts, (instances) => {
      const suffixes = suffixesOf(instances);
      expect(new Set(suffixes).size).toBe(instances.length);
      for (const suffix of suffixes) expect(suffix).toMatch(/^-[a-zA-Z0-9_-]{1,110}$/);
    }),
  );
});

it('a suffix comes from the values, not from the place: other instances and another order change nothing', () => {
  const distinct = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 40 }), { maxLength: 12 });
  fc.assert(
    fc.property(distinct, (values) => {
      const suffixes = suffixesOf(values.map((each) => [each]));
      const reversed = suffixesOf(values.toReversed().map((each) => [each])).toReversed();
      expect(reversed).toEqual(suffixes);
      values.forEach((each, at) => {
        expect(suffixesOf([[each]])).toEqual([suffixes[at]]);
      });
    }),
  );
});

it('values that only look alike in a key are told apart', () => {
  const alike = [['a-b'], ['a', 'b'], ['a_b'], ['a.b'], ['a/b'], [''], [' '], ['a--b']];
  expect(new Set(alike.map((values) => suffixesOf([values])[0])).size).toBe(alike.length);
});
