import type { Instant, NodeKey, TaskId } from '@reprise/core';
import type { Plan } from '@reprise/core/plan';
import type { ExecutionCreated } from './event.ts';
import type { EarlierTries, NodeState } from './node-state.ts';
import type { Principal } from './origin.ts';
import type { EndStatus } from './status.ts';

/** An execution, folded from its events (I1). A node that is not in `nodes` has not started. */
export interface ExecutionState {
  readonly plan: Plan;
  readonly created: ExecutionCreated;
  readonly nodes: ReadonlyMap<NodeKey, NodeState>;
  /** The nodes that have begun and not ended, in the order in which they began: an index of `nodes`. */
  readonly open: ReadonlySet<NodeKey>;
  /** The nodes that ended as anything but Success or Skipped, in the order of their ends: an index of `nodes`. */
  readonly unwell: ReadonlySet<NodeKey>;
  readonly abort?: { readonly at: Instant; readonly by: Principal; readonly reason: string };
  /** What the execution stands in queues for, or holds: an index of `nodes`, by task. Absent when that is nothing. */
  readonly claims?: ReadonlyMap<TaskId, Claim>;
  /** What became of steps in earlier times round a step group that was run again, by step. Absent when there was none. */
  readonly earlier?: ReadonlyMap<NodeKey, EarlierTries>;
  /** Set while somebody keeps anything new from starting. */
  readonly pause?: { readonly at: Instant; readonly by: Principal };
  /** The pipeline node's end; once set nothing changes any more (I4). */
  readonly ended?: { readonly at: Instant; readonly status: EndStatus };
}

/** A place in a queue. */
export interface Claim {
  readonly key: string;
  /** With whose end it is given back: the pipeline's or a stage's. */
  readonly holder: NodeKey;
  /** Set while a retry waits for what a reused stage held: nothing starts before it is granted again. */
  readonly regaining?: true;
}
