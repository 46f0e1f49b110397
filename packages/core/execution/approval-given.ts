import type { Instant, NodeKey } from '@reprise/core';
import type { Principal } from './origin.ts';

/** Somebody said yes or no at a step that asks for it: an event, and what the step keeps of it. */
export interface ApprovalGiven {
  readonly type: 'ApprovalGiven';
  readonly at: Instant;
  readonly node: NodeKey;
  readonly attempt: number;
  readonly by: Principal;
  readonly action: 'APPROVE' | 'REJECT';
  readonly comments: string;
  readonly inputs: Readonly<Record<string, string>>;
}
