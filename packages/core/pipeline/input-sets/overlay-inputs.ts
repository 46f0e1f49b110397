import {
  printYaml,
  Report,
  valueAt,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
} from '../../yaml/index.ts';
import { readInputs } from '../inputs/read-inputs.ts';
import { keyOfItem } from '../inputs/wanted.ts';

/**
 * Several sparse copies of a pipeline as one: a value of a later one replaces that of an earlier one at the same place,
 * and what it leaves out or leaves empty falls through. Items of lists are the same when they have the same identifier or
 * name; lists without names are replaced whole. A text that is no YAML is passed over: whoever gives it reports it.
 */
export function overlayInputs(yamls: readonly string[]): string {
  const given = yamls.filter((yaml) => yaml.trim() !== '');
  const [only] = given;
  if (given.length <= 1) return only ?? '';
  const roots = given.map((yaml) => readInputs(yaml, new Report())).filter((root) => root !== null);
  const [first, ...others] = roots;
  return first === undefined ? '' : printYaml(others.reduce(over, first)).yaml;
}

function over(below: YamlNode, above: YamlNode): YamlNode {
  if (above.kind === 'scalar' && above.value === null) return below;
  if (below.kind === 'map' && above.kind === 'map') return mapOver(below, above);
  if (below.kind === 'list' && above.kind === 'list') return listOver(below, above);
  return above;
}

function mapOver(below: YamlMap, above: YamlMap): YamlMap {
  const entries = new Map<string, YamlEntry>(below.entries);
  for (const [key, entry] of above.entries) {
    const known = below.entries.get(key);
    const value = known === undefined ? entry.value : over(known.value, entry.value);
    entries.set(key, { ...entry, value });
  }
  return { ...below, entries };
}

/** Members of a parallel block are items of their block: a block has no name, and is known by who is in it. */
function listOver(below: YamlList, above: YamlList): YamlList {
  const keys = above.items.map(keysOf);
  if (keys.some((each) => each.length === 0)) return above;
  const items = [...below.items];
  above.items.forEach((item, index) => {
    const names = new Set(keys[index]);
    const at = items.findIndex((each) => keysOf(each).some((key) => names.has(key)));
    const known = items[at];
    if (known === undefined) items.push(item);
    else items[at] = over(known, item);
  });
  return { ...below, items };
}

function keysOf(item: YamlNode): readonly string[] {
  const parallel = valueAt(item, 'parallel');
  if (parallel?.kind === 'list') return parallel.items.flatMap(keysOf);
  const key = keyOfItem(item);
  return key === undefined ? [] : [key];
}
