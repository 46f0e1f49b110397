import { type NodeKey, taskIdOf, unreachable } from '@reprise/core';
import type { CloseApproval } from '../effect.ts';
import type { StepOutcome } from '../event.ts';
import type { LiveStep } from '../state.ts';
import type { Draft } from './draft.ts';

/** Ends a live attempt; an approval that people were asked for is closed with it. */
export function endAttempt(
  draft: Draft,
  node: NodeKey,
  step: LiveStep,
  outcome: StepOutcome,
): void {
  draft.emit({ type: 'StepEnded', at: draft.now, node, attempt: step.attempt, outcome });
  if (step.work.kind !== 'approval') return;
  draft.effect({
    type: 'CloseApproval',
    taskId: taskIdOf(draft.executionId, node, step.attempt),
    status: approvalStatus(outcome.status),
  });
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
