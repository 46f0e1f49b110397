import { setTimeout as sleep } from 'node:timers/promises';
import type { RetryBatchDocument } from '@reprise/api';
import { valueOf } from '../command-error.ts';
import type { Connection } from '../connection.ts';
import { memberLine, retryBatchLine } from '../output/retry-batch-text.ts';

/** How often a batch is looked at, in milliseconds. */
const EVERY = 1_000;

/**
 * Looks at a batch until it has ended, and tells of each execution whose standing has changed.
 *
 * @param signal when it aborts, the batch is left as it is, and answered as last seen.
 */
export async function followBatch(
  { client }: Connection,
  batchId: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<RetryBatchDocument> {
  const seen = new Map<string, string>();
  for (;;) {
    const batch = valueOf(await client.getRetryBatch({ path: { batch: batchId } }));
    const changed = batch.members.filter(({ executionId, standing }) => {
      const before = seen.get(executionId) ?? 'toDo';
      seen.set(executionId, standing);
      return before !== standing;
    });
    for (const member of changed) tell(memberLine(member).filter(Boolean).join('  '));
    if (changed.length > 0) tell(`  ${retryBatchLine(batch)}`);
    if (batch.endedAt !== null || signal.aborted) return batch;
    await sleep(EVERY, undefined, { signal }).catch(() => undefined);
  }
}
