import type { Json, Scope } from '@reprise/core';
import type { KnownGroup } from '@reprise/core/execution';
import type { UseCaseNeeds } from '../needs.ts';
import { type Level, placeOf, refAt } from '../references/reference-place.ts';
import { scopesAround } from './object-scope.ts';

/** The stored group of this name, its environments as stages of a pipeline here refer to them; null when there is none. */
export async function groupNamed(
  { store }: Pick<UseCaseNeeds, 'store'>,
  around: Scope,
  reference: string,
): Promise<KnownGroup | null> {
  const { level, identifier } = placeOf(reference);
  const scope = scopesAround(around)[level];
  const key = { kind: 'environmentGroup', scope, identifier, parent: '', label: '' } as const;
  const stored = await store.objects.get(key);
  if (stored === null) return null;
  const members = textsIn(stored.details['envIdentifiers']).map(seenFrom(level));
  return { name: stored.name, environments: [...new Set(members)] };
}

/** An environment that names no level is where its group is. */
const seenFrom =
  (level: Level) =>
  (environment: string): string =>
    environment.includes('.') ? environment : refAt(level, environment);

const textsIn = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.flatMap((each) => (typeof each === 'string' ? [each] : [])) : [];
