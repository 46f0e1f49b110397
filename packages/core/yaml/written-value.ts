import type { Position, Text } from '@reprise/core';
import type { YamlNode } from './node.ts';
import { listOf, type Reader, text } from './reader.ts';

/** A value as the author wrote it: texts, which may hold expressions, in whatever lists and maps. */
export type WrittenValue =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly WrittenValue[]; readonly at: Position }
  | {
      readonly kind: 'map';
      readonly entries: readonly (readonly [string, WrittenValue])[];
      readonly at: Position;
    };

/** Reads whatever stands there. */
export const writtenValue: Reader<WrittenValue> = (node: YamlNode, report) => {
  switch (node.kind) {
    case 'scalar': {
      const read = text(node, report);
      return read && { kind: 'text', text: read };
    }
    case 'list': {
      const items = listOf(writtenValue)(node, report);
      return items && { kind: 'list', items, at: node.at };
    }
    case 'map': {
      const entries: [string, WrittenValue][] = [];
      for (const [name, { value }] of node.entries) {
        const read = writtenValue(value, report);
        if (read !== undefined) entries.push([name, read]);
      }
      return { kind: 'map', entries, at: node.at };
    }
  }
};
