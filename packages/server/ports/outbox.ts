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

/** What came of one try. */
export interface Tried extends Pick<OutboxEntry, 'status' | 'dueAt' | 'problem'> {
  readonly at: Instant;
}

/**
 * Notifications on their way. They are put here by effects, in the commits of their executions (I2); the same one twice
 * is one (I3). What was sent or given up stays, to be looked up.
 */
export interface Outbox {
  /** What waits and is due, earliest first. */
  due(now: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  /** The earliest moment at which something is due. */
  nextDue(): Promise<Instant | null>;
  /** Keeps what came of a try; of one that does not wait any more it changes nothing. */
  tried(id: string, tried: Tried): Promise<void>;
  /** All of an execution, in the order in which they came. */
  ofExecution(execution: ExecutionId): Promise<readonly OutboxEntry[]>;
}
