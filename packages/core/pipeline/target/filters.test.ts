import { expect, it } from 'vitest';
import { isMeant } from './filters.ts';
import type { TargetFilter } from './model.ts';

const by = (
  match: 'any' | 'all',
  tags: Readonly<Record<string, string>>,
  ...entities: TargetFilter['entities']
): TargetFilter => ({ entities, condition: { match, tags } });

const WEST = by('any', { zone: 'west', tier: 'gold' }, 'environments');
const WEST_AND_GOLD = by('all', { zone: 'west', tier: 'gold' }, 'environments');

it.each([
  ['everything, where there is no filter', [], {}, true],
  [
    'everything, where filters are about another kind',
    [by('all', { a: 'b' }, 'infrastructures')],
    {},
    true,
  ],
  ['what has any of the tags', [WEST], { tier: 'gold' }, true],
  ['nothing that has none of them', [WEST], { zone: 'east', west: 'zone' }, false],
  ['nothing that lacks one, if all are asked for', [WEST_AND_GOLD], { zone: 'west' }, false],
  ['what has all of them, and more', [WEST_AND_GOLD], { zone: 'west', tier: 'gold', a: '' }, true],
  ['what any of several filters lets through', [WEST_AND_GOLD, WEST], { zone: 'west' }, true],
  [
    'nothing by tags that are no tags of its own',
    [by('any', { constructor: '' }, 'environments')],
    {},
    false,
  ],
  [
    'everything by a filter without a condition',
    [{ entities: ['environments'] as const }],
    {},
    true,
  ],
])('filters mean %s', (_, filters, tags, meant) => {
  expect(isMeant(filters, 'environments', tags)).toBe(meant);
});
