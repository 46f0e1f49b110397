import type { ExecutionId } from '@reprise/core';
import type { StoredExecutionRow } from '../ports/index.ts';

/**
 * The executions of a chain as they continue each other, the root first: when each began does not tell, for clocks are
 * set back, and two may begin in one millisecond.
 */
export function inChainOrder(
  root: ExecutionId,
  rows: readonly StoredExecutionRow[],
): readonly StoredExecutionRow[] {
  const byId = new Map(rows.map((row) => [row.executionId, row]));
  const ordered = new Set<StoredExecutionRow>();
  let at = byId.get(root);
  while (at !== undefined && !ordered.has(at)) {
    ordered.add(at);
    at = at.retriedBy === null ? undefined : byId.get(at.retriedBy);
  }
  // One whose source is not stored here any more is no reason to hide it.
  for (const row of rows) ordered.add(row);
  return [...ordered];
}
