import type { TaskId } from '@reprise/core';

/**
 * The output of step attempts: one append-only sequence of bytes each, JSON lines `{"level","time","out"}` as Harness's
 * clients read them (`level` INFO for standard output, ERROR for standard error).
 */
export interface LogStore {
  /**
   * Writes `chunk` at `offset`. What is already there is skipped, so a repeat is harmless; a gap is refused by writing
   * nothing. Answers the size after it.
   */
  append(task: TaskId, offset: number, chunk: Uint8Array): Promise<number>;
  /** No more comes: readers that follow may stop. */
  close(task: TaskId): Promise<void>;
  /** Bytes so far, and whether more may come. Null when there is no such log. */
  stat(task: TaskId): Promise<{ readonly size: number; readonly closed: boolean } | null>;
  /** Bytes from `from` up to but without `to`, at most what exists. */
  read(task: TaskId, from: number, to: number): Promise<Uint8Array>;
  /** Calls `listener` after each append or close of this log, until the returned function is called. */
  watch(task: TaskId, listener: () => void): () => void;
}
