import { type DelegateId, type NodeKey, type TaskId, taskIdOf } from '@reprise/core';
import type { LiveStep, NodeState } from './node-state.ts';
import type { StopCause, StopReason } from './outcome.ts';
import type { ExecutionState } from './state.ts';

/** A step attempt that is not over, with its node. */
export interface LiveAttempt {
  readonly node: NodeKey;
  readonly step: LiveStep;
}

/** Whether this is a step attempt that is not over. */
export const isLiveStep = (node: NodeState | undefined): node is LiveStep =>
  node !== undefined && node.phase !== 'ended' && node.phase !== 'running-container';

/** All step attempts that are not over, in the order in which they began. */
export function liveSteps(state: ExecutionState): readonly LiveAttempt[] {
  const live: LiveAttempt[] = [];
  for (const key of state.open) {
    const step = state.nodes.get(key);
    if (isLiveStep(step)) live.push({ node: key, step });
  }
  return live;
}

const TASK_CAUSES = {
  abort: 'abort',
  timeout: 'timeout',
  'marked-failed': 'abort',
  'check-overdue': 'timeout',
  'fail-all': 'abort',
} as const satisfies Readonly<Record<StopReason, StopCause>>;

/** What a delegate is told: what a person marks as failed is aborted. */
export const taskStopCause = (reason: StopReason): StopCause => TASK_CAUSES[reason];

/** An attempt that a delegate holds. */
export interface HeldAttempt {
  readonly node: NodeKey;
  readonly attempt: number;
  readonly task: TaskId;
  /** Set when the delegate was asked to stop it. */
  readonly stopping: StopCause | null;
}

/** What this delegate holds of the execution, running or being stopped. */
export function stepsHeldBy(state: ExecutionState, delegate: DelegateId): readonly HeldAttempt[] {
  return liveSteps(state).flatMap(({ node, step }) => {
    if ((step.phase !== 'held' && step.phase !== 'stopping') || step.delegate !== delegate) {
      return [];
    }
    const task = taskIdOf(state.created.executionId, node, step.attempt);
    const stopping = step.phase === 'stopping' ? taskStopCause(step.cause) : null;
    return [{ node, attempt: step.attempt, task, stopping }];
  });
}
