import type { Position, Text } from '@reprise/core';

/** Where a node's value stands in the source: UTF-16 offsets from 0, the end excluded. */
export interface SourceRange {
  readonly start: number;
  readonly end: number;
}

interface Node {
  readonly at: Position;
  readonly range: SourceRange;
}

export interface YamlScalar extends Node {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The text as meant; for a number or boolean as written, so that `1.10` stays `1.10`; empty for null. */
  readonly text: Text;
}

export interface YamlList extends Node {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
}

export interface YamlMap extends Node {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, YamlEntry>;
}

export interface YamlEntry {
  readonly keyAt: Position;
  readonly value: YamlNode;
}

/** A parsed YAML value that knows its place. Aliases are resolved: the same node may stand in several places. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** The value under a key of a map; undefined when it has none, or is no map. */
export function valueAt(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** The text of a scalar that is not null; undefined for anything else. */
export function scalarText(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? node.text.text : undefined;
}

/** What kind of value it is, for error messages. */
export function nameOfKind(node: YamlNode): string {
  if (node.kind === 'scalar')
    return node.value === null ? 'nothing' : `"${excerpt(node.text.text)}"`;
  return node.kind === 'list' ? 'a list' : 'a map';
}

/** Enough of a text to recognise it in an error message, on one line. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}
