/** Lists of executions: of one application, of several, or of all that the caller may see. */
import { ok, type Result, refused } from '@reprise/core';
import type { Page, StoredExecutionRow } from '../../../ports/index.ts';
import type { Refused } from '../../../use-cases/index.ts';
import { DEFAULT_SCOPE, fullScope, type ScopeHint } from '../../../use-cases/scopes/scope.ts';
import { executionOfRow } from '../executions/execution.ts';
import { applicationIdOf, pipelineIn } from '../ids.ts';
import { refusalError, type Session, shown } from '../session.ts';
import {
  type ExecutionFilter,
  matchesNothing,
  readFilters,
  type Wanted,
} from './execution-filter.ts';
import { connection, type PageArguments, readWindow, type Window, windowOf } from './paging.ts';
import { MOST_PLACES, merged, placesOf, tooMany } from './several-places.ts';

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

async function rowsOf(session: Session, wanted: Wanted, window: Window): Promise<Rows> {
  if (matchesNothing(wanted)) return NONE;
  const { pipelines, executions, applications } = wanted;
  for (const ids of [pipelines, executions]) {
    if (ids !== null && ids.length > MOST_PLACES) return refused(tooMany(ids.length));
  }
  const places = await placesOf(session, applications);
  if (!places.ok) return places;
  const isNamed = applications !== null;
  const lists = places.value.flatMap((scope) => {
    const inside = pipelines === null ? [] : pipelinesIn(session, scope, pipelines, isNamed);
    return pipelines !== null && inside.length === 0 ? [] : [{ scope, pipelines: inside }];
  });
  const fetches = lists.map((where) => (page: number, size: number) => {
    const input = { ...where, ...narrowing(wanted), page, size };
    return session.useCases.listExecutions(session.caller, input);
  });
  const [only] = fetches;
  if (only === undefined) return NONE;
  if (fetches.length === 1) return readWindow(window, only);
  return merged(fetches, window, { compare: newestFirst, lenient: !isNamed });
}

/** An execution that is asked for by its id is shown, even when a newer one continues it. */
const narrowing = ({ statuses, executions, startedBy, services, environments, times }: Wanted) => ({
  statuses: statuses ?? [],
  newestOnly: executions === null,
  ...(executions !== null && { ids: executions }),
  ...(startedBy !== null && { startedBy }),
  ...(services !== null && { services }),
  ...(environments !== null && { environments }),
  ...times,
});

const newestFirst = (one: StoredExecutionRow, other: StoredExecutionRow): number =>
  other.createdAt - one.createdAt || (one.executionId < other.executionId ? 1 : -1);

/** The pipelines among these ids that are in an application. One that names none is in the named ones, or in the default. */
function pipelinesIn(
  session: Session,
  scope: ScopeHint,
  ids: readonly string[],
  isNamed: boolean,
): readonly string[] {
  const { orgId, projectId } = fullScope(scope);
  const isDefault = applicationIdOf({ orgId, projectId }) === DEFAULT_SCOPE.projectId;
  const candidates = ids.filter((id) => isNamed || isDefault || id.includes('/'));
  return candidates.flatMap((id) => pipelineIn(session, scope, id) ?? []);
}
