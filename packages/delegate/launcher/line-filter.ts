/** What a line of text becomes before it may reach the disk. The one place where secret values are taken out (I10). */
export type LineFilter = (line: string) => string;

const MASK = '**************';

/** Shorter values than this would turn ordinary text into asterisks and so betray themselves. */
const SHORTEST_MASKED = 3;

/**
 * A filter that replaces every occurrence of the values. A value of several lines is masked line by line, because a
 * log is. Known limits: a value that the script encodes itself (base64, reversed) is not recognised, nor one that
 * stands across the cut of a line too long for one entry.
 */
export function maskingFilter(secrets: readonly string[]): LineFilter {
  const pieces = secrets
    .flatMap((value) => [value, ...value.split(/\r?\n/)])
    .filter((piece) => piece.length >= SHORTEST_MASKED);
  if (pieces.length === 0) return (line) => line;
  const longestFirst = [...new Set(pieces)].toSorted((a, b) => b.length - a.length);
  return (line) => longestFirst.reduce((text, piece) => text.replaceAll(piece, MASK), line);
}
