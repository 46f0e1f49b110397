import type { Position } from '@reprise/core';

/** From which column of a line on the text comes from which place. */
export interface Segment {
  readonly column: number;
  readonly at: Position;
}

/** Where each part of a printed file came from: its lines in order, and in each the segments from left to right. */
export type SourceMap = readonly (readonly Segment[])[];

/** Where a place of a file shall be said to be. */
export type PlaceOf = (position: Position) => Position;

/** A place of a printed file is where it was written first. */
export const placedBy =
  (map: SourceMap): PlaceOf =>
  (position) => {
    const segments = map[position.line - 1];
    const segment = segments?.findLast((each) => each.column <= position.column) ?? segments?.[0];
    if (segment === undefined) return position;
    const moved = Math.max(0, position.column - segment.column);
    return { ...segment.at, column: segment.at.column + moved };
  };

/** A place of a template names the template. */
export const placedIn =
  (template: string): PlaceOf =>
  (position) => ({ ...position, template });
