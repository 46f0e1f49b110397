import type { Instant } from '@reprise/core';
import type { Store, StoredExecutionRow } from '../../ports/index.ts';
import type { OpenExecution } from '../executions/open-execution.ts';

/**
 * When what an execution runs was compiled: as the first of its chain began, or, where that runs the original definition
 * of another, as that one's was. What is not there any more ends the search with the time that is known.
 */
export async function compiledAt(
  { executions }: Pick<Store, 'executions'>,
  { row, state: { created } }: OpenExecution,
): Promise<Instant> {
  let known = created.retry?.rootCreatedAt ?? created.at;
  for (let at: StoredExecutionRow | null = row; at !== null; ) {
    const first: StoredExecutionRow | null =
      at.rootId === at.executionId ? at : await executions.row(at.rootId);
    known = first?.createdAt ?? known;
    const rerun: StoredExecutionRow['rerun'] = first?.rerun;
    at = rerun?.definition === 'original' ? await executions.row(rerun.previous) : null;
  }
  return known;
}
