/** Filters by moments: the part of time that they leave. */
import { ok, type Result, refused } from '@reprise/core';
import type { TimeRange } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';

export interface TimeFilter {
  readonly operator: 'AFTER' | 'BEFORE' | 'EQUALS';
  /** Milliseconds since 1970: clients send them as a number and in quotes. */
  readonly value: unknown;
}

/** What all filters of one kind let through; null when there is none. */
export function readTimes(
  kind: string,
  filters: readonly TimeFilter[],
): Result<TimeRange | null, Refused> {
  let range: TimeRange | null = null;
  for (const { operator, value } of filters) {
    const at = momentOf(value);
    if (at === null) return refused(noMoment(kind));
    range = narrowed(range ?? {}, operator, at);
  }
  return ok(range);
}

function narrowed(range: TimeRange, operator: TimeFilter['operator'], at: number): TimeRange {
  const from = operator === 'AFTER' ? at + 1 : at;
  const to = operator === 'BEFORE' ? at - 1 : at;
  return {
    ...range,
    ...(operator !== 'BEFORE' && { from: Math.max(range.from ?? 0, from) }),
    ...(operator !== 'AFTER' && { to: Math.min(range.to ?? Infinity, to) }),
  };
}

/** A moment as clients send it: a number, or one in quotes. */
function momentOf(value: unknown): number | null {
  const isText = typeof value === 'string' && /^\d{1,16}$/.test(value);
  const at = isText ? Number(value) : value;
  return typeof at === 'number' && Number.isSafeInteger(at) && at >= 0 ? at : null;
}

const noMoment = (kind: string): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The value of the filter ${kind} is no moment: it is a number of milliseconds since 1970.`,
    { filter: kind },
  );
