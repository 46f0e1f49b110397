import { didYouMean } from '@reprise/core';
import {
  isRuntimeInput,
  nameOfKind,
  type Report,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../yaml/index.ts';
import { checkGiven, parsePlaceholder } from '../inputs/placeholder.ts';
import { itemsOf, keyOfItem, pathOfItem, pathTo } from '../inputs/wanted.ts';

interface Filling {
  readonly template: string;
  readonly report: Report;
}

/**
 * A template's spec with `templateInputs` in it: a sparse copy whose values replace the `<+input>` at the same place.
 * What is not given stays a runtime input of the pipeline; so does what is given as one.
 */
export function fillIn(spec: YamlMap, inputs: YamlNode | undefined, filling: Filling): YamlMap {
  if (inputs === undefined || isNothing(inputs)) return spec;
  if (inputs.kind !== 'map') {
    const message = `templateInputs is a map, not ${nameOfKind(inputs)}.`;
    filling.report.error('not-an-input', message, inputs.at);
    return spec;
  }
  return fillMap(spec, inputs, '', filling);
}

function fill(wanted: YamlNode, given: YamlNode, path: string, filling: Filling): YamlNode {
  if (isNothing(given)) return wanted;
  if (wanted.kind === 'scalar') return fillScalar(wanted, given, path, filling);
  if (wanted.kind === 'map' && given.kind === 'map') return fillMap(wanted, given, path, filling);
  if (wanted.kind === 'list' && given.kind === 'list')
    return fillList(wanted, given, path, filling);
  const kind = wanted.kind === 'map' ? 'a map' : 'a list';
  const message = `${path} is ${kind} in the template ${filling.template}, not ${nameOfKind(given)}.`;
  filling.report.error('not-an-input', message, given.at);
  return wanted;
}

function fillMap(wanted: YamlMap, given: YamlMap, path: string, filling: Filling): YamlMap {
  const entries = new Map<string, YamlEntry>(wanted.entries);
  for (const [key, { keyAt, value }] of given.entries) {
    const entry = wanted.entries.get(key);
    if (entry !== undefined) {
      entries.set(key, { ...entry, value: fill(entry.value, value, pathTo(path, key), filling) });
    } else {
      const hint = didYouMean(key, wanted.entries.keys());
      const message = `${pathTo(path, key) || key} is not in the template ${filling.template}.${hint}`;
      filling.report.error('not-an-input', message, keyAt);
    }
  }
  return { ...wanted, entries };
}

/** Items are found by identifier or name, wherever in parallel blocks they stand; nameless ones by position. */
function fillList(wanted: YamlList, given: YamlList, path: string, filling: Filling): YamlList {
  const places = itemsOf(wanted);
  const byKey = new Map(places.map((place) => [keyOfItem(place), place]));
  const filled = new Map<YamlNode, YamlNode>();
  for (const [index, item] of itemsOf(given).entries()) {
    const key = keyOfItem(item);
    const found = key === undefined ? places[index] : byKey.get(key);
    const inner = pathTo(path, pathOfItem(item));
    if (found !== undefined) filled.set(found, fill(found, item, inner, filling));
    else {
      const message = `${inner} is not in the template ${filling.template}.`;
      filling.report.error('not-an-input', message, item.at);
    }
  }
  return replaceItems(wanted, filled);
}

function replaceItems(list: YamlList, filled: ReadonlyMap<YamlNode, YamlNode>): YamlList {
  const items = list.items.map((item): YamlNode => {
    const replaced = filled.get(item);
    const parallel = item.kind === 'map' ? item.entries.get('parallel') : undefined;
    if (replaced !== undefined || item.kind !== 'map' || parallel?.value.kind !== 'list') {
      return replaced ?? item;
    }
    const value = replaceItems(parallel.value, filled);
    return { ...item, entries: new Map([...item.entries, ['parallel', { ...parallel, value }]]) };
  });
  return { ...list, items };
}

function fillScalar(
  wanted: YamlScalar,
  given: YamlNode,
  path: string,
  { template, report }: Filling,
): YamlNode {
  if (!isRuntimeInput(wanted)) {
    const isSame = given.kind === 'scalar' && given.text.text === wanted.text.text;
    if (isSame) return wanted;
    const message = `${path} is no runtime input: it is ${nameOfKind(wanted)} in the template ${template}, not ${nameOfKind(given)}.`;
    report.error('not-an-input', message, given.at);
    return wanted;
  }
  // What the template says about its own input stands; the pipeline may add to a bare one.
  if (isRuntimeInput(given)) return wanted.text.text.trim() === '<+input>' ? given : wanted;
  const placeholder = parsePlaceholder(wanted.text.text);
  if (placeholder.ok) checkGiven(placeholder.value, given, path, report);
  return given;
}

const isNothing = (node: YamlNode): boolean => node.kind === 'scalar' && node.value === null;
