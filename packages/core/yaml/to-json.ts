import type { Json } from '@reprise/core';
import { stringify } from 'yaml';
import type { YamlNode } from './node.ts';

/** The plain data of a node: a copy that knows no places. Keys are own properties, whatever they are called. */
export function toJson(node: YamlNode): Json {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(toJson);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, toJson(value)]));
  }
}

/** Data as a YAML document. */
export const writeYaml = (data: Json): string => stringify(data, { lineWidth: 0 });
