import type { ExecutionFilter, IdCondition, TagChoice } from '../ports/index.ts';
import { isStorable, needleOf } from './storable-text.ts';

/** What a filter asks of ids, tags and durations, each as JSON in the order in which the statements name them. */
export const conditionsOf = ({
  conditions,
  tags,
  durations,
}: ExecutionFilter): readonly (string | null)[] => [
  jsonOf(conditions?.map(storableCondition)),
  jsonOf(tags?.map((choices) => choices.filter(isStorableTag))),
  jsonOf(durations),
];

const jsonOf = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value);

/** What no column can hold is in none. */
function storableCondition({ values, ...condition }: IdCondition): IdCondition {
  const possible = values.filter(isStorable);
  return {
    ...condition,
    values: condition.by === 'contains' ? possible.map(needleOf) : possible,
  };
}

/** Whether a column can hold a tag: what it cannot hold is never found by it. */
export const isStorableTag = ({ name, value = '' }: TagChoice): boolean =>
  isStorable(name) && isStorable(value);
