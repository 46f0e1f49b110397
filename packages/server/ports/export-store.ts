import type { ExecutionId, Instant } from '@reprise/core';
import type { Principal } from '@reprise/core/execution';

/** Executions that somebody asked to be packed: which ones is settled then, and never changes. */
export interface ExecutionExport {
  readonly id: string;
  readonly accountId: string;
  readonly requestedBy: Principal;
  readonly requestedAt: Instant;
  /** From then on it cannot be downloaded. */
  readonly expiresAt: Instant;
  /** In the order of the list from which they were taken. */
  readonly executions: readonly ExecutionId[];
}

/** The exports that were asked for. What they hold is read when they are downloaded. */
export interface ExportStore {
  add(asked: ExecutionExport): Promise<void>;
  get(id: string): Promise<ExecutionExport | null>;
  /** How many an account has asked for since then. */
  countSince(accountId: string, since: Instant): Promise<number>;
  /** Forgets those that expired before then. */
  forgetExpired(before: Instant): Promise<void>;
}
