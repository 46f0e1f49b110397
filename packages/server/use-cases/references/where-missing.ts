import { didYouMean, type Scope } from '@reprise/core';
import { type DocumentKind, inWords } from '@reprise/core/objects';
import type { Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { permissionFor, scopesAround } from '../objects/object-scope.ts';
import { LEVELS, type Level, placeOf, refAt, scopeInWords } from './reference-place.ts';

/** Of more objects than this nobody expects a suggestion. */
const MOST_COMPARED = 500;

export type ReferenceNeeds = Pick<UseCaseNeeds, 'store' | 'rights'>;

/** A reference that leads nowhere. */
export interface LostReference {
  readonly kind: DocumentKind;
  readonly reference: string;
  /** What holds it: the environment of an infrastructure. */
  readonly holder?: string;
}

/**
 * A sentence about it for the person who wrote it: which scope was searched, and what may have been meant. Nobody is
 * told the names of what they may not view.
 */
export async function thereIsNo(
  needs: ReferenceNeeds,
  caller: Caller,
  around: Scope,
  { kind, reference, holder }: LostReference,
): Promise<string> {
  const within = holder === undefined ? undefined : placeOf(holder);
  const { level, identifier } = placeOf(reference);
  const searched = within?.level ?? level;
  const inHolder = holder === undefined ? '' : ` in the environment "${holder}"`;
  const where = `${inHolder} in ${scopeInWords(scopesAround(around)[searched])}`;
  const names = async (at: Level): Promise<readonly string[]> => {
    const scope = scopesAround(around)[at];
    const allowed = await authorise(needs, caller, permissionFor(kind, 'view'), scope);
    if (!allowed.ok) return [];
    const filter = { kind, scope, parent: within?.identifier ?? '' };
    const { items } = await needs.store.objects.list(filter, 0, MOST_COMPARED);
    return items.map((each) => each.identifier);
  };
  const hint = await suggestion(within === undefined ? LEVELS : [], searched, identifier, names);
  return `There is no ${inWords(kind)} "${reference}"${where}.${hint || ' Store it first, or correct the reference.'}`;
}

/** The same name at another level is the likeliest; then one like it at this level. */
async function suggestion(
  levels: readonly Level[],
  searched: Level,
  identifier: string,
  names: (level: Level) => Promise<readonly string[]>,
): Promise<string> {
  for (const level of levels) {
    if (level === searched || !(await names(level)).includes(identifier)) continue;
    return ` Did you mean "${refAt(level, identifier)}"?`;
  }
  const near = await names(searched);
  const shown = levels.length === 0 ? near : near.map((each) => refAt(searched, each));
  return didYouMean(levels.length === 0 ? identifier : refAt(searched, identifier), shown);
}
