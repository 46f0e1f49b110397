/** Lists of executions: of one application, of several, or of all that the caller may see. */
import { ok, type Result } from '@reprise/core';
import type { Page, StoredExecutionRow } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { executionOfRow } from '../executions/execution.ts';
import { refusalError, type Session, shown } from '../session.ts';
import { conditionsAt, narrowing, pipelinesAt } from './execution-conditions.ts';
import {
  type ExecutionFilter,
  matchesNothing,
  readFilters,
  type Wanted,
} from './execution-filter.ts';
import {
  connection,
  type Fetch,
  type PageArguments,
  readWindow,
  type Window,
  windowOf,
} from './paging.ts';
import { merged, placesOf, taggedPlaces } from './several-places.ts';
import { objectsOnce } from './tag-filter.ts';

export interface ExecutionListArguments extends PageArguments {
  readonly filters?: readonly (ExecutionFilter | null)[] | null;
}

type Rows = Result<Page<StoredExecutionRow>, Refused>;
const NONE: Rows = ok({ items: [], total: 0 });

/** The executions that all filters allow, newest first; of a chain only the newest. */
export async function executionList(session: Session, asked: ExecutionListArguments) {
  const window = windowOf(asked);
  if (!window.ok) return refusalError(window.error);
  const wanted = readFilters(asked.filters ?? []);
  if (!wanted.ok) return refusalError(wanted.error);
  const listed = await rowsOf(session, wanted.value, window.value);
  return shown(listed, (page) =>
    connection(page, window.value, (row) => executionOfRow(session, row)),
  );
}

/** The rows that all filters allow, newest first. */
export async function rowsOf(session: Session, wanted: Wanted, window: Window): Promise<Rows> {
  if (matchesNothing(wanted)) return NONE;
  const isNamed = wanted.ids.application.anyOf !== null;
  const chosen = await placesOf(session, wanted.ids.application);
  if (!chosen.ok) return chosen;
  const ofApplications = wanted.tags.filter(({ of }) => of === 'APPLICATION');
  const places = await taggedPlaces(session, chosen.value, ofApplications);
  if (!places.ok) return places;
  const objectsOf = objectsOnce(session);
  const fetches: Fetch<StoredExecutionRow>[] = [];
  for (const scope of places.value) {
    const place = { scope, isNamed };
    const pipelines = pipelinesAt(session, wanted, place);
    if (pipelines?.length === 0) continue;
    const conditions = await conditionsAt(session, wanted, place, objectsOf);
    const asked = { scope, pipelines: pipelines ?? [], ...narrowing(wanted) };
    fetches.push(async (page, size) => {
      if (!conditions.ok) return conditions;
      const input = { ...asked, conditions: conditions.value, page, size };
      return session.useCases.listExecutions(session.caller, input);
    });
  }
  const [only] = fetches;
  if (only === undefined) return NONE;
  if (fetches.length === 1) return readWindow(window, only);
  return merged(fetches, window, { compare: newestFirst, lenient: !isNamed });
}

const newestFirst = (one: StoredExecutionRow, other: StoredExecutionRow): number =>
  other.createdAt - one.createdAt || (one.executionId < other.executionId ? 1 : -1);
