/** A line of one text or of both. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  /** Its number in each text, from 1; null where that text does not have it. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Past this many comparisons, what lies between the first and the last difference counts as replaced. */
const MOST_COMPARISONS = 4_000_000;

/** What to remove from `before` and to add to make it `after`, with what stays, in order. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  const lines: DiffLine[] = [];
  let [at, to] = [0, 0];
  for (const [oldEnd, freshEnd] of [...sharedLines(old, fresh), [old.length, fresh.length]]) {
    for (; at < oldEnd; at += 1) {
      lines.push({ kind: 'removed', text: old[at] ?? '', before: at + 1, after: null });
    }
    for (; to < freshEnd; to += 1) {
      lines.push({ kind: 'added', text: fresh[to] ?? '', before: null, after: to + 1 });
    }
    if (at === old.length && to === fresh.length) break;
    lines.push({ kind: 'same', text: old[at] ?? '', before: at + 1, after: to + 1 });
    at += 1;
    to += 1;
  }
  return lines;
}

type Place = readonly [number, number];

/** Where both have the same line: a longest sequence of such places, both going up. */
function sharedLines(old: readonly string[], fresh: readonly string[]): readonly Place[] {
  const most = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < most && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const middle = longestShared(
    old.slice(head, old.length - tail),
    fresh.slice(head, fresh.length - tail),
  );
  return [
    ...Array.from({ length: head }, (_, line): Place => [line, line]),
    ...middle.map(([at, to]): Place => [head + at, head + to]),
    ...Array.from(
      { length: tail },
      (_, line): Place => [old.length - tail + line, fresh.length - tail + line],
    ),
  ];
}

/** The textbook's longest common subsequence: `lengths` holds, for each two ends, how long theirs is. */
function longestShared(old: readonly string[], fresh: readonly string[]): readonly Place[] {
  const [rows, columns] = [old.length, fresh.length];
  if (rows * columns > MOST_COMPARISONS) return [];
  const width = columns + 1;
  const lengths = new Uint32Array((rows + 1) * width);
  const lengthAt = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = rows - 1; row >= 0; row -= 1) {
    for (let column = columns - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        old[row] === fresh[column]
          ? lengthAt(row + 1, column + 1) + 1
          : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1));
    }
  }
  const places: Place[] = [];
  let [row, column] = [0, 0];
  while (row < rows && column < columns) {
    if (old[row] === fresh[column]) {
      places.push([row, column]);
      row += 1;
      column += 1;
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row += 1;
    else column += 1;
  }
  return places;
}
