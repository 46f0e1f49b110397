import type { ExecutionId, Instant } from '@reprise/core';
import type { Notification } from '@reprise/core/execution';

export type OutboxStatus = 'WAITING' | 'SENT' | 'GIVEN_UP';

/** Something that has to be told to somebody outside, and what has become of it. */
export interface OutboxEntry {
  readonly id: string;
  readonly executionId: ExecutionId;
  /** Null when what is stored cannot be read back. */
  readonly notification: Notification | null;
  readonly status: OutboxStatus;
  /** How often it was tried. */
  readonly tries: number;
  /** When it is tried next; null when it is not any more. */
  readonly dueAt: Instant | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Why the last try failed. */
  readonly problem: string | null;
}

/** Who asks wants what is due for itself, up to so many, until then. */
export interface OutboxClaim {
  readonly now: Instant;
  readonly until: Instant;
  readonly limit: number;
}

/** What came of one try. */
export interface Tried extends Pick<OutboxEntry, 'status' | 'dueAt' | 'problem'> {
  readonly at: Instant;
}

/**
 * Notifications on their way. They are put here by effects, in the commits of their executions (I2); the same one twice
 * is one (I3). What was sent or given up stays, to be looked up.
 */
export interface Outbox {
  /**
   * What waits and is due, earliest first. It is due again `until` then, and nobody else is given it before: of several
   * servers one sends, and when that one dies another takes over.
   */
  claim(claim: OutboxClaim): Promise<readonly OutboxEntry[]>;
  /** The earliest moment at which something is due. */
  nextDue(): Promise<Instant | null>;
  /**
   * Keeps what came of a try of an entry as it was claimed. Once somebody else has tried it since, only that it was sent
   * still counts: that it was not says nothing any more.
   */
  tried(claimed: Pick<OutboxEntry, 'id' | 'tries'>, tried: Tried): Promise<void>;
  /** All of an execution, in the order in which they came. */
  ofExecution(execution: ExecutionId): Promise<readonly OutboxEntry[]>;
}
