import type { DiffLine } from './line-diff.ts';

/** How many lines that stayed are shown around a difference. */
const CONTEXT = 3;

/** The differences with what is around them; what lies far from any is left out. Empty when nothing is different. */
export function hunksOf(lines: readonly DiffLine[]): readonly (readonly DiffLine[])[] {
  const hunks: DiffLine[][] = [];
  let shown = -1;
  for (const [at, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    const from = Math.max(at - CONTEXT, shown + 1);
    const to = Math.min(at + CONTEXT, lines.length - 1);
    const hunk = lines.slice(from, to + 1);
    const last = hunks.at(-1);
    if (last === undefined || at - CONTEXT > shown + 1) hunks.push(hunk);
    else last.push(...hunk);
    shown = to;
  }
  return hunks;
}
