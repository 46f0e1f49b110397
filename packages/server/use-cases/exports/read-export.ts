/** Looking at an export, and taking it. */
import { ok, refused } from '@reprise/core';
import type { ExecutionExport, StoredExecutionRow } from '../../ports/index.ts';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { fullScope, type ScopeHint } from '../scopes/scope.ts';
import { executionsOf } from './exported-rows.ts';

export interface ExportInput {
  readonly scope: ScopeHint;
  readonly id: string;
}

/** An export, and whether its time is over. */
export interface OpenExport {
  readonly asked: ExecutionExport;
  readonly hasExpired: boolean;
}

/** An export, for whoever may see all that is in it. */
export const getExport: UseCase<ExportInput, OpenExport> = async (needs, caller, input) => {
  const opened = await openExport(needs, caller, input);
  return opened.ok ? ok(opened.value.export) : opened;
};

/** The executions of an export that has not expired, for whoever may see all of them. */
export const exportedExecutions: UseCase<
  ExportInput,
  { readonly asked: ExecutionExport; readonly rows: readonly StoredExecutionRow[] }
> = async (needs, caller, input) => {
  const opened = await openExport(needs, caller, input);
  if (!opened.ok) return opened;
  const { asked, hasExpired } = opened.value.export;
  return hasExpired ? refused(expired(asked)) : ok({ asked, rows: opened.value.rows });
};

interface Opened {
  readonly export: OpenExport;
  readonly rows: readonly StoredExecutionRow[];
}

async function openExport(
  needs: UseCaseNeeds,
  caller: Caller,
  { scope, id }: ExportInput,
): Answer<Opened> {
  const asked = await needs.store.exports.get(id);
  if (asked === null || asked.accountId !== fullScope(scope).accountId)
    return refused(notFound(id));
  const rows = await executionsOf(needs, caller, asked.executions);
  if (!rows.ok) return rows;
  const hasExpired = asked.expiresAt <= needs.clock.now();
  return ok({ export: { asked, hasExpired }, rows: rows.value });
}

const notFound = (requestId: string): Refused =>
  refusal('EXPORT_NOT_FOUND', `There is no export ${requestId}, or it is long over.`, {
    requestId,
  });

const expired = ({ id: requestId, expiresAt }: ExecutionExport): Refused =>
  refusal(
    'EXPORT_EXPIRED',
    `The export ${requestId} expired at ${new Date(expiresAt).toISOString()}. Ask for another one.`,
    { requestId, expiresAt },
  );
