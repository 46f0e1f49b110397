import type { Permission } from '@reprise/api';
import { asExecutionId, ok, refused } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import type { Engine } from '../../engine/engine.ts';
import { rowOf } from '../../engine/row.ts';
import type { StoredExecutionRow } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { executionNotFound, refusal } from '../refusals.ts';
import { type ScopeHint, within } from '../scopes/scope.ts';

/** Which execution, and where the request says that it is. */
export interface ExecutionInput {
  readonly execution: string;
  readonly scope: ScopeHint;
}

/** What opening one needs. */
export interface OpenNeeds extends Pick<UseCaseNeeds, 'store' | 'rights'> {
  readonly engine: Pick<Engine, 'read'>;
}

/** An execution, opened: its row as the state now has it, and the state. */
export interface OpenExecution {
  readonly row: StoredExecutionRow;
  readonly state: ExecutionState;
}

const EXECUTION_ID = /^[A-Za-z0-9_-]{1,64}$/;

/**
 * The row of an execution, once the caller may do with it what is asked. One that is not where the request looks is
 * answered like one that does not exist, so that ids of other projects tell nothing.
 */
export async function openRow(
  needs: Pick<OpenNeeds, 'store' | 'rights'>,
  caller: Caller,
  permission: Permission,
  { execution, scope }: ExecutionInput,
): Answer<StoredExecutionRow> {
  if (!EXECUTION_ID.test(execution)) return refused(executionNotFound(execution));
  const row = await needs.store.executions.row(asExecutionId(execution));
  if (row === null || !within(row.scope, scope)) return refused(executionNotFound(execution));
  const allowed = await authorise(needs, caller, permission, row.scope, {
    identifier: row.pipelineId,
  });
  return allowed.ok ? ok(row) : allowed;
}

/** The execution with its state. One whose record does not load is refused with the reason (I13). */
export async function openExecution(
  needs: OpenNeeds,
  caller: Caller,
  permission: Permission,
  input: ExecutionInput,
): Answer<OpenExecution> {
  const stored = await openRow(needs, caller, permission, input);
  if (!stored.ok) return stored;
  const read = await needs.engine.read(stored.value.executionId);
  if (read === null) return refused(quarantined(stored.value));
  return ok({ row: { ...stored.value, ...rowOf(read.state) }, state: read.state });
}

/** An execution that has only just begun: nobody retries it yet. */
export const openedFrom = (state: ExecutionState): OpenExecution => ({
  row: { ...rowOf(state), retriedBy: null, quarantined: null },
  state,
});

const quarantined = ({ executionId, quarantined: reason }: StoredExecutionRow) =>
  refusal(
    'EXECUTION_QUARANTINED',
    `The record of execution ${executionId} cannot be read back and was set aside: ${reason ?? 'the reason is in the server log'}. ` +
      'Nothing else is affected; run the pipeline again if its work is still needed.',
    { planExecutionId: executionId },
  );
