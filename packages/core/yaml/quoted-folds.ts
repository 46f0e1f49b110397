import type { Position } from '@reprise/core';
import type { PositionOf } from './position-in.ts';

interface Fold {
  readonly offset: number;
  readonly at: Position;
}

/** What an escape of double quotes is written with, and how many characters it stands for. */
const LONG_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['x', 4],
  ['u', 6],
  ['U', 10],
]);

/**
 * Where the characters of quoted text stand whose escapes are longer than what they mean: after each of them the count
 * begins anew. Undefined where the two cannot be brought together, so that the caller does without.
 */
export function quotedFolds(
  text: string,
  written: string,
  start: number,
  { double, positionOf }: { readonly double: boolean; readonly positionOf: PositionOf },
): readonly Fold[] | undefined {
  const folds: Fold[] = [{ offset: 0, at: positionOf(start) }];
  const skip = double ? afterEscape : afterQuotes;
  let offset = 0;
  let position = 0;
  while (position < written.length) {
    const skipped = skip(written, position) ?? afterBreak(written, position);
    const { length, means } = skipped ?? { length: 1, means: 1 };
    position += length;
    offset += means;
    if (length !== means) folds.push({ offset, at: positionOf(start + position) });
  }
  return offset === text.length ? folds : undefined;
}

interface Skipped {
  /** Of the source. */
  readonly length: number;
  /** Of the text that it stands for. */
  readonly means: number;
}

function afterEscape(written: string, position: number): Skipped | undefined {
  if (written[position] !== '\\') return undefined;
  const broken = /^\r?\n[ \t]*/.exec(written.slice(position + 1, position + 1 + LONGEST_BREAK));
  if (broken !== null) return { length: 1 + broken[0].length, means: 0 };
  const length = LONG_ESCAPES.get(written[position + 1] ?? '') ?? 2;
  const code = length > 2 ? Number.parseInt(written.slice(position + 2, position + length), 16) : 0;
  return { length, means: code > 0xffff ? 2 : 1 };
}

const afterQuotes = (written: string, position: number): Skipped | undefined =>
  written.startsWith("''", position) ? { length: 2, means: 1 } : undefined;

const LONGEST_BREAK = 4_096;

/** Lines are folded: one break is a blank, and of several each but the first stands for itself. */
function afterBreak(written: string, position: number): Skipped | undefined {
  const next = written[position];
  if (next !== ' ' && next !== '\t' && next !== '\r' && next !== '\n') return undefined;
  const broken = /^[ \t]*(?:\r?\n[ \t]*)+/.exec(written.slice(position, position + LONGEST_BREAK));
  if (broken === null) return undefined;
  const breaks = broken[0].split('\n').length - 1;
  return { length: broken[0].length, means: Math.max(1, breaks - 1) };
}
