import type { RetryBatchEvent, RetryBatchId } from '@reprise/core/retry';
import { asRetryBatchId } from '@reprise/core/retry';
import { DamagedRecord, type StoredRetryBatch } from '../ports/index.ts';
import { integer, type StoredRow, text } from './stored-rows.ts';

export const batchIdOf = (row: StoredRow): RetryBatchId => asRetryBatchId(text(row, 'batch_id'));

/**
 * The entries of a batch, put together again; null when there are none.
 *
 * @param entries rows of `version` and `events`, in the order of versions.
 * @throws DamagedRecord that names the batch and the entry, when one is missing or holds no events.
 */
export function batchOf(
  batch: RetryBatchId,
  entries: readonly StoredRow[],
): StoredRetryBatch | null {
  const events = entries.flatMap((entry, index) => {
    if (integer(entry, 'version') !== index + 1) {
      throw new DamagedRecord(`Retry batch ${batch} lacks its entry ${index + 1}.`);
    }
    return eventsOf(batch, entry);
  });
  return events.length === 0 ? null : { version: entries.length, events };
}

/** What a store wrote itself as JSON: its type is the writer's word. */
function eventsOf(batch: RetryBatchId, entry: StoredRow): readonly RetryBatchEvent[] {
  const what = `Entry ${integer(entry, 'version')} of retry batch ${batch} cannot be read back`;
  let events: unknown;
  try {
    events = JSON.parse(text(entry, 'events'));
  } catch (cause) {
    throw new DamagedRecord(`${what}: its events are not JSON.`, { cause });
  }
  if (Array.isArray(events)) return events as readonly RetryBatchEvent[];
  throw new DamagedRecord(`${what}: it holds no list of events.`);
}
