/** The values of one axis of a matrix. */
export interface Axis<Value> {
  readonly name: string;
  readonly values: readonly Value[];
}
/** What one combination has on one axis. */
export interface Coordinate<Value> {
  readonly axis: string;
  readonly value: Value;
}

/** How many combinations the axes have, before anything is excluded. */
export const sizeOfMatrix = (axes: readonly Axis<unknown>[]): number =>
  axes.reduce((product, { values }) => product * values.length, 1);

/**
 * Every combination of one value from each axis, the last axis changing fastest, without those that have all the values
 * of one of the exclusions.
 */
export function combinationsOf<Value>(
  axes: readonly Axis<Value>[],
  exclude: readonly (readonly Coordinate<Value>[])[],
  same: (one: Value, other: Value) => boolean,
): readonly (readonly Coordinate<Value>[])[] {
  let combinations: readonly (readonly Coordinate<Value>[])[] = [[]];
  for (const { name, values } of axes) {
    combinations = combinations.flatMap((combination) =>
      values.map((value) => [...combination, { axis: name, value }]),
    );
  }
  const isExcluded = (combination: readonly Coordinate<Value>[]): boolean =>
    exclude.some((exclusion) =>
      exclusion.every(({ axis, value }) =>
        combination.some((each) => each.axis === axis && same(each.value, value)),
      ),
    );
  return combinations.filter((combination) => !isExcluded(combination));
}

/** The part of a list that `start` and `end` leave of it; a start beyond the end leaves nothing. */
export interface Range {
  readonly start?: number;
  readonly end?: number;
  readonly partitionSize?: number;
  readonly unit: 'Count' | 'Percentage';
}

/**
 * The items from `start` to before `end`, in partitions of a size when one is given. A percentage is one of all items:
 * where a part begins and ends is rounded down, so that parts that touch leave nothing out and take nothing twice; a
 * partition has at least one item.
 */
export function partitionsOf<Value>(
  items: readonly Value[],
  { start, end, partitionSize, unit }: Range,
): readonly (readonly Value[])[] {
  const count = (number: number): number =>
    unit === 'Count' ? number : Math.floor((items.length * number) / 100);
  const chosen = items.slice(count(start ?? 0), end === undefined ? undefined : count(end));
  const size = partitionSize === undefined ? 1 : Math.max(1, count(partitionSize));
  const parts: (readonly Value[])[] = [];
  for (let at = 0; at < chosen.length; at += size) parts.push(chosen.slice(at, at + size));
  return parts;
}
