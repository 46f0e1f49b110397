import {
  choice,
  type Fields,
  fieldsOf,
  given,
  isRuntimeInput,
  listOf,
  type Reader,
} from '../../yaml/index.ts';
import { identifier, tags } from '../read-common.ts';
import type { FilteredEntity, TargetFilter } from './model.ts';

/** Whether an object with these tags is meant: where no filter is about its kind, each is; where several are, one is enough. */
export function isMeant(
  filters: readonly TargetFilter[],
  entity: FilteredEntity,
  has: Readonly<Record<string, string>>,
): boolean {
  const own = filters.filter(({ entities }) => entities.includes(entity));
  return own.length === 0 || own.some((filter) => letsThrough(filter, has));
}

function letsThrough({ condition }: TargetFilter, has: Readonly<Record<string, string>>): boolean {
  if (condition === undefined) return true;
  const fits = ([name, value]: readonly [string, string]): boolean =>
    Object.hasOwn(has, name) && has[name] === value;
  const wanted = Object.entries(condition.tags);
  return condition.match === 'all' ? wanted.every(fits) : wanted.some(fits);
}

/** The filters of an environment, or of a group of them; undefined when none is known. */
export function readFilters(
  fields: Fields,
  of: readonly FilteredEntity[],
): readonly TargetFilter[] | undefined {
  const filters = fields.optional('filters', listOf(filterOf(of)));
  return hasFilters(fields) ? filters : undefined;
}

/** An empty list filters nothing. */
export function hasFilters({ map }: Fields): boolean {
  const listed = map.entries.get('filters')?.value;
  if (listed === undefined) return false;
  return listed.kind === 'list' ? listed.items.length > 0 : isRuntimeInput(listed);
}

const filterOf =
  (of: readonly FilteredEntity[]): Reader<TargetFilter> =>
  (node, report) => {
    const fields = fieldsOf(node, 'a filter', report);
    if (fields === undefined) return undefined;
    fields.required('identifier', identifier);
    const type = fields.required('type', choice('all', 'tags'));
    const entities = fields.required('entities', listOf(entityOf(of)));
    const condition = fields[type === 'tags' ? 'required' : 'optional']('spec', conditionOf);
    fields.end();
    if (type === undefined || entities === undefined) return undefined;
    return { entities, ...(type === 'tags' && given('condition', condition)) };
  };

const entity = choice('environments', 'infrastructures', 'gitOpsClusters');

const entityOf =
  (of: readonly FilteredEntity[]): Reader<FilteredEntity> =>
  (node, report) => {
    const said = entity(node, report);
    const known = of.find((each) => each === said);
    if (said === undefined || known !== undefined) return known;
    const message =
      said === 'gitOpsClusters'
        ? 'Filters of clusters (GitOps) are not supported yet.'
        : `A filter of ${said} has nothing to choose from here: name ${of.join(' or ')}.`;
    report.unsupported('unsupported-key', message, node.at);
    return undefined;
  };

const conditionOf: Reader<NonNullable<TargetFilter['condition']>> = (node, report) => {
  const fields = fieldsOf(node, 'the condition of a filter', report);
  if (fields === undefined) return undefined;
  const match = fields.optional('matchType', choice('any', 'all')) ?? 'any';
  const wanted = fields.optional('tags', literalTags) ?? {};
  fields.end();
  return { match, tags: wanted };
};

/** Which objects are meant is known before the run; what is given for `<+input>` replaces it by then. */
const literalTags: Reader<Readonly<Record<string, string>>> = (node, report) => {
  if (isRuntimeInput(node)) return {};
  if (node.kind === 'scalar' && node.text.text.includes('<+')) {
    const message = 'The tags of a filter cannot be an expression yet: write them as a map.';
    report.unsupported('unsupported-expression', message, node.at);
    return undefined;
  }
  return tags(node, report);
};
