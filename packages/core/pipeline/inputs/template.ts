import { stringify } from 'yaml';
import { isRuntimeInput, Report, readYaml, type YamlMap, type YamlNode } from '../../yaml/index.ts';
import { wantsInput } from './wanted.ts';

/** A part of the skeleton, ready to be printed. Maps are `Map`s: no key of a file becomes a property (`__proto__`). */
type Skeleton = string | number | boolean | null | readonly Skeleton[] | Map<string, Skeleton>;

/**
 * The skeleton of a pipeline's runtime inputs as YAML: every `<+input>` at its place, with the identifiers, names and
 * types on the way to it. Empty when the pipeline asks for nothing, and when it cannot be read.
 */
export function inputsTemplate(yaml: string): string {
  const root = readYaml(yaml, new Report());
  if (root === null || !wantsInput(root)) return '';
  return stringify(skeletonOf(root), { lineWidth: 0, aliasDuplicateObjects: false });
}

function skeletonOf(node: YamlNode): Skeleton {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? node.text.text : node.value;
  if (node.kind === 'list') return node.items.filter(wantsInput).map(skeletonOf);
  const kept = new Map<string, Skeleton>();
  const labels = labelsOf(node);
  for (const [key, { value }] of node.entries) {
    if (wantsInput(value) || labels.includes(key)) kept.set(key, skeletonOf(value));
  }
  return kept;
}

/** The keys by which people and the merge recognise a map: its identifier or else its name, and its type. */
function labelsOf(map: YamlMap): readonly string[] {
  const isNamed = (key: string) => {
    const value = map.entries.get(key)?.value;
    return value?.kind === 'scalar' && !isRuntimeInput(value);
  };
  const name = ['identifier', 'name'].find(isNamed);
  if (name === undefined && !(isNamed('type') && map.entries.has('spec'))) return [];
  return name === undefined ? ['type'] : [name, 'type'];
}
