import type { Position, Text } from '@reprise/core';

/** Where an offset of the source stands. */
export type PositionOf = (offset: number) => Position;

/**
 * Where in the YAML file the character at `offset` (UTF-16 units from 0) of a text stands. Exact in plain text, in
 * literal blocks (`|`), in folded ones (`>`, and scalars over several lines), and in quoted text.
 */
export function positionIn(text: Text, offset: number): Position {
  const fold = text.folds?.findLast((each) => each.offset <= offset);
  if (fold !== undefined) {
    return { ...fold.at, column: fold.at.column + offset - fold.offset };
  }
  const before = text.text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  if (lineStart === 0) return { ...text.at, column: text.at.column + offset };
  const lines = before.split('\n').length - 1;
  const column = (text.indent ?? 0) + offset - lineStart + 1;
  return { ...text.at, line: text.at.line + lines, column };
}
