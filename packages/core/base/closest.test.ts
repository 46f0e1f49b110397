import { expect, it } from 'vitest';
import { closest, didYouMean } from './closest.ts';

const names = ['name', 'identifier', 'delegateSelectors', 'type'];

it.each([
  ['nmae', 'name'],
  ['Name', 'name'],
  ['identifer', 'identifier'],
  ['delegateSelector', 'delegateSelectors'],
  ['tpye', 'type'],
])('%s was probably meant to be %s', (mistyped, meant) => {
  expect(closest(mistyped, names)).toBe(meant);
});

it.each(['strategy', 'x', '', 'n'.repeat(1_000)])('nothing is near %s', (name) => {
  expect(closest(name, names)).toBeUndefined();
});

it('a suggestion is a sentence of its own', () => {
  expect(didYouMean('nmae', names)).toBe(' Did you mean "name"?');
  expect(didYouMean('other', names)).toBe('');
});
