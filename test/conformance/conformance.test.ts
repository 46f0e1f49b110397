import { describe, expect, test } from 'vitest';
import { readCases } from './support/case.ts';
import { coreAdapter } from './support/core-adapter.ts';
import { httpAdapter } from './support/http-adapter.ts';
import { loadAdapter } from './support/load-adapter.ts';
import { play } from './support/play.ts';

const cases = readCases();
const theirs = await loadAdapter(process.env['CONFORMANCE_ADAPTER']);
const adapters = theirs === null ? [coreAdapter, httpAdapter] : [theirs];

describe.each(adapters)('$name', (adapter) => {
  test.each(cases)('$name: $each.says', async ({ each }) => {
    await play(adapter, each);
  });
});

test('every kind of mistake that the suite is about has a case', () => {
  const shown = new Set(cases.flatMap(({ each }) => each.shows));
  expect(cases.length).toBeGreaterThanOrEqual(40);
  const mistakes = Array.from({ length: 18 }, (_, index) => `mistake ${index + 1}`);
  expect(mistakes.filter((each) => !shown.has(each))).toEqual([]);
});
