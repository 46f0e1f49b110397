/** Filters by ids: which ids are let through, and what else must hold of them. */
import { ok, type Result, refused } from '@reprise/core';
import type { IdCondition } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';

export type Operator = 'EQUALS' | 'IN' | 'LIKE' | 'NOT_IN' | 'NOT_NULL';

export interface ListFilter<Value extends string = string> {
  readonly operator: Operator;
  readonly values?: readonly Value[] | null;
}

/** What must hold of an id. */
export type IdRule = Omit<IdCondition, 'of'>;

/** What the filters of one kind mean together. */
export interface IdChoice {
  /** One of these; null where any will do. */
  readonly anyOf: readonly string[] | null;
  readonly rules: readonly IdRule[];
}

export const ANY: IdChoice = { anyOf: null, rules: [] };

/** More values than this mean a program that should ask otherwise, and cost the database. */
export const MOST_VALUES = 100;

/** Reads the filters of one kind: each must hold. */
export function readIds(kind: string, filters: readonly ListFilter[]): Result<IdChoice, Refused> {
  let choice = ANY;
  for (const { operator, values } of filters) {
    if (operator === 'NOT_NULL') {
      choice = { ...choice, rules: [...choice.rules, IS_THERE] };
      continue;
    }
    if (values === undefined || values === null) return refused(noValues(kind));
    if (values.length > MOST_VALUES) return refused(tooManyValues(kind, values.length));
    const strange = operator === 'LIKE' ? values.find((one) => /[%*]/.test(one)) : undefined;
    if (strange !== undefined) return refused(noWildcards(kind, strange));
    if (operator === 'LIKE' && kind === 'pipeline' && values.some((one) => one.includes('/'))) {
      return refused(IDENTIFIER_ALONE);
    }
    choice = narrowed(choice, operator, values);
  }
  return ok(choice);
}

/** Every id holds nothing, so that one which does is there. */
const IS_THERE: IdRule = { by: 'contains', values: [''], negated: false };

function narrowed(
  { anyOf, rules }: IdChoice,
  operator: Exclude<Operator, 'NOT_NULL'>,
  values: readonly string[],
): IdChoice {
  switch (operator) {
    case 'EQUALS':
    case 'IN':
      return { anyOf: anyOf === null ? [...new Set(values)] : common(anyOf, values), rules };
    case 'LIKE':
      return { anyOf, rules: [...rules, { by: 'contains', values, negated: false }] };
    case 'NOT_IN':
      return { anyOf, rules: [...rules, { by: 'equals', values, negated: true }] };
  }
}

export const common = <Value>(one: readonly Value[], other: readonly Value[]): readonly Value[] =>
  one.filter((value) => other.includes(value));

/** Whether an id that is at hand is one that a choice means. */
export const isChosen = ({ anyOf, rules }: IdChoice, id: string): boolean =>
  (anyOf === null || anyOf.includes(id)) &&
  rules.every(({ by, values, negated }) => {
    const found = values.some((value) =>
      by === 'equals' ? id === value : id.toLowerCase().includes(value.toLowerCase()),
    );
    return found !== negated;
  });

export const noValues = (kind: string): Refused =>
  refusal('INVALID_REQUEST', `The filter ${kind} needs its values.`, { filter: kind });

export const tooManyValues = (kind: string, found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The filter ${kind} has ${found} values, and ${MOST_VALUES} is the limit: ask in several requests.`,
    { filter: kind, found, limit: MOST_VALUES },
  );

const IDENTIFIER_ALONE = refusal(
  'INVALID_REQUEST',
  "The filter pipeline with LIKE looks at a pipeline's own identifier, which holds no slash: name its application in a filter application.",
  { filter: 'pipeline' },
);

const noWildcards = (kind: string, value: string): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The filter ${kind} with LIKE finds what holds the value anywhere, in any case: leave the wildcard out of ${value}.`,
    { filter: kind },
  );
