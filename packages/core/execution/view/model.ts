import type { DelegateId, ExecutionId, Instant, NodeKey, TaskId } from '@reprise/core';
import type { LoopPlace, PlanNode } from '@reprise/core/plan';
import type { StepType, StepWork } from '@reprise/core/step-types';
import type { ApprovalGiven, Failure, SkipInfo, StepOutputs } from '../event.ts';
import type { Status } from '../status.ts';

/** Harness's names of the nodes that stand for a loop. */
export type LoopType = 'MATRIX' | 'LOOP' | 'PARALLELISM';

/** One node as people see it, whatever its phase: the shape from which every edge serialises. */
export interface NodeView {
  readonly key: NodeKey;
  readonly kind: PlanNode['kind'];
  readonly identifier: string;
  readonly name: string;
  /** `Custom`, `Approval` for a stage; the step type for a step; what kind of loop for a loop. */
  readonly type: 'Pipeline' | 'StepGroup' | 'Custom' | 'Approval' | LoopType | StepType;
  readonly parent: NodeKey | null;
  readonly children: readonly NodeKey[];
  readonly after: readonly NodeKey[];
  readonly before: readonly NodeKey[];
  readonly row: number;
  /** For an instance of a loop: where it stands in it, and with which values. */
  readonly place: LoopPlace | null;
  readonly status: Status;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Tries so far; 0 for what has not started, and for containers. */
  readonly attempts: number;
  /** The newest attempt's task, whose log is the step's log; null for containers and what no delegate ran. */
  readonly task: TaskId | null;
  readonly delegate: DelegateId | null;
  readonly work: StepWork | null;
  readonly outputs: StepOutputs | null;
  readonly failure: Failure | null;
  readonly skip: SkipInfo | null;
  readonly approvals: readonly ApprovalGiven[];
  readonly reused: {
    readonly source: ExecutionId;
    readonly origin: ExecutionId;
    readonly reason: string;
  } | null;
}

/** Stage counts of an execution, as its list row shows them. */
export interface StageCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly running: number;
  readonly failed: number;
}
