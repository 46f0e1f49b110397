import type { SourceRange, YamlNode } from '../../yaml/index.ts';

/** A part of a source and what stands there instead. */
export interface Edit {
  readonly range: SourceRange;
  readonly replacement: string;
}

/** Applies edits that do not overlap. Whatever no edit names stays as it is, to the letter. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const sorted = edits.toSorted((one, other) => one.range.start - other.range.start);
  let result = '';
  let position = 0;
  for (const { range, replacement } of sorted) {
    const ending = source.slice(range.start, range.end).endsWith('\n') ? '\n' : '';
    result += source.slice(position, range.start) + replacement + ending;
    position = range.end;
  }
  return result + source.slice(position);
}

/** A value on one line, in the part of YAML that is JSON, so that it fits wherever a scalar stood. */
export function onOneLine(node: YamlNode): string {
  if (node.kind === 'scalar') {
    return typeof node.value === 'string' ? JSON.stringify(node.value) : node.text.text || 'null';
  }
  if (node.kind === 'list') return `[${node.items.map(onOneLine).join(', ')}]`;
  const entries = [...node.entries].map(
    ([key, { value }]) => `${JSON.stringify(key)}: ${onOneLine(value)}`,
  );
  return `{${entries.join(', ')}}`;
}
