import { runInNewContext } from 'node:vm';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../scripts/lib/mutants/seed.mjs';

/** The seeded code run with one of its mutants, or none for 0. */
async function run(code: string, mutant: number): Promise<unknown> {
  const { code: script } = await transform(seeded('code.ts', code, 1).code, { loader: 'ts' });
  const context = { isMutant: (id: number): boolean => id === mutant };
  // What comes from another context has other prototypes.
  const found = `${script.replace('export const found', 'const found')}; JSON.stringify(found)`;
  return JSON.parse(runInNewContext(found, context));
}

const changesIn = (code: string): readonly string[] =>
  seeded('code.ts', code, 1).mutants.map(({ was, becomes }) => `${was} -> ${becomes}`);

describe('code with all its mutants in it', () => {
  test.each([
    ['export const found = [1, 2].some((n) => n === 1 && n !== 2);', true],
    ['const a: { b?: string[] } = {}; export const found = a.b?.some((b) => b > "") ?? 7;', 7],
    [
      'let n = 0; for (const m of [1, 2]) { if (m === 1) continue; n = n + 1; } export const found = n;',
      1,
    ],
    [
      'const f = (): void => { if (true) return; else throw new Error(); }; export const found = f() ?? 5;',
      5,
    ],
  ])('does what it did while none of them is made: %s', async (code, found) => {
    expect(await run(code, 0)).toBe(found);
  });

  test('makes the one mistake that it is asked for', async () => {
    const code = 'export const found = [0, 1, 2].map((n) => n >= 1 && n !== 2);';
    expect(changesIn(code)).toEqual(['>= -> >', '!== -> ===', '&& -> ||']);
    expect(await run(code, 0)).toEqual([false, true, false]);
    expect(await run(code, 1)).toEqual([false, false, false]);
    expect(await run(code, 2)).toEqual([false, false, true]);
    expect(await run(code, 3)).toEqual([true, true, true]);
  });

  test('leaves statements out, and negates conditions', async () => {
    const code = 'let n = 1; const odd = n % 2; if (odd) n = 5; export const found = n;';
    expect(changesIn(code)).toEqual(['odd -> !(odd)', 'n = 5; -> ']);
    expect([await run(code, 0), await run(code, 1), await run(code, 2)]).toEqual([5, 1, 1]);
  });

  test('leaves types, names and comments alone', () => {
    const code = [
      'type Fate = "reuse" | true;',
      '// if (a === b) return;',
      'const x = { true: 1 as number, reuse: 2 } satisfies Record<string, 1 | 2>;',
    ];
    expect(changesIn(code.join('\n'))).toEqual([]);
  });
});
