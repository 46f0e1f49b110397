import type { Position } from '@reprise/core';
import {
  type PlaceOf,
  positionIn,
  Report,
  readYaml,
  scalarText,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../yaml/index.ts';

/** A stored object that a pipeline names, as it names it: `id` of its project, `org.id`, `account.id`. */
export interface ObjectNamed {
  readonly kind: 'connector' | 'secret';
  readonly reference: string;
  readonly at: Position;
}

/** Where a text asks for a secret by a name that stands there. */
export interface SecretNamed {
  readonly reference: string;
  /** Of the name in the text. */
  readonly offset: number;
}

const GETS_SECRET = /\bsecrets\.getValue\(\s*(?:"([^"]*)"|'([^']*)')\s*\)/dg;

/** The secrets that a text asks for by name; those whose names only a run knows are not among them. */
export function secretsNamedIn(text: string): readonly SecretNamed[] {
  return [...text.matchAll(GETS_SECRET)].map(({ indices, 1: double, 2: single }) => ({
    reference: double ?? single ?? '',
    offset: (indices?.[1] ?? indices?.[2])?.[0] ?? 0,
  }));
}

/** The connectors and secrets that a pipeline names literally, in its order. Its templates are in their places. */
export function objectsNamed(yaml: string, place: PlaceOf): readonly ObjectNamed[] {
  const root = readYaml(yaml, new Report(), place);
  return root === null ? [] : namedIn(root, '');
}

/** What is said of another pipeline, or to people only, names nothing here. */
const elsewhere: ReadonlySet<string> = new Set(['inputs', 'description']);

function namedIn(node: YamlNode, key: string): readonly ObjectNamed[] {
  if (node.kind === 'scalar') return namedByScalar(node, key);
  if (node.kind === 'list') return node.items.flatMap((item) => namedIn(item, ''));
  const inside = [...node.entries].flatMap(([name, { value }]) =>
    elsewhere.has(name) ? [] : namedIn(value, name),
  );
  return [...namedByVariable(node), ...inside];
}

function namedByScalar({ text, at, value }: YamlScalar, key: string): readonly ObjectNamed[] {
  if (typeof value !== 'string') return [];
  if (key === 'connectorRef' && isName(value)) return [{ kind: 'connector', reference: value, at }];
  return secretsNamedIn(text.text).map(({ reference, offset }) => ({
    kind: 'secret',
    reference,
    at: positionIn(text, offset),
  }));
}

/** A variable of the type Secret is worth the secret that it names. */
function namedByVariable({ entries }: YamlMap): readonly ObjectNamed[] {
  const value = entries.get('value')?.value;
  const reference = scalarText(value);
  if (value === undefined || reference === undefined || !isName(reference)) return [];
  const isSecret = scalarText(entries.get('type')?.value) === 'Secret' && entries.has('name');
  return isSecret ? [{ kind: 'secret', reference, at: value.at }] : [];
}

const isName = (text: string): boolean => text !== '' && !text.includes('<+');
