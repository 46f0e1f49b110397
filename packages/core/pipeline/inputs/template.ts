import { stringify } from 'yaml';
import { isRuntimeInput, Report, YamlFile, type YamlMap, type YamlNode } from '../../yaml/index.ts';
import { withStagesOnly } from './chosen-stages.ts';
import { itemsOf, keyOfItem, wantingNodes } from './wanted.ts';

/** A part of the skeleton, ready to be printed. Maps are `Map`s: no key of a file becomes a property (`__proto__`). */
export type Skeleton =
  | string
  | number
  | boolean
  | null
  | readonly Skeleton[]
  | Map<string, Skeleton>;

/**
 * The skeleton of a pipeline's runtime inputs as YAML, of all stages or of chosen ones: every `<+input>` at its place, with the identifiers, names and
 * types on the way to it. Empty when the pipeline asks for nothing, and when it cannot be read.
 */
export const inputsTemplate = (yaml: string, stages: readonly string[] = []): string =>
  inputsTemplateOf(new YamlFile(yaml), stages);

/** `inputsTemplate` of a file that others read too. */
export function inputsTemplateOf(file: YamlFile, stages: readonly string[] = []): string {
  const whole = file.root(new Report());
  if (whole === null) return '';
  const root = stages.length === 0 ? whole : withStagesOnly(whole, new Set(stages));
  const wanting = wantingNodes(root);
  if (!wanting.has(root)) return '';
  return stringify(skeletonOf(root, wanting), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What is left of a node when only what is wanting stays, with the labels on the way to it. */
export function skeletonOf(node: YamlNode, wanting: ReadonlySet<YamlNode>): Skeleton {
  if (node.kind === 'scalar') return typeof node.value === 'string' ? node.text.text : node.value;
  if (node.kind === 'list') {
    // Items without a name are known by their position only, so all of them are needed.
    const named = itemsOf(node).every((item) => keyOfItem(item) !== undefined);
    const items = named ? node.items.filter((item) => wanting.has(item)) : node.items;
    return items.map((item) => skeletonOf(item, wanting));
  }
  const kept = new Map<string, Skeleton>();
  const labels = labelsOf(node);
  for (const [key, { value }] of node.entries) {
    if (wanting.has(value) || labels.includes(key)) kept.set(key, skeletonOf(value, wanting));
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
