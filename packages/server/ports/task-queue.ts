import type { DelegateId, Instant, LeaseToken, TaskId } from '@reprise/core';
import type { StopCause } from '@reprise/core/execution';
import type { TaskSpec } from '@reprise/core/step-types';

export interface QueuedTask {
  readonly taskId: TaskId;
  readonly selectors: readonly string[];
  readonly task: TaskSpec;
  readonly enqueuedAt: Instant;
  /** Set by a StopTask effect: the holder is asked to stop it. */
  readonly stop: StopCause | null;
}

export type UnservedTask = Pick<QueuedTask, 'taskId' | 'selectors'>;

export interface LeasedTask extends QueuedTask {
  readonly delegate: DelegateId;
  readonly token: LeaseToken;
  readonly until: Instant;
}

export interface Claim {
  readonly delegate: DelegateId;
  /** What the delegate offers: a task is taken when all of its selectors are here. */
  readonly selectors: readonly string[];
  readonly limit: number;
  readonly until: Instant;
  /** A fresh token for each task taken. */
  newToken(): LeaseToken;
}

/**
 * Tasks that wait for a delegate or are held by one. They enter and leave with the events that cause it
 * (`ExecutionStore.append`); what happens here is the hand-over.
 */
export interface TaskQueue {
  /** Takes waiting tasks, first in first out; no task is ever taken twice. */
  claim(claim: Claim): Promise<readonly LeasedTask[]>;
  /** All that this delegate holds. */
  heldBy(delegate: DelegateId): Promise<readonly LeasedTask[]>;
  /** Prolongs every lease of this delegate. */
  renew(delegate: DelegateId, until: Instant): Promise<void>;
  /** Leases that ran out: their delegates have vanished. */
  expired(now: Instant): Promise<readonly LeasedTask[]>;
  /** Tasks with selectors that nobody has taken since before `since`, oldest first. */
  unserved(since: Instant, limit: number): Promise<readonly UnservedTask[]>;
  /** How many tasks wait for a delegate. */
  waiting(): Promise<number>;
}
