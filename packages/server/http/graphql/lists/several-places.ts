/** One list out of the lists of several applications. */
import { ok, type Result, refused } from '@reprise/core';
import type { Page } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import { fullScope, type ScopeHint } from '../../../use-cases/scopes/scope.ts';
import { applicationHint, applicationIdOf } from '../ids.ts';
import type { Session } from '../session.ts';
import { type IdChoice, isChosen } from './id-filter.ts';
import type { Fetch, Window } from './paging.ts';
import { hasTag, type TagQuestion } from './tag-filter.ts';

/** Each application is a list by itself, so there are not to be any number of them. */
export const MOST_PLACES = 100;
/** How far into the lists of several applications one may look at once: each is read from its start. */
const MERGED = 1000;

/** The applications that a choice means: the named ones, or all that the caller may see and the choice lets through. */
export async function placesOf(
  { useCases, caller, accountId }: Session,
  choice: IdChoice,
): Promise<Result<readonly ScopeHint[], Refused>> {
  const { anyOf, rules } = choice;
  if (anyOf !== null) {
    if (anyOf.length > MOST_PLACES) return refused(tooMany(anyOf.length));
    const meant = anyOf.filter((id) => isChosen({ anyOf: null, rules }, id));
    return ok(meant.map((id) => applicationHint({ accountId }, id)));
  }
  const projects = await useCases.listProjects(caller, { scope: { accountId } });
  if (!projects.ok) return projects;
  const places = projects.value
    .map(({ identifier, orgIdentifier }) => ({
      accountId,
      orgId: orgIdentifier,
      projectId: identifier,
    }))
    .filter((place) => isChosen(choice, applicationIdOf(place)));
  return places.length > MOST_PLACES ? refused(tooMany(places.length)) : ok(places);
}

/** Those of these applications whose tags answer every question. */
export async function taggedPlaces(
  { useCases, caller }: Session,
  places: readonly ScopeHint[],
  questions: readonly TagQuestion[],
): Promise<Result<readonly ScopeHint[], Refused>> {
  if (questions.length === 0) return ok(places);
  const tagged: ScopeHint[] = [];
  for (const scope of places) {
    const { accountId, orgId, projectId } = fullScope(scope);
    const input = { scope: { accountId, orgId }, project: projectId };
    const project = await useCases.getProject(caller, input);
    if (!project.ok) return project;
    if (questions.every((question) => hasTag(question, project.value.tags))) tagged.push(scope);
  }
  return ok(tagged);
}

export const tooMany = (found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `That would be ${found} applications or pipelines, and ${MOST_PLACES} is the limit: name fewer of them in the filters.`,
    { found, limit: MOST_PLACES },
  );

interface MergeRules<Item> {
  readonly compare: (one: Item, other: Item) => number;
  /** Whether applications that the caller may not see are left out, as long as there is one that they may. */
  readonly lenient: boolean;
}

/** The window out of all these lists as one. */
export async function merged<Item>(
  fetches: readonly Fetch<Item>[],
  window: Window,
  { compare, lenient }: MergeRules<Item>,
): Promise<Result<Page<Item>, Refused>> {
  const { limit, offset } = window;
  if (offset + limit > MERGED) return refused(tooFar(window));
  const pages: Result<Page<Item>, Refused>[] = [];
  for (const fetch of fetches) pages.push(await fetch(0, Math.max(offset + limit, 1)));
  const refusals = pages.flatMap((page) => (page.ok ? [] : [page.error]));
  const serious = refusals.find(({ code }) => !lenient || code !== 'FORBIDDEN');
  const [first] = refusals.length === pages.length ? refusals : [];
  const refusal = serious ?? first;
  if (refusal !== undefined) return refused(refusal);
  const lists = pages.flatMap((page) => (page.ok ? [page.value] : []));
  const items = lists.flatMap((list) => list.items).toSorted(compare);
  const total = lists.reduce((sum, list) => sum + list.total, 0);
  return ok({ items: items.slice(offset, offset + limit), total });
}

const tooFar = ({ limit, offset }: Window): Refused =>
  refusal(
    'INVALID_REQUEST',
    `Over several applications only the first ${MERGED} are listed: name one application to see the others.`,
    { limit, offset },
  );
