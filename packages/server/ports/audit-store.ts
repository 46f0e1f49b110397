import type { Instant } from '@reprise/core';
import type { AccessScope } from '@reprise/core/access';
import type { Principal } from '@reprise/core/execution';

/** Something that somebody did: who, when, from where, why, and what it changed. */
export interface AuditEntry {
  readonly at: Instant;
  readonly scope: AccessScope;
  readonly by: Principal;
  /** The address that the request came from, and the program that sent it, as far as they are known. */
  readonly from: { readonly address?: string; readonly agent?: string };
  /** What was done: `retry`, `abort`, `approve`, `create`. */
  readonly action: string;
  /** What it was done to: `execution`, `role`. */
  readonly resourceType: string;
  readonly resource: string;
  /** What they said about it. */
  readonly reason?: string;
  /** What came of it: the id of the execution that a retry began, for one. */
  readonly change: Readonly<Record<string, string>>;
}

export interface StoredAuditEntry extends AuditEntry {
  readonly sequence: number;
}

export interface AuditFilter {
  readonly accountId: string;
  /** With all that is inside. */
  readonly scope?: AccessScope;
  readonly resourceType?: string;
  readonly resource?: string;
}

/** Kept for ever: there is no way to change or remove an entry. */
export interface AuditStore {
  add(entry: AuditEntry): Promise<void>;
  /** The newest first. */
  list(
    filter: AuditFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly items: readonly StoredAuditEntry[]; readonly total: number }>;
}
