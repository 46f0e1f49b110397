import {
  isRuntimeInput,
  scalarText,
  valueAt,
  type YamlList,
  type YamlNode,
} from '../../yaml/index.ts';

/** What an item of a list is known by: the kind of wrapper (`stage`, `step`, …) and its identifier, or its name. */
export function keyOfItem(item: YamlNode): string | undefined {
  if (item.kind !== 'map') return undefined;
  const own = nameOf(item);
  if (own !== undefined) return own;
  const [wrapper, second] = item.entries;
  if (wrapper === undefined || second !== undefined) return undefined;
  const inner = nameOf(wrapper[1].value);
  return inner === undefined ? undefined : `${wrapper[0]} ${inner}`;
}

/** Items of a list with the members of its parallel blocks in their place: an input is given by name, not by position. */
export function itemsOf(list: YamlList): readonly YamlNode[] {
  return list.items.flatMap((item) => {
    const parallel = valueAt(item, 'parallel');
    return parallel?.kind === 'list' ? itemsOf(parallel) : [item];
  });
}

/** Whether a runtime input is in a node or below it. */
export function wantsInput(node: YamlNode): boolean {
  if (node.kind === 'scalar') return isRuntimeInput(node);
  if (node.kind === 'list') return node.items.some(wantsInput);
  return [...node.entries.values()].some(({ value }) => wantsInput(value));
}

const nameOf = (node: YamlNode): string | undefined =>
  scalarText(valueAt(node, 'identifier')) ?? scalarText(valueAt(node, 'name'));
