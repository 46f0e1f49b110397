import type { DelegateId, ExecutionId, Instant, NodeKey, TaskId } from '@reprise/core';
import type { StageType } from '@reprise/core/pipeline';
import type { LoopPlace, PlanNode } from '@reprise/core/plan';
import type { StepType, StepWork, TargetSpec } from '@reprise/core/step-types';
import type { ApprovalGiven } from '../approval-given.ts';
import type { Interrupt, TriedAttempt } from '../node-state.ts';
import type { Failure, GivenValues, SkipInfo, StepOutputs } from '../outcome.ts';
import type { Status } from '../status.ts';

/** Harness's names of the nodes that stand for a loop. */
export type LoopType = 'MATRIX' | 'LOOP' | 'PARALLELISM';

/** One node as people see it, whatever its phase: the shape from which every edge serialises. */
export interface NodeView {
  readonly key: NodeKey;
  readonly kind: PlanNode['kind'];
  readonly identifier: string;
  readonly name: string;
  /** The stage type for a stage; the step type for a step; what kind of loop for a loop. */
  readonly type: 'Pipeline' | 'StepGroup' | StageType | LoopType | StepType | TargetSpec['type'];
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
  /** The execution that a chained stage, or its step, runs or ran, once that exists. */
  readonly child: ChildLink | null;
  /** Every try of a step so far, oldest first. */
  readonly tries: readonly TryView[];
  /** The inputs that it waits for, until when; null when it waits for none. */
  readonly asking: {
    readonly template: string;
    readonly names: readonly string[];
    readonly deadline: Instant;
  } | null;
  /** The inputs that it asked for and was given; null when there were none. */
  readonly inputs: GivenValues | null;
  /** What people did to the node, oldest first. */
  readonly interrupts: readonly Interrupt[];
  readonly reused: {
    readonly source: ExecutionId;
    readonly origin: ExecutionId;
    readonly reason: string;
  } | null;
  /** In a retry: why the stage, or the instance of a looped one, was run and not reused. */
  readonly runReason: string | null;
}

/** Another execution, and where it is. */
export interface ChildLink {
  readonly executionId: ExecutionId;
  readonly orgId: string;
  readonly projectId: string;
  readonly pipelineId: string;
}

/** One try of a step, as people see it. */
export interface TryView {
  readonly attempt: number;
  readonly status: Status;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** The task whose log is the try's; null when no delegate was asked. */
  readonly task: TaskId | null;
  readonly delegate: DelegateId | null;
  readonly failure: Failure | null;
  /** What its failure strategy did about it; null when it was not asked, or had no answer. */
  readonly action: TriedAttempt['action'] | null;
}

/** Stage counts of an execution, as its list row shows them. */
export interface StageCounts {
  readonly total: number;
  readonly succeeded: number;
  readonly running: number;
  readonly failed: number;
}
