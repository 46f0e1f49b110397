/** Filters by a number: the parts of all numbers that they let through. */
import { ok, type Result, refused } from '@reprise/core';
import type { TimeRange } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import { MOST_VALUES, noValues, tooManyValues } from './id-filter.ts';

export interface NumberFilter {
  readonly operator:
    | 'EQUALS'
    | 'GREATER_THAN'
    | 'GREATER_THAN_OR_EQUALS'
    | 'IN'
    | 'LESS_THAN'
    | 'LESS_THAN_OR_EQUALS'
    | 'NOT_EQUALS';
  readonly values?: readonly unknown[] | null;
}

interface Range extends TimeRange {
  readonly from: number;
  readonly to: number;
}
const ALL: Range = { from: 0, to: Number.MAX_SAFE_INTEGER };

/** What all filters of one kind let through: one of these ranges; null when there is no filter. */
export function readNumbers(
  kind: string,
  filters: readonly NumberFilter[],
): Result<readonly TimeRange[] | null, Refused> {
  let ranges: readonly Range[] | null = null;
  for (const { operator, values } of filters) {
    if (values === undefined || values === null) return refused(noValues(kind));
    if (values.length > MOST_VALUES) return refused(tooManyValues(kind, values.length));
    const numbers = values.flatMap((value) => (isNumber(value) ? [value] : []));
    if (numbers.length < values.length) return refused(noNumber(kind));
    const [only] = numbers;
    const takesOne = operator !== 'IN' && operator !== 'EQUALS' && operator !== 'NOT_EQUALS';
    if (only === undefined || (takesOne && numbers.length > 1)) {
      return refused(takesOne ? notOne(kind, operator) : noValues(kind));
    }
    const meant = rangesOf(operator, only, numbers);
    ranges = ranges === null ? meant : both(ranges, meant);
  }
  return ok(ranges);
}

const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value);

function rangesOf(
  operator: NumberFilter['operator'],
  only: number,
  values: readonly number[],
): readonly Range[] {
  switch (operator) {
    case 'EQUALS':
    case 'IN':
      return values.map((value) => ({ from: value, to: value }));
    case 'NOT_EQUALS':
      return values.reduce<readonly Range[]>(
        (left, value) =>
          both(left, [
            { ...ALL, to: value - 1 },
            { ...ALL, from: value + 1 },
          ]),
        [ALL],
      );
    case 'GREATER_THAN':
      return [{ ...ALL, from: only + 1 }];
    case 'GREATER_THAN_OR_EQUALS':
      return [{ ...ALL, from: only }];
    case 'LESS_THAN':
      return [{ ...ALL, to: only - 1 }];
    case 'LESS_THAN_OR_EQUALS':
      return [{ ...ALL, to: only }];
  }
}

/** What is in a range of the one and in a range of the other. */
const both = (one: readonly Range[], other: readonly Range[]): readonly Range[] =>
  one.flatMap((a) =>
    other.flatMap((b) => {
      const range = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
      return range.from <= range.to ? [range] : [];
    }),
  );

const noNumber = (kind: string): Refused =>
  refusal('INVALID_REQUEST', `The values of the filter ${kind} are whole milliseconds.`, {
    filter: kind,
  });

const notOne = (kind: string, operator: string): Refused =>
  refusal('INVALID_REQUEST', `The filter ${kind} with ${operator} needs exactly one value.`, {
    filter: kind,
    operator,
  });
