/** Asking for executions to be packed, so that they can be kept elsewhere. */
import { asInstant, type ExecutionId, ok, type Result, refused } from '@reprise/core';
import { isEnd } from '@reprise/core/execution';
import type { ExecutionExport, StoredExecutionRow } from '../../ports/index.ts';
import type { Refused } from '../answer.ts';
import type { UseCase } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { fullScope, type ScopeHint } from '../scopes/scope.ts';
import { executionsOf } from './exported-rows.ts';

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** The limits that FirstGen documents. */
export const EXPORT_LIMITS = { perDay: 25, executions: 1000, expiresAfter: 72 * HOUR } as const;
/** How long it is still said of an export that it has expired. */
const REMEMBERED = 30 * DAY;

export interface RequestExportInput {
  readonly scope: ScopeHint;
  readonly executions: readonly ExecutionId[];
}

/**
 * Keeps which executions are meant. They have ended, so that what they hold is settled too (I4), and nothing needs to be
 * copied: it is read when the export is downloaded.
 */
export const requestExport: UseCase<RequestExportInput, ExecutionExport> = async (
  needs,
  caller,
  { scope, executions },
) => {
  const rows = await executionsOf(needs, caller, executions);
  if (!rows.ok) return rows;
  const possible = check(rows.value);
  if (!possible.ok) return possible;
  const { store, clock, randomText } = needs;
  const now = clock.now();
  const { accountId } = fullScope(scope);
  const today = await store.exports.countSince(accountId, asInstant(now - DAY));
  if (today >= EXPORT_LIMITS.perDay) return refused(tooMany());
  const asked: ExecutionExport = {
    id: randomText(18),
    accountId,
    requestedBy: caller.principal,
    requestedAt: now,
    expiresAt: asInstant(now + EXPORT_LIMITS.expiresAfter),
    executions: rows.value.map(({ executionId }) => executionId),
  };
  await store.exports.add(asked);
  await store.exports.forgetExpired(asInstant(now - REMEMBERED));
  return ok(asked);
};

function check(rows: readonly StoredExecutionRow[]): Result<null, Refused> {
  if (rows.length === 0) return refused(nothing());
  if (rows.length > EXPORT_LIMITS.executions) return refused(tooLarge(rows.length));
  const live = rows.find(({ status }) => !isEnd(status));
  return live === undefined ? ok(null) : refused(stillRuns(live.executionId));
}

const nothing = (): Refused =>
  refusal(
    'INVALID_REQUEST',
    'No execution that has ended is one that the filters mean, so there is nothing to export.',
  );

/** Also said before the executions are read. */
export const tooLarge = (found: number): Refused =>
  refusal(
    'INVALID_REQUEST',
    `The filters mean ${found} executions, and ${EXPORT_LIMITS.executions} is the limit of an export: narrow them, by time for example, and export in parts.`,
    { found, limit: EXPORT_LIMITS.executions },
  );

const stillRuns = (planExecutionId: string): Refused =>
  refusal('EXECUTION_NOT_ENDED', `The execution ${planExecutionId} has not ended yet.`, {
    planExecutionId,
  });

const tooMany = (): Refused =>
  refusal(
    'TOO_MANY_EXPORTS',
    `The account has asked for ${EXPORT_LIMITS.perDay} exports within the last 24 hours, and that is the limit: ask later, or for more executions at once.`,
    { limit: EXPORT_LIMITS.perDay },
  );
