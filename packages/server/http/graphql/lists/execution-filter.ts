/** What the filters of a list of executions mean together: each must hold. */
import { FIRST_GEN_STATUSES, type FirstGenStatus } from '@reprise/api/graphql';
import { ok, type Result, refused } from '@reprise/core';
import type { TimeRange } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import { statusesNamed } from '../executions/status.ts';

type Operator = 'EQUALS' | 'IN' | 'LIKE' | 'NOT_IN' | 'NOT_NULL';

export interface ListFilter<Value extends string = string> {
  readonly operator: Operator;
  readonly values?: readonly Value[] | null;
}
interface TimeFilter {
  readonly operator: 'AFTER' | 'BEFORE' | 'EQUALS';
  /** As the client wrote it: the scalar lets everything through. */
  readonly value: unknown;
}

const TIMES = { creationTime: 'created', startTime: 'started', endTime: 'ended' } as const;
type TimeKind = keyof typeof TIMES;

export type ExecutionFilter = {
  readonly [Kind in IdKind]?: ListFilter | null;
} & {
  readonly [Kind in TimeKind]?: TimeFilter | null;
} & { readonly status?: ListFilter<FirstGenStatus> | null };

/** What may be listed; null where nothing is said. */
export interface Wanted {
  readonly executions: readonly string[] | null;
  readonly applications: readonly string[] | null;
  readonly pipelines: readonly string[] | null;
  readonly startedBy: readonly string[] | null;
  readonly services: readonly string[] | null;
  readonly environments: readonly string[] | null;
  /** By the names that they have here. */
  readonly statuses: readonly string[] | null;
  readonly times: { readonly [Time in (typeof TIMES)[TimeKind]]?: TimeRange };
}

/** Reads the filters; one whose operator or value means nothing here is refused, and never overlooked. */
export function readFilters(given: readonly (ExecutionFilter | null)[]): Result<Wanted, Refused> {
  const filters = given.flatMap((filter) => filter ?? []);
  const executions = allowed(filters, 'execution');
  const applications = allowed(filters, 'application');
  const pipelines = allowed(filters, 'pipeline');
  const startedBy = allowed(filters, 'triggeredBy');
  const services = allowed(filters, 'service');
  const environments = allowed(filters, 'environment');
  const statuses = statusesOf(filters);
  const times = timesOf(filters);
  if (!executions.ok) return executions;
  if (!applications.ok) return applications;
  if (!pipelines.ok) return pipelines;
  if (!startedBy.ok) return startedBy;
  if (!services.ok) return services;
  if (!environments.ok) return environments;
  if (!statuses.ok) return statuses;
  if (!times.ok) return times;
  return ok({
    executions: executions.value,
    applications: applications.value,
    pipelines: pipelines.value,
    startedBy: startedBy.value,
    services: services.value,
    environments: environments.value,
    statuses: statuses.value?.flatMap(statusesNamed) ?? null,
    times: times.value,
  });
}

/** Whether nothing at all can match. */
export const matchesNothing = ({
  executions,
  applications,
  pipelines,
  startedBy,
  services,
  environments,
  statuses,
  times,
}: Wanted): boolean =>
  [executions, applications, pipelines, startedBy, services, environments, statuses].some(
    (list) => list?.length === 0,
  ) || Object.values(times).some(({ from = 0, to = Infinity }) => from > to);

type IdKind = 'execution' | 'application' | 'pipeline' | 'triggeredBy' | 'service' | 'environment';

const allowed = (filters: readonly ExecutionFilter[], kind: IdKind) =>
  allowedValues(
    kind,
    filters.flatMap((filter) => filter[kind] ?? []),
  );

/** What all filters of one kind let through; null when there is none. */
export function allowedValues(
  kind: string,
  lists: readonly ListFilter[],
): Result<readonly string[] | null, Refused> {
  const sets: (readonly string[])[] = [];
  for (const { operator, values } of lists) {
    if (operator !== 'EQUALS' && operator !== 'IN') return refused(noSuchOperator(kind, operator));
    if (values === undefined || values === null) return refused(noValues(kind));
    sets.push(values);
  }
  return ok(common(sets));
}

function statusesOf(
  filters: readonly ExecutionFilter[],
): Result<readonly FirstGenStatus[] | null, Refused> {
  const sets: (readonly FirstGenStatus[])[] = [];
  for (const { operator, values } of filters.flatMap(({ status }) => status ?? [])) {
    if (values === undefined || values === null) return refused(noValues('status'));
    if (operator === 'NOT_IN') {
      sets.push(FIRST_GEN_STATUSES.filter((status) => !values.includes(status)));
    } else if (operator === 'EQUALS' || operator === 'IN') sets.push(values);
    else return refused(noSuchOperator('status', operator, ', NOT_IN'));
  }
  return ok(common(sets));
}

function common<Value>([first, ...rest]: readonly (readonly Value[])[]): readonly Value[] | null {
  if (first === undefined) return null;
  return [...new Set(first)].filter((value) => rest.every((values) => values.includes(value)));
}

function timesOf(filters: readonly ExecutionFilter[]): Result<Wanted['times'], Refused> {
  const times: { [Time in (typeof TIMES)[TimeKind]]?: TimeRange } = {};
  for (const filter of filters) {
    for (const kind of ['creationTime', 'startTime', 'endTime'] as const) {
      const asked = filter[kind];
      if (asked === undefined || asked === null) continue;
      const at = momentOf(asked.value);
      if (at === null) return refused(noMoment(kind));
      times[TIMES[kind]] = narrowed(times[TIMES[kind]] ?? {}, asked.operator, at);
    }
  }
  return ok(times);
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

const noSuchOperator = (kind: string, operator: string, more = ''): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The filter ${kind} does not take ${operator} here, only EQUALS, IN${more}.`,
    { filter: kind, operator },
  );

const noValues = (kind: string): Refused =>
  refusal('INVALID_REQUEST', `The filter ${kind} needs its values.`, { filter: kind });

const noMoment = (kind: string): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The value of the filter ${kind} is no moment: it is a number of milliseconds since 1970.`,
    { filter: kind },
  );
