import type { Position } from '@reprise/core';
import {
  type PlaceOf,
  type Report,
  readYaml,
  scalarText,
  valueAt,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
} from '../../yaml/index.ts';
import { templateTypes } from '../templates/template-types.ts';

/**
 * Reads the YAML of inputs. What stands under `template.templateInputs` of a pipeline, stage, group or step is meant for
 * the place of the template's spec in the resolved pipeline, and is put there: clients of Harness write it so. What
 * cannot be put there stays as it is, for whoever merges the inputs to refuse (`whyNotInPlace`).
 */
export function readInputs(yaml: string, report: Report, place?: PlaceOf): YamlNode | null {
  const root = readYaml(yaml, report, place);
  return root === null || !yaml.includes('templateInputs') ? root : inPlace(root, '');
}

/** Where and why the `template:` of something in the inputs says what no inputs can say; undefined when it does not. */
export function whyNotInPlace(holder: YamlMap): { message: string; at: Position } | undefined {
  const template = holder.entries.get('template');
  if (template === undefined) return undefined;
  const { value, keyAt } = template;
  if (value.kind !== 'map') {
    return { message: 'Inputs of a template stand under its templateInputs.', at: keyAt };
  }
  const other = [...value.entries].find(([key]) => key !== 'templateInputs');
  if (other !== undefined) {
    const message = `Inputs cannot choose a template: take away "${other[0]}", only templateInputs can stand here.`;
    return { message, at: other[1].keyAt };
  }
  const twice = [...inputsIn(value)].find(([key, entry]) => isSaidTwice(holder, key, entry));
  if (twice === undefined) return undefined;
  const message = `"${twice[0]}" is given twice: beside template and under its templateInputs, which is the same place.`;
  return { message, at: twice[1].keyAt };
}

const holders: ReadonlySet<string> = new Set(Object.values(templateTypes));

/** A node with all inputs of templates in their places; `key` is the one under which it stands. */
function inPlace(node: YamlNode, key: string): YamlNode {
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { ...node, items: node.items.map((item) => inPlace(item, '')) };
  const entries = new Map<string, YamlEntry>();
  const isMoved = holders.has(key) && whyNotInPlace(node) === undefined;
  for (const [name, entry] of isMoved ? moved(node) : node.entries) {
    // What a stage gives to the pipeline that it runs is shaped as that one is: it is put in place there.
    entries.set(name, name === 'inputs' ? entry : { ...entry, value: inPlace(entry.value, name) });
  }
  return { ...node, entries };
}

function moved({ entries }: YamlMap): ReadonlyMap<string, YamlEntry> {
  const template = entries.get('template');
  if (template === undefined) return entries;
  const own = [...entries].filter(([key]) => key !== 'template');
  return new Map([...own, ...inputsIn(template.value)]);
}

function inputsIn(template: YamlNode): ReadonlyMap<string, YamlEntry> {
  const inputs = valueAt(template, 'templateInputs');
  return inputs?.kind === 'map' ? inputs.entries : new Map<string, YamlEntry>();
}

/** A name or type that is the same on both sides does no harm. */
function isSaidTwice({ entries }: YamlMap, key: string, { value }: YamlEntry): boolean {
  const own = entries.get(key)?.value;
  const text = scalarText(value);
  return own !== undefined && (text === undefined || text !== scalarText(own));
}
