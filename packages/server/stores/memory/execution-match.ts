import type {
  ConditionSubject,
  ExecutionFilter,
  ExecutionRow,
  IdCondition,
  TagChoice,
  TimeRange,
} from '../../ports/index.ts';
import { isStorableTag } from '../list-conditions.ts';
import { needleOf } from '../storable-text.ts';
import { type Entry, rowOf } from './execution-table.ts';

/** Whether an execution is one that the filter means. */
export function matches(filter: ExecutionFilter, entry: Entry): boolean {
  const { columns, retriedBy } = entry;
  const { scope, pipelineIds, statuses, search, ids } = filter;
  return (
    columns.accountId === scope.accountId &&
    columns.orgId === scope.orgId &&
    columns.projectId === scope.projectId &&
    (!filter.newestOnly || retriedBy === null) &&
    (pipelineIds === undefined || pipelineIds.includes(columns.pipelineId)) &&
    (statuses === undefined || statuses.some((status) => status === columns.status)) &&
    (search === undefined || columns.search.includes(needleOf(search))) &&
    (ids === undefined || ids.includes(columns.executionId)) &&
    rowMatches(filter, rowOf(entry))
  );
}

function rowMatches(filter: ExecutionFilter, row: ExecutionRow): boolean {
  const { startedBy, conditions = [], tags = [] } = filter;
  const { triggeredBy, services, environments } = row;
  return (
    hasAny(filter.services, services) &&
    hasAny(filter.environments, environments) &&
    hasAny(startedBy, triggeredBy.id === undefined ? [] : [triggeredBy.id]) &&
    timesMatch(filter, row) &&
    conditions.every((condition) => holds(condition, idsOf(condition.of, row))) &&
    tags.every((choices) =>
      choices.filter(isStorableTag).some((choice) => hasTag(choice, row.tags)),
    )
  );
}

const hasAny = (wanted: readonly string[] | undefined, has: readonly string[] = []): boolean =>
  wanted === undefined || has.some((one) => wanted.includes(one));

function timesMatch(
  { created, started, ended, durations }: ExecutionFilter,
  { createdAt, startedAt, endedAt }: ExecutionRow,
): boolean {
  const took = endedAt === null ? null : endedAt - startedAt;
  return (
    isIn(created, createdAt) &&
    isIn(started, startedAt) &&
    isIn(ended, endedAt) &&
    (durations === undefined || durations.some((range) => took !== null && isIn(range, took)))
  );
}

const isIn = ({ from, to }: TimeRange = {}, at: number | null): boolean =>
  (from === undefined || (at !== null && at >= from)) &&
  (to === undefined || (at !== null && at <= to));

function idsOf(of: ConditionSubject, row: ExecutionRow): readonly string[] {
  switch (of) {
    case 'execution':
      return [row.executionId];
    case 'pipeline':
      return [row.pipelineId];
    case 'startedBy':
      return row.triggeredBy.id === undefined ? [] : [row.triggeredBy.id];
    case 'service':
      return row.services ?? [];
    case 'environment':
      return row.environments ?? [];
  }
}

function holds({ by, values, negated }: IdCondition, ids: readonly string[]): boolean {
  const found = ids.some((id) =>
    values.some((value) =>
      by === 'equals' ? id === value : id.toLowerCase().includes(needleOf(value)),
    ),
  );
  return found !== negated;
}

const hasTag = ({ name, value }: TagChoice, tags: ExecutionRow['tags'] = {}): boolean =>
  Object.hasOwn(tags, name) && (value === undefined || tags[name] === value);
