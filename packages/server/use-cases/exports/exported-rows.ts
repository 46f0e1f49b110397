import { type ExecutionId, ok } from '@reprise/core';
import type { StoredExecutionRow } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCaseNeeds } from '../needs.ts';

/**
 * The rows of these executions, once the caller may see every one of them; those whose project was removed since are
 * left out. A permission is asked for once for each pipeline.
 */
export async function executionsOf(
  needs: UseCaseNeeds,
  caller: Caller,
  executions: readonly ExecutionId[],
): Answer<readonly StoredExecutionRow[]> {
  const rows: StoredExecutionRow[] = [];
  const allowed = new Set<string>();
  for (const id of executions) {
    const row = await needs.store.executions.row(id);
    if (row === null) continue;
    const { scope, pipelineId: identifier } = row;
    const pipeline = JSON.stringify([scope, identifier]);
    if (!allowed.has(pipeline)) {
      const may = await authorise(needs, caller, 'core_pipeline_view', scope, { identifier });
      if (!may.ok) return may;
      allowed.add(pipeline);
    }
    rows.push(row);
  }
  return ok(rows);
}
