import { expect, it } from 'vitest';
import { choiceOf, firstChoice, offersBoth, type RetryGroup } from './choice.ts';

type Status = RetryGroup['info'][number]['status'];
const group = (stages: Readonly<Record<string, Status>>): RetryGroup => ({
  info: Object.entries(stages).map(([identifier, status]) => ({
    identifier,
    name: identifier,
    status,
    createdAt: 0,
    parentId: '',
    nextId: '',
  })),
});
const BUILD = group({ build: 'Success' });
const TESTS = group({ unit: 'Success', lint: 'Failed', e2e: 'Aborted' });

it('begins at the first group in which something failed, with only what failed', () => {
  expect(firstChoice([BUILD, TESTS])).toEqual({ from: ['lint', 'e2e'], runAllStages: false });
});

it('begins at the last group when nothing failed', () => {
  expect(firstChoice([BUILD])).toEqual({ from: ['build'], runAllStages: true });
  expect(firstChoice([])).toBeNull();
});

it('means the whole group when that is asked for', () => {
  expect(choiceOf(TESTS, true)).toEqual({ from: ['unit', 'lint', 'e2e'], runAllStages: true });
});

it('asks "only the failed or all" only where these differ', () => {
  expect(offersBoth(TESTS)).toBe(true);
  expect(offersBoth(BUILD)).toBe(false);
  expect(offersBoth(group({ unit: 'Failed', lint: 'Failed' }))).toBe(false);
  expect(offersBoth(group({ unit: 'Skipped', lint: 'IgnoreFailed' }))).toBe(false);
});
