import { expect, it } from 'vitest';
import { rowsThatRun } from './coverage.ts';
import { rowsInUse } from './rows-in-use.ts';

it('a pipeline of the scenarios or the corpus stands for every row that says "runs"', () => {
  const used = rowsInUse();
  expect(rowsThatRun().filter((row) => !used.has(row))).toEqual([]);
});
