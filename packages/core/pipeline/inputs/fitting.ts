import {
  isRuntimeInput,
  printYaml,
  Report,
  readYaml,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../../yaml/index.ts';
import { readInputs } from './read-inputs.ts';
import { itemsOf, keyOfItem } from './wanted.ts';

/**
 * What of some inputs the pipeline still asks for: the same sparse copy without what has become no runtime input of it
 * since. Whether the values are allowed is for `mergeInputs` to say. Empty when nothing fits.
 */
export function fittingInputs(yaml: string, inputsYaml: string): string {
  if (inputsYaml.trim() === '') return '';
  const root = readYaml(yaml, new Report());
  const inputs = readInputs(inputsYaml, new Report());
  if (root === null || inputs === null) return inputsYaml;
  const fitting = fit(root, inputs);
  if (fitting === inputs) return inputsYaml;
  return fitting === undefined ? '' : printYaml(fitting).yaml;
}

/** The part of `given` that has a place in `wanted`; itself when all of it has. */
function fit(wanted: YamlNode | undefined, given: YamlNode): YamlNode | undefined {
  if (wanted?.kind === 'scalar') {
    const isSame = given.kind === 'scalar' && given.text.text === wanted.text.text;
    return isSame || isRuntimeInput(wanted) ? given : undefined;
  }
  if (given.kind === 'scalar') return given.value === null ? given : undefined;
  if (wanted?.kind === 'map' && given.kind === 'map') return fitMap(wanted, given);
  if (wanted?.kind !== 'list' || given.kind !== 'list') return undefined;
  const places = new Map(itemsOf(wanted).map((item) => [keyOfItem(item), item]));
  const items = itemsOf(given);
  const kept = items.flatMap((item) => fit(places.get(keyOfItem(item)), item) ?? []);
  const isWhole = kept.length === items.length && kept.every((item, at) => item === items[at]);
  return isWhole ? given : { ...given, items: kept };
}

function fitMap(wanted: YamlMap, given: YamlMap): YamlMap {
  const entries: [string, YamlEntry][] = [];
  let isWhole = true;
  for (const [key, entry] of given.entries) {
    const value = fit(wanted.entries.get(key)?.value, entry.value);
    if (value !== entry.value) isWhole = false;
    if (value !== undefined) entries.push([key, { ...entry, value }]);
  }
  return isWhole ? given : { ...given, entries: new Map(entries) };
}
