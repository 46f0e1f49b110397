import { type NodeKey, taskIdOf, unreachable } from '@reprise/core';
import type { CloseApproval } from '../../effect.ts';
import type { LiveStep } from '../../node-state.ts';
import type { StepOutcome } from '../../outcome.ts';
import type { Draft } from '../draft.ts';

/** Ends a live attempt and with it its step, whatever the failure strategies say. */
export function closeAttempt(
  draft: Draft,
  node: NodeKey,
  step: LiveStep,
  outcome: StepOutcome,
): void {
  draft.emit({ type: 'StepEnded', at: draft.now, node, attempt: step.attempt, outcome });
  closeWork(draft, node, step, outcome);
}

/** An approval that people were asked for is closed with its attempt, and a pipeline that it runs is stopped. */
export function closeWork(
  draft: Draft,
  node: NodeKey,
  step: LiveStep,
  { status }: StepOutcome,
): void {
  if (!('work' in step)) return;
  const taskId = taskIdOf(draft.executionId, node, step.attempt);
  if (step.work.kind === 'pipeline') draft.effect({ type: 'StopChild', taskId });
  if (step.work.kind !== 'approval') return;
  draft.effect({ type: 'CloseApproval', taskId, status: approvalStatus(status) });
}

function approvalStatus(status: StepOutcome['status']): CloseApproval['status'] {
  switch (status) {
    case 'Success':
    case 'IgnoreFailed':
      return 'APPROVED';
    case 'ApprovalRejected':
      return 'REJECTED';
    case 'Expired':
      return 'EXPIRED';
    case 'Aborted':
    case 'Failed':
    case 'Errored':
      return 'ABORTED';
    default:
      return unreachable(status);
  }
}
