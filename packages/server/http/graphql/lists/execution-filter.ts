/** What the filters of a list of executions mean together: each must hold. */
import { FIRST_GEN_STATUSES, type FirstGenStatus } from '@reprise/api/graphql';
import { ok, type Result, refused } from '@reprise/core';
import type { TimeRange } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import { statusesNamed } from '../executions/status.ts';
import { ANY, common, type IdChoice, type ListFilter, noValues, readIds } from './id-filter.ts';
import { type NumberFilter, readNumbers } from './number-filter.ts';
import { readTags, type TagFilter, type TagQuestion } from './tag-filter.ts';
import { readTimes, type TimeFilter } from './time-filter.ts';

const IDS = [
  'execution',
  'application',
  'pipeline',
  'triggeredBy',
  'trigger',
  'service',
  'environment',
] as const;
type IdKind = (typeof IDS)[number];

const TIMES = { creationTime: 'created', startTime: 'started', endTime: 'ended' } as const;
type TimeKind = keyof typeof TIMES;
const TIME_KINDS = ['creationTime', 'startTime', 'endTime'] as const;

export type ExecutionFilter = {
  readonly [Kind in IdKind]?: ListFilter | null;
} & {
  readonly [Kind in TimeKind]?: TimeFilter | null;
} & {
  readonly status?: ListFilter<FirstGenStatus> | null;
  readonly duration?: NumberFilter | null;
  readonly tag?: TagFilter | null;
};

/** What may be listed; null where nothing is said. */
export interface Wanted {
  readonly ids: { readonly [Kind in IdKind]: IdChoice };
  /** By the names that they have here. */
  readonly statuses: readonly string[] | null;
  readonly times: { readonly [Time in (typeof TIMES)[TimeKind]]?: TimeRange };
  readonly durations: readonly TimeRange[] | null;
  readonly tags: readonly TagQuestion[];
}

/** Each filter of LIKE and NOT_IN is looked at for every execution. */
const MOST_FILTERS = 20;
const MOST_RULED = 200;

/** Reads the filters; one whose operator or value means nothing here is refused, and never overlooked. */
export function readFilters(given: readonly (ExecutionFilter | null)[]): Result<Wanted, Refused> {
  const filters = given.flatMap((filter) => filter ?? []);
  if (filters.length > MOST_FILTERS) return refused(tooManyFilters(filters.length));
  const ids = idsOf(filters);
  const statuses = statusesOf(filters.flatMap(({ status }) => status ?? []));
  const times = timesOf(filters);
  const durations = readNumbers(
    'duration',
    filters.flatMap(({ duration }) => duration ?? []),
  );
  const tags = readTags(filters.flatMap(({ tag }) => tag ?? []));
  if (!ids.ok) return ids;
  const ruled = IDS.flatMap((kind) => ids.value[kind].rules.flatMap(({ values }) => values));
  if (ruled.length > MOST_RULED) return refused(tooManyRuled(ruled.length));
  if (!statuses.ok) return statuses;
  if (!times.ok) return times;
  if (!durations.ok) return durations;
  if (!tags.ok) return tags;
  return ok({
    ids: ids.value,
    statuses: statuses.value?.flatMap(statusesNamed) ?? null,
    times: times.value,
    durations: durations.value,
    tags: tags.value,
  });
}

/** Whether nothing at all can match. */
export const matchesNothing = ({ ids, statuses, durations, times }: Wanted): boolean =>
  [...IDS.map((kind) => ids[kind].anyOf), statuses, durations].some((list) => list?.length === 0) ||
  Object.values(times).some(({ from = 0, to = Infinity }) => from > to) ||
  !triggerCanMatch(ids.trigger);

/** Nothing here is started by a trigger: there is none that could be named, or that holds something. */
const triggerCanMatch = ({ anyOf, rules }: IdChoice): boolean =>
  anyOf === null && rules.every(({ negated }) => negated);

function idsOf(filters: readonly ExecutionFilter[]): Result<Wanted['ids'], Refused> {
  const ids: { [Kind in IdKind]: IdChoice } = { ...NO_IDS };
  for (const kind of IDS) {
    const choice = readIds(
      kind,
      filters.flatMap((filter) => filter[kind] ?? []),
    );
    if (!choice.ok) return choice;
    ids[kind] = choice.value;
  }
  return ok(ids);
}

const NO_IDS: Wanted['ids'] = {
  execution: ANY,
  application: ANY,
  pipeline: ANY,
  triggeredBy: ANY,
  trigger: ANY,
  service: ANY,
  environment: ANY,
};

/** Every execution has a status, and a part of the name of one means nothing. */
function statusesOf(
  filters: readonly ListFilter<FirstGenStatus>[],
): Result<readonly FirstGenStatus[] | null, Refused> {
  let left: readonly FirstGenStatus[] | null = null;
  for (const { operator, values } of filters) {
    if (operator === 'NOT_NULL') continue;
    if (operator === 'LIKE') return refused(NO_LIKE);
    if (values === undefined || values === null) return refused(noValues('status'));
    const meant =
      operator === 'NOT_IN'
        ? FIRST_GEN_STATUSES.filter((status) => !values.includes(status))
        : [...new Set(values)];
    left = left === null ? meant : common(left, meant);
  }
  return ok(left);
}

function timesOf(filters: readonly ExecutionFilter[]): Result<Wanted['times'], Refused> {
  const times: { [Time in (typeof TIMES)[TimeKind]]?: TimeRange } = {};
  for (const kind of TIME_KINDS) {
    const range = readTimes(
      kind,
      filters.flatMap((filter) => filter[kind] ?? []),
    );
    if (!range.ok) return range;
    if (range.value !== null) times[TIMES[kind]] = range.value;
  }
  return ok(times);
}

const NO_LIKE = refusal(
  'INVALID_REQUEST',
  'The filter status does not take LIKE here, only EQUALS, IN, NOT_IN, NOT_NULL.',
  { filter: 'status', operator: 'LIKE' },
);

const tooManyFilters = (found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `There are ${found} filters, and ${MOST_FILTERS} is the limit: one may hold several values.`,
    { found, limit: MOST_FILTERS },
  );

const tooManyRuled = (found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The filters with LIKE and NOT_IN have ${found} values, and ${MOST_RULED} is the limit: ask in several requests.`,
    { found, limit: MOST_RULED },
  );
