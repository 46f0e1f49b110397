/**
 * Groups writes of many executions into one durable commit: a sync to disk costs far more than the statements before
 * it, and writes that arrive in the same turn of the event loop, or while a commit is running, can share one.
 * This module batches; the database commits.
 */

/** A write that waits for its commit. */
export interface GroupedWrite {
  /** Told when the write could not be committed. */
  reject(error: unknown): void;
}

/**
 * Runs `writes` in one transaction and commits it. Answers what tells their callers, to be called now that the data is
 * durable. Throws when the group was not committed: `GroupFailed` when none of its writes is to blame.
 */
export type CommitTogether<Write> = (
  writes: readonly Write[],
) => Promise<readonly (() => void)[]> | readonly (() => void)[];

export interface CommitGroup<Write> {
  submit(write: Write): void;
  /** Takes no more, and waits for what was submitted. */
  close(): Promise<void>;
}

/**
 * The transaction could not begin or its commit failed: no write of the group is to blame, and whether a commit
 * reached the disk may be unknown. So nothing is tried again.
 */
export class GroupFailed extends Error {
  override readonly name = 'GroupFailed';
}

/** Bounds how long one transaction can grow; the rest goes into the next. */
const GROUP_LIMIT = 500;

/**
 * One group commits at a time. A write that throws before the commit takes nobody with it: its group is undone and
 * each write is committed alone, so that only the culprit is rejected.
 */
export function createCommitGroup<Write extends GroupedWrite>(
  commit: CommitTogether<Write>,
): CommitGroup<Write> {
  const waiting: Write[] = [];
  let draining: Promise<void> | null = null;
  let closed = false;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      await endOfTurn();
      await commitGroup(commit, waiting.splice(0, GROUP_LIMIT));
    }
    draining = null;
  };

  return {
    submit(write) {
      if (closed) {
        write.reject(new Error('The store is closed: it takes no more writes.'));
        return;
      }
      waiting.push(write);
      draining ??= drain();
    },
    async close() {
      closed = true;
      await draining;
    },
  };
}

async function commitGroup<Write extends GroupedWrite>(
  commit: CommitTogether<Write>,
  writes: readonly Write[],
): Promise<void> {
  try {
    for (const tell of await commit(writes)) tell();
  } catch (error) {
    if (error instanceof GroupFailed || writes.length === 1) {
      for (const write of writes) write.reject(error);
      return;
    }
    for (const write of writes) await commitGroup(commit, [write]);
  }
}

/** Everything that is ready in this turn of the event loop gets to submit before the group is closed. */
const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
