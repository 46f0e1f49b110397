import type { RetryBatchDocument } from '@reprise/api';
import type { Client } from '@reprise/api/client';
import { valueOf } from '../command-error.ts';
import { memberLine, retryBatchLine } from '../output/retry-batch-text.ts';
import { isAway, Patience, type PatienceNeeds, sleep } from './patience.ts';

/** How often a batch is looked at, in milliseconds. */
const EVERY = 1_000;

export interface BatchWatch extends PatienceNeeds {
  readonly client: Pick<Client, 'getRetryBatch'>;
  readonly batchId: string;
  /** Tells of what has changed. */
  readonly tell: (line: string) => void;
}

/**
 * Looks at a batch until it has ended, and tells of each execution whose standing has changed. A server that goes away
 * is waited for: the batch goes on with it. When the signal aborts, the batch is left as it is, and answered as last seen.
 */
export async function followBatch(watch: BatchWatch): Promise<RetryBatchDocument> {
  const { signal, pause = sleep } = watch;
  const patience = new Patience(watch);
  const seen = new Map<string, string>();
  let last: RetryBatchDocument | null = null;
  for (;;) {
    try {
      last = await look(watch);
      patience.found();
      tellOf(last, seen, watch.tell);
      if (last.endedAt !== null || signal.aborted) return last;
      await pause(EVERY, signal);
    } catch (error) {
      if (!isAway(error)) throw error;
      if (signal.aborted) {
        if (last === null) throw error;
        return last;
      }
      await patience.lost(error);
    }
  }
}

const look = async ({ client, batchId }: BatchWatch): Promise<RetryBatchDocument> =>
  valueOf(await client.getRetryBatch({ path: { batch: batchId } }));

/** Tells of the executions that do not stand any more where they were seen. */
function tellOf(batch: RetryBatchDocument, seen: Map<string, string>, tell: BatchWatch['tell']) {
  const changed = batch.members.filter(({ executionId, standing }) => {
    const before = seen.get(executionId) ?? 'toDo';
    seen.set(executionId, standing);
    return before !== standing;
  });
  for (const member of changed) tell(memberLine(member).filter(Boolean).join('  '));
  if (changed.length > 0) tell(`  ${retryBatchLine(batch)}`);
}
