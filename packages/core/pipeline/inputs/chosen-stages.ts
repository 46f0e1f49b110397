import {
  printYaml,
  Report,
  readYaml,
  scalarText,
  valueAt,
  type YamlMap,
  type YamlNode,
} from '../../yaml/index.ts';
import { readInputs } from './read-inputs.ts';
import { itemsOf } from './wanted.ts';

/** The same tree with only these stages in it, side by side; what else the pipeline has stays. */
export function withStagesOnly(root: YamlNode, stages: ReadonlySet<string>): YamlNode {
  return changed(root, 'pipeline', (pipeline) =>
    changed(pipeline, 'stages', (list) =>
      list.kind === 'list'
        ? { ...list, items: itemsOf(list).filter((item) => stages.has(identifierOf(item))) }
        : list,
    ),
  );
}

/** Inputs as far as they are for these stages, or for the pipeline as a whole. */
export function inputsOfStages(inputsYaml: string, stages: readonly string[]): string {
  const root = readInputs(inputsYaml, new Report());
  return root === null ? inputsYaml : printYaml(withStagesOnly(root, new Set(stages))).yaml;
}

/** Which of these are no stages of the pipeline. */
export function unknownStages(yaml: string, stages: readonly string[]): readonly string[] {
  const root = readYaml(yaml, new Report()) ?? undefined;
  const list = valueAt(valueAt(root, 'pipeline'), 'stages');
  const known = new Set(list?.kind === 'list' ? itemsOf(list).map(identifierOf) : []);
  return stages.filter((stage) => !known.has(stage));
}

const identifierOf = (item: YamlNode): string =>
  scalarText(valueAt(valueAt(item, 'stage'), 'identifier')) ?? '';

function changed(node: YamlNode, key: string, change: (value: YamlNode) => YamlNode): YamlNode {
  const entry = node.kind === 'map' ? node.entries.get(key) : undefined;
  if (node.kind !== 'map' || entry === undefined) return node;
  const entries: YamlMap['entries'] = new Map([
    ...node.entries,
    [key, { ...entry, value: change(entry.value) }],
  ]);
  return { ...node, entries };
}
