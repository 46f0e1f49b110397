import type { Scope } from '@reprise/core';
import type { RetryBatchEvent, RetryBatchId } from '@reprise/core/retry';
import type { Page } from './execution-store.ts';

/** One commit of one batch. */
export interface RetryBatchAppend {
  readonly batchId: RetryBatchId;
  readonly scope: Scope;
  /** How many commits the batch has so far; 0 creates it. */
  readonly expectedVersion: number;
  readonly events: readonly RetryBatchEvent[];
  /** Whether there is nothing left to do in it after this. */
  readonly ended: boolean;
}

/** A batch as stored. */
export interface StoredRetryBatch {
  readonly version: number;
  readonly events: readonly RetryBatchEvent[];
}

/** The streams of batches of retries. */
export interface RetryBatchStore {
  /** Whether it was appended: not when the batch has another version, or already exists. */
  append(append: RetryBatchAppend): Promise<boolean>;
  /**
   * The whole stream; null when there is none.
   *
   * @throws DamagedRecord when what is stored cannot be read back.
   */
  load(batch: RetryBatchId): Promise<StoredRetryBatch | null>;
  /** The batches of a project, newest first. */
  list(scope: Scope, offset: number, limit: number): Promise<Page<RetryBatchId>>;
  /** Those that have not ended, oldest first. */
  unfinished(): Promise<readonly RetryBatchId[]>;
}
