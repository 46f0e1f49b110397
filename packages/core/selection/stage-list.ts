import { scalarText, valueAt, type YamlList, type YamlMap, type YamlNode } from '../yaml/index.ts';

/** A stage as the YAML has it. */
export interface YamlStage {
  readonly identifier: string;
  readonly name: string;
  /** Its position in the list; members of a parallel block share one. */
  readonly row: number;
  readonly node: YamlNode;
}

/** The stages of a file, in order, also of types that this server does not run. */
export function stagesIn(root: YamlNode): readonly YamlStage[] {
  const list = valueAt(valueAt(root, 'pipeline'), 'stages');
  if (list?.kind !== 'list') return [];
  return list.items.flatMap((item, row) => stagesOfItem(item, row));
}

function stagesOfItem(item: YamlNode, row: number): readonly YamlStage[] {
  const parallel = valueAt(item, 'parallel');
  if (parallel?.kind === 'list') return parallel.items.flatMap((each) => stagesOfItem(each, row));
  const node = valueAt(item, 'stage');
  const identifier = scalarText(valueAt(node, 'identifier'));
  if (node === undefined || identifier === undefined) return [];
  return [{ identifier, name: scalarText(valueAt(node, 'name')) ?? identifier, row, node }];
}

/**
 * The file without these stages. A parallel block of which one member is left is that member. Works for a pipeline and
 * for its inputs, which have the same shape.
 */
export function withoutStages(root: YamlNode, leftOut: ReadonlySet<string>): YamlNode {
  return changed(root, 'pipeline', (pipeline) =>
    changed(pipeline, 'stages', (list) => (list.kind === 'list' ? thinned(list, leftOut) : list)),
  );
}

function thinned(list: YamlList, leftOut: ReadonlySet<string>): YamlList {
  const items = list.items.flatMap((item): readonly YamlNode[] => {
    const parallel = valueAt(item, 'parallel');
    if (parallel?.kind !== 'list') return isLeftOut(item, leftOut) ? [] : [item];
    const members = thinned(parallel, leftOut);
    if (members.items.length === parallel.items.length) return [item];
    if (members.items.length < 2) return members.items;
    return [changed(item, 'parallel', () => members)];
  });
  return { ...list, items };
}

const isLeftOut = (item: YamlNode, leftOut: ReadonlySet<string>): boolean =>
  leftOut.has(scalarText(valueAt(valueAt(item, 'stage'), 'identifier')) ?? '');

/** The map with another value under one of its keys; what has no such key stays as it is. */
export function changed(
  node: YamlNode,
  key: string,
  change: (value: YamlNode) => YamlNode,
): YamlNode {
  const entry = node.kind === 'map' ? node.entries.get(key) : undefined;
  if (node.kind !== 'map' || entry === undefined) return node;
  const entries: YamlMap['entries'] = new Map([
    ...node.entries,
    [key, { ...entry, value: change(entry.value) }],
  ]);
  return { ...node, entries };
}
