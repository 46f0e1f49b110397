import type { ExecutionId, NodeKey, TaskId } from '@reprise/core';

/** Something of which an account has one: who holds it has it alone. */
export interface Resource {
  readonly accountId: string;
  readonly key: string;
}

/** A place in the queue for a resource. */
export interface ResourceClaim {
  readonly taskId: TaskId;
  readonly executionId: ExecutionId;
  /** Who holds it once it is granted: a node of the execution. */
  readonly holder: NodeKey;
}

/**
 * The queues for resources. Places are taken and left by effects, in the commits of their executions (I2); whose turn
 * it is follows from the places alone: see `grantedOf` of the engine.
 */
export interface ResourceQueue {
  /** The places of unfinished executions, in the order in which they were taken; a quarantined one has none (I13). */
  claims(resource: Resource): Promise<readonly ResourceClaim[]>;
  /** Every resource that somebody stands in a queue for, or holds. */
  all(): Promise<readonly Resource[]>;
}
