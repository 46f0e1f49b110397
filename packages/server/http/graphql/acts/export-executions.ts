/** Packing executions, so that they can be kept elsewhere. */
import { END_STATUSES, isEnd } from '@reprise/core/execution';
import { EXPORT_LIMITS, tooLarge } from '../../../use-cases/exports/request-export.ts';
import { refusal } from '../../../use-cases/refusals.ts';
import { exportShape } from '../../exports/export-shape.ts';
import { type ExecutionFilter, readFilters } from '../lists/execution-filter.ts';
import { rowsOf } from '../lists/execution-list.ts';
import { refusalError, type Session, shown } from '../session.ts';

export interface ExportInput {
  readonly filters?: readonly (ExecutionFilter | null)[] | null;
  readonly userGroupIds?: readonly string[] | null;
  readonly notifyOnlyTriggeringUser?: boolean | null;
  readonly clientMutationId?: string | null;
}

/** The executions that have ended, of those that `executions` lists with these filters. */
export async function exportExecutions(session: Session, input: ExportInput) {
  if ((input.userGroupIds ?? []).length > 0) return refusalError(NOBODY_TOLD);
  const wanted = readFilters(input.filters ?? []);
  if (!wanted.ok) return refusalError(wanted.error);
  const { statuses } = wanted.value;
  const ended = statuses === null ? END_STATUSES : statuses.filter(isEndStatus);
  const window = { limit: EXPORT_LIMITS.executions, offset: 0 };
  const listed = await rowsOf(session, { ...wanted.value, statuses: ended }, window);
  if (!listed.ok) return refusalError(listed.error);
  const { items, total } = listed.value;
  if (total > EXPORT_LIMITS.executions) return refusalError(tooLarge(total));
  const asked = await session.useCases.requestExport(session.caller, {
    scope: { accountId: session.accountId },
    executions: items.filter(({ status }) => isEnd(status)).map(({ executionId }) => executionId),
  });
  return shown(asked, (one) => ({
    clientMutationId: input.clientMutationId ?? null,
    ...exportShape({ asked: one, hasExpired: false }, session.origin),
  }));
}

const isEndStatus = (name: string): boolean => END_STATUSES.some((status) => status === name);

const NOBODY_TOLD = refusal(
  'INVALID_REQUEST',
  'userGroupIds: an export is ready when this call answers, and nobody is told of it. Leave them out, and pass the downloadLink on.',
  { field: 'userGroupIds' },
);
