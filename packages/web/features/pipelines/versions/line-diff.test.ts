import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hunksOf } from './hunks.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';

const marks = { same: ' ', added: '+', removed: '-' } as const;
const shown = (lines: readonly DiffLine[]): readonly string[] =>
  lines.map(({ kind, text }) => `${marks[kind]}${text}`);
const textOf = (lines: readonly DiffLine[], side: 'before' | 'after'): string =>
  lines
    .filter((line) => line[side] !== null)
    .map(({ text }) => text)
    .join('\n');

describe('the difference of two texts', () => {
  it('is what was removed, then what was added, between what stayed', () => {
    const before = 'pipeline:\n  name: Shop\n  tags: {}\n  stages: []';
    const after = 'pipeline:\n  name: Shop 2\n  stages: []\n';
    expect(shown(lineDiff(before, after))).toEqual([
      ' pipeline:',
      '-  name: Shop',
      '-  tags: {}',
      '+  name: Shop 2',
      '   stages: []',
      '+',
    ]);
  });

  it('holds both texts whole, each line once and by its number', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const [before, after] = [one.join('\n'), other.join('\n')];
        const lines = lineDiff(before, after);
        expect(textOf(lines, 'before')).toBe(before);
        expect(textOf(lines, 'after')).toBe(after);
        const numbers = lines.flatMap((line) => line.after ?? []);
        expect(numbers).toEqual(after.split('\n').map((_, at) => at + 1));
      }),
    );
  });

  it('of long texts without a common line is that one replaced the other', () => {
    const long = (word: string): string =>
      Array.from({ length: 3_000 }, (_, at) => `${word} ${at}`).join('\n');
    const lines = lineDiff(`same\n${long('old')}`, `same\n${long('new')}`);
    expect(lines[0]?.kind).toBe('same');
    expect(lines.filter(({ kind }) => kind === 'added')).toHaveLength(3_000);
  });
});

describe('what is shown of it', () => {
  const numbered = (changed: readonly number[]): string =>
    Array.from({ length: 30 }, (_, at) => (changed.includes(at + 1) ? 'x' : `${at + 1}`)).join(
      '\n',
    );
  const shownOf = (changed: readonly number[]) =>
    hunksOf(lineDiff(numbered([]), numbered(changed))).map((hunk) => shown(hunk).join(''));

  it('is each difference with three lines around it; near ones stand together', () => {
    expect(shownOf([1, 10, 14, 30])).toEqual([
      '-1+x 2 3 4',
      ' 7 8 9-10+x 11 12 13-14+x 15 16 17',
      ' 27 28 29-30+x',
    ]);
  });

  it('is nothing when nothing is different', () => {
    expect(shownOf([])).toEqual([]);
  });
});
