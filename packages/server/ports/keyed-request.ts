import type { Digest, ExecutionId, Scope } from '@reprise/core';

/**
 * A request to begin an execution that its sender may repeat when the answer was lost: known, within a project, by a key
 * of the sender's own choice.
 */
export interface KeyedRequest {
  readonly key: string;
  /** The digest of all that was asked: under one key only one thing may be asked. */
  readonly fingerprint: Digest;
}

/** What a keyed request began. Kept as long as the execution, so that a repeat is known after any restart. */
export interface AnsweredRequest {
  readonly execution: ExecutionId;
  readonly fingerprint: Digest;
}

/** Which keyed request. */
export interface RequestName {
  readonly scope: Scope;
  readonly key: string;
}
