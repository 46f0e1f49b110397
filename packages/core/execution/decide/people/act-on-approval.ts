import { type Instant, type NodeKey, ok } from '@reprise/core';
import type { ApprovalWork } from '@reprise/core/step-types';
import type { ActOnApproval } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { WaitingStep } from '../../node-state.ts';
import type { Principal } from '../../origin.ts';
import type { StepOutcome } from '../../outcome.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { type Draft, draftOf } from '../draft.ts';
import { findAttempt } from '../find-attempt.ts';
import { describe, refuse } from '../refuse.ts';
import { endAttempt } from '../steps/end-attempt.ts';
import { inputsOf, objection, type Waiting } from './approval-rules.ts';

/**
 * Somebody approves or rejects. As many different people as the step asks for must approve; one rejection ends it. The
 * inputs of the last approver count, then those of the ones before, then the defaults.
 */
export function actOnApproval(
  state: ExecutionState,
  command: ActOnApproval,
  now: Instant,
): DecisionResult {
  const found = findAttempt(state, command);
  if (!found.ok) return found;
  const step = found.value;
  if (step.phase !== 'waiting' || step.work.kind !== 'approval') {
    const message = `${describe(state.plan, command.node)} is not an approval`;
    return refuse('NOT_AN_APPROVAL', message, { node: command.node });
  }
  const { approval } = step.work;
  const no = objection(state, command, { approval, approvals: step.approvals });
  if (no !== null) return no;
  const draft = draftOf(state, now);
  const { node, attempt, by, action, comments, inputs } = command;
  const said = { node, attempt, by, action, comments, inputs };
  draft.emit({ type: 'ApprovalGiven', at: now, ...said });
  const given = draft.state.nodes.get(command.node);
  if (given?.phase === 'waiting') {
    const outcome = outcomeOf(command, { approval, approvals: given.approvals });
    if (outcome !== null) endAttempt(draft, command.node, given, outcome);
  }
  advance(draft);
  return ok(draft.finish());
}

function outcomeOf(command: ActOnApproval, waiting: Waiting): StepOutcome | null {
  if (command.action === 'REJECT') {
    const { by, comments } = command;
    const message =
      comments === '' ? `rejected by ${by.name}` : `rejected by ${by.name}: ${comments}`;
    return { status: 'ApprovalRejected', failure: { message, types: ['ApprovalRejection'] } };
  }
  // All that were given are approvals: a rejection would have ended the step.
  if (waiting.approvals.length < waiting.approval.minimumCount) return null;
  return { status: 'Success', outputs: { approverInputs: inputsOf(waiting) } };
}

/** The schedule of an approval gives it, whoever else was still to be asked. Its inputs are not checked. */
export function approveBySchedule(
  draft: Draft,
  node: NodeKey,
  { step, approval }: { readonly step: WaitingStep; readonly approval: ApprovalWork },
): void {
  const { attempt } = step;
  const by: Principal = { kind: 'system', name: 'automatic approval' };
  const comments = approval.autoApproval?.comments ?? '';
  const given = { node, attempt, by, action: 'APPROVE', comments, inputs: {} } as const;
  draft.emit({ type: 'ApprovalGiven', at: draft.now, ...given });
  const outputs = { approverInputs: inputsOf({ approval, approvals: step.approvals }) };
  endAttempt(draft, node, step, { status: 'Success', outputs });
}
