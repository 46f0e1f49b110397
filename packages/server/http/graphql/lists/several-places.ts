/** One list out of the lists of several applications. */
import { ok, type Result, refused } from '@reprise/core';
import type { Page } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import type { ScopeHint } from '../../../use-cases/scopes/scope.ts';
import { applicationHint } from '../ids.ts';
import type { Session } from '../session.ts';
import type { Window } from './paging.ts';

/** Each application is a list by itself, so there are not to be any number of them. */
export const MOST_PLACES = 100;
/** How far into the lists of several applications one may look at once: each is read from its start. */
const MERGED = 1000;

/** The named applications; all that the caller may see when none is named. */
export async function placesOf(
  { useCases, caller, accountId }: Session,
  named: readonly string[] | null,
): Promise<Result<readonly ScopeHint[], Refused>> {
  if (named !== null) {
    if (named.length > MOST_PLACES) return refused(tooMany(named.length));
    return ok(named.map((id) => applicationHint({ accountId }, id)));
  }
  const projects = await useCases.listProjects(caller, { scope: { accountId } });
  if (!projects.ok) return projects;
  if (projects.value.length > MOST_PLACES) return refused(tooMany(projects.value.length));
  return ok(
    projects.value.map(({ identifier, orgIdentifier }) => ({
      accountId,
      orgId: orgIdentifier,
      projectId: identifier,
    })),
  );
}

export const tooMany = (found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `That would be ${found} applications or pipelines, and ${MOST_PLACES} is the limit: name fewer of them in the filters.`,
    { found, limit: MOST_PLACES },
  );

type Fetch<Item> = (page: number, size: number) => Promise<Result<Page<Item>, Refused>>;

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
