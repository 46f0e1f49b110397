import {
  isRuntimeInput,
  scalarText,
  valueAt,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../../yaml/index.ts';
import { isAskedWhileRunning } from './placeholder.ts';

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

const wrappers: ReadonlySet<string> = new Set(['stage', 'step', 'stepGroup', 'parallel']);

/**
 * The path of a place inside another, as full names in Harness are: `pipeline.stages.build.variables.tag`. What wraps
 * an item is left out of it.
 */
export function pathTo(path: string, key: string): string {
  if (key === '' || wrappers.has(key)) return path;
  return path === '' ? key : `${path}.${key}`;
}

/** The part of a path that names an item of a list; empty for one that has no name. */
export const pathOfItem = (item: YamlNode): string => keyOfItem(item)?.replace(/^\S+ /, '') ?? '';

/** Items of a list with the members of its parallel blocks in their place: an input is given by name, not by position. */
export function itemsOf(list: YamlList): readonly YamlNode[] {
  return list.items.flatMap((item) => {
    const parallel = valueAt(item, 'parallel');
    return parallel?.kind === 'list' ? itemsOf(parallel) : [item];
  });
}

/** What is asked for before the run: what is asked for while it runs is left to that. */
const isWantedAtStart = (scalar: YamlScalar): boolean =>
  isRuntimeInput(scalar) && !isAskedWhileRunning(scalar.text.text);

/**
 * All nodes of a tree that are wanted or hold what is, each looked at once however many aliases lead to it. Wanted are
 * the runtime inputs that a run is started with, if nothing else is said.
 */
export function wantingNodes(
  root: YamlNode,
  isWanted: (scalar: YamlScalar) => boolean = isWantedAtStart,
): ReadonlySet<YamlNode> {
  const wanting = new Set<YamlNode>();
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode): boolean => {
    if (seen.has(node)) return wanting.has(node);
    seen.add(node);
    const inside = childrenOf(node).map(visit);
    const wants = node.kind === 'scalar' ? isWanted(node) : inside.includes(true);
    if (wants) wanting.add(node);
    return wants;
  };
  visit(root);
  return wanting;
}

function childrenOf(node: YamlNode): readonly YamlNode[] {
  if (node.kind === 'scalar') return [];
  return node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
}

/** The parts of a map or list with their names in a path: those of a list that have none are known by their position. */
export function childrenIn(node: YamlMap | YamlList): readonly (readonly [string, YamlNode])[] {
  if (node.kind === 'map') return [...node.entries].map(([key, { value }]) => [key, value]);
  return node.items.map((item, index) => [pathOfItem(item) || String(index), item]);
}

const nameOf = (node: YamlNode): string | undefined =>
  scalarText(valueAt(node, 'identifier')) ?? scalarText(valueAt(node, 'name'));
