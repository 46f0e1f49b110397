import { expect, it } from 'vitest';
import { identifierOf } from './token-name.ts';

it.each([
  ['laptop', 'laptop'],
  [' CI of the shop ', 'CI_of_the_shop'],
  ['2nd laptop', '_2nd_laptop'],
  ['ci/cd-1', 'ci_cd_1'],
])('makes of the name %j the identifier %j', (name, identifier) => {
  expect(identifierOf(name)).toBe(identifier);
});
