import { ok } from '@reprise/core';
import type { OutboxEntry } from '../../ports/index.ts';
import type { UseCase } from '../needs.ts';
import { type ExecutionInput, openRow } from './open-execution.ts';

/** What an execution told somebody outside, or could not, in the order in which it came. */
export const listNotifications: UseCase<ExecutionInput, readonly OutboxEntry[]> = async (
  needs,
  caller,
  input,
) => {
  const row = await openRow(needs, caller, 'core_pipeline_view', input);
  return row.ok ? ok(await needs.store.outbox.ofExecution(row.value.executionId)) : row;
};
