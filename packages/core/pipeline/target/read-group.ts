import {
  boolean,
  type Fields,
  fieldsOf,
  fixed,
  given,
  listOf,
  type Reader,
} from '../../yaml/index.ts';
import { hasFilters, readFilters } from './filters.ts';
import type { NamedUse } from './model.ts';
import { environmentFields, REFERENCE } from './read-target.ts';
import { type Place, type Several, sideBySide } from './read-targets.ts';

/**
 * `environmentGroup` of a stage: those environments of it that are named, or all that the stored group holds when the
 * execution begins, as far as filters let them through.
 */
export const environmentGroup: Reader<Several<Place>> = (node, report) => {
  const fields = fieldsOf(node, 'the environment group of a stage', report);
  if (fields === undefined) return undefined;
  const group = fields.required('envGroupRef', groupUse);
  const named = fields.optional('environments', placesOfGroup);
  const parallel = fields.optional('metadata', sideBySide) ?? true;
  const all = fields.optional('deployToAll', boolean) ?? false;
  const filters = readFilters(fields, ['environments', 'infrastructures']);
  fields.unsupported('environmentGroupInputs');
  fields.ignore('gitBranch');
  const isWhole = all || hasFilters(fields);
  refuseBothOrNone(fields, isWhole);
  fields.end();
  if (group === undefined) return undefined;
  const at = fields.map.entries.get(isWhole ? 'envGroupRef' : 'environments')?.value.at;
  const whole: Place = { group, deployToAll: true, ...given('filters', filters) };
  const items = isWhole ? [whole] : named?.map((place) => inGroup(place, group.ref.text));
  if (items === undefined || items.length === 0) return undefined;
  return { items, parallel, at: at ?? fields.map.at };
};

/** A stage goes to the environments of its group that are named, or to the group. */
function refuseBothOrNone({ map, report }: Fields, isWhole: boolean): void {
  const named = map.entries.get('environments');
  if (isWhole && named?.value.kind === 'list') {
    const message =
      'With "deployToAll: true" or "filters" no environments of the group are named, nor given inputs, yet.';
    report.unsupported('unsupported-key', message, named.keyAt);
  }
  if (isWhole || named !== undefined) return;
  const message =
    'Nothing says which environments of the group are meant: name them under "environments", or give "deployToAll: true" or "filters".';
  report.unsupported('missing-one-of', message, map.at);
}

const UNKNOWN = '<+input>';

const groupRef = fixed(
  'the identifier of an environment group',
  UNKNOWN,
  ({ text: { text: said } }) => (REFERENCE.test(said) ? said : undefined),
);

const groupUse: Reader<NamedUse> = (node, report) => {
  const ref = groupRef(node, report);
  return ref === undefined ? undefined : { ref: { text: ref, at: node.at } };
};

const placesOfGroup: Reader<readonly Place[]> = (node, report) =>
  listOf(environmentFields('an environment of a stage'))(node, report)?.flat();

const inGroup = ({ environment, ...place }: Place, group: string): Place =>
  environment === undefined || environment.useFromStage !== undefined
    ? { ...place, ...given('environment', environment) }
    : { ...place, environment: { ...environment, group } };
