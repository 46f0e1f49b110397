import { expect, it } from 'vitest';
import { rowsInUse, rowsThatRun } from './coverage.ts';

it('a pipeline of the scenarios or the corpus stands for every row that says "runs"', () => {
  const used = rowsInUse();
  expect(rowsThatRun().filter((row) => !used.has(row))).toEqual([]);
});
