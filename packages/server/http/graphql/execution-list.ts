/** Lists of executions: of one application, of several, or of all that the caller may see. */
import type { FirstGenStatus } from '@reprise/api/graphql';
import { ok, type Result, refused } from '@reprise/core';
import type { Page, StoredExecutionRow } from '../../ports/index.ts';
import type { Refused } from '../../use-cases/index.ts';
import { refusal } from '../../use-cases/refusals.ts';
import { DEFAULT_SCOPE, fullScope, type ScopeHint } from '../../use-cases/scopes/scope.ts';
import { executionOfRow } from './execution.ts';
import { applicationHint, applicationIdOf, pipelineIn } from './ids.ts';
import { connection, type PageArguments, readWindow, type Window, windowOf } from './paging.ts';
import { refusalError, type Session, shown } from './session.ts';
import { statusesNamed } from './status.ts';

interface Filter<Value extends string = string> {
  readonly values: readonly Value[];
}
export interface ExecutionFilter {
  readonly application?: Filter | null;
  readonly pipeline?: Filter | null;
  readonly status?: Filter<FirstGenStatus> | null;
}
export interface ExecutionListArguments extends PageArguments {
  readonly filters?: readonly (ExecutionFilter | null)[] | null;
}

/** What all filters of a kind allow; null when there is none. */
function allowedBy<Value extends string>(
  filters: readonly (ExecutionFilter | null)[],
  kind: (filter: ExecutionFilter) => Filter<Value> | null | undefined,
): readonly Value[] | null {
  const lists = filters.flatMap((filter) => (filter === null ? [] : (kind(filter) ?? [])));
  const [first, ...rest] = lists;
  if (first === undefined) return null;
  return [...new Set(first.values)].filter((value) =>
    rest.every(({ values }) => values.includes(value)),
  );
}

type Rows = Result<Page<StoredExecutionRow>, Refused>;
const NONE: Rows = ok({ items: [], total: 0 });

/** The executions that all filters allow, newest first; of a chain only the newest. */
export async function executionList(session: Session, asked: ExecutionListArguments) {
  const window = windowOf(asked);
  if (!window.ok) return refusalError(window.error);
  const listed = await rowsOf(session, asked.filters ?? [], window.value);
  return shown(listed, (page) =>
    connection(page, window.value, (row) => executionOfRow(session, row)),
  );
}

async function rowsOf(
  session: Session,
  filters: readonly (ExecutionFilter | null)[],
  window: Window,
): Promise<Rows> {
  const statuses = allowedBy(filters, ({ status }) => status);
  const pipelines = allowedBy(filters, ({ pipeline }) => pipeline);
  if (statuses?.length === 0 || pipelines?.length === 0) return NONE;
  const named = allowedBy(filters, ({ application }) => application);
  const places = await placesOf(session, named);
  if (!places.ok) return places;
  const most = Math.max(places.value.length, pipelines?.length ?? 0);
  if (most > MOST_PLACES) return refused(tooMany(most));
  const wanted = places.value.flatMap((scope) => {
    const inside = pipelines === null ? [] : pipelinesIn(session, scope, pipelines, named !== null);
    return pipelines !== null && inside.length === 0 ? [] : [{ scope, pipelines: inside }];
  });
  const fetches = wanted.map((where) => (page: number, size: number) => {
    const chosen = statuses?.flatMap(statusesNamed) ?? [];
    const input = { ...where, statuses: chosen, newestOnly: true, page, size };
    return session.useCases.listExecutions(session.caller, input);
  });
  const [only] = fetches;
  if (only === undefined) return NONE;
  return fetches.length === 1 ? readWindow(window, only) : merged(fetches, window, named === null);
}

async function placesOf(
  session: Session,
  named: readonly string[] | null,
): Promise<Result<readonly ScopeHint[], Refused>> {
  if (named !== null) return ok(named.map((id) => applicationHint(session, id)));
  const { useCases, caller, accountId } = session;
  const projects = await useCases.listProjects(caller, { scope: { accountId } });
  if (!projects.ok) return projects;
  return ok(
    projects.value.map(({ identifier, orgIdentifier }) => ({
      accountId,
      orgId: orgIdentifier,
      projectId: identifier,
    })),
  );
}

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

/** Each application is a list by itself, so there are not to be any number of them. */
const MOST_PLACES = 100;

const tooMany = (found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `That would be ${found} applications or pipelines, and ${MOST_PLACES} is the limit: name fewer of them in the filters.`,
    { found, limit: MOST_PLACES },
  );

/** How far into the lists of several applications one may look at once: each is read from its start. */
const MERGED = 1000;

/** With `lenient`, applications that the caller may not see are left out, as long as there is one that he may. */
async function merged(
  fetches: readonly ((page: number, size: number) => Promise<Rows>)[],
  window: Window,
  lenient: boolean,
): Promise<Rows> {
  const { limit, offset } = window;
  if (offset + limit > MERGED) return refused(tooFar(window));
  const pages: Rows[] = [];
  for (const fetch of fetches) pages.push(await fetch(0, Math.max(offset + limit, 1)));
  const refusals = pages.flatMap((page) => (page.ok ? [] : [page.error]));
  const serious = refusals.find(({ code }) => !lenient || code !== 'FORBIDDEN');
  const [first] = refusals.length === pages.length ? refusals : [];
  const refusal = serious ?? first;
  if (refusal !== undefined) return refused(refusal);
  const lists = pages.flatMap((page) => (page.ok ? [page.value] : []));
  const items = lists
    .flatMap((list) => list.items)
    .toSorted((a, b) => b.createdAt - a.createdAt || (a.executionId < b.executionId ? 1 : -1));
  const total = lists.reduce((sum, list) => sum + list.total, 0);
  return ok({ items: items.slice(offset, offset + limit), total });
}

const tooFar = ({ limit, offset }: Window): Refused =>
  refusal(
    'INVALID_REQUEST',
    `Over several applications only the newest ${MERGED} executions are listed: name one application to see older ones.`,
    { limit, offset },
  );
