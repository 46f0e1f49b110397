import { type Instant, ok } from '@reprise/core';
import type { Value } from '@reprise/core/expression';
import type { ApprovalWork } from '@reprise/core/step-types';
import type { ActOnApproval } from '../command.ts';
import type { CommandRefusal, DecisionResult } from '../decision.ts';
import type { ApprovalGiven, Principal, StepOutcome } from '../event.ts';
import { isLiveStep } from '../live-steps.ts';
import type { ExecutionState } from '../state.ts';
import { advance } from './advance.ts';
import { draftOf } from './draft.ts';
import { endAttempt } from './end-attempt.ts';
import { findAttempt } from './find-attempt.ts';
import { describe, refuse } from './refuse.ts';

interface Waiting {
  readonly approval: ApprovalWork;
  readonly approvals: readonly ApprovalGiven[];
}

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
  draft.emit({ ...command, type: 'ApprovalGiven', at: now });
  const given = draft.state.nodes.get(command.node);
  if (isLiveStep(given) && given.phase === 'waiting') {
    const outcome = outcomeOf(command, { approval, approvals: given.approvals });
    if (outcome !== null) endAttempt(draft, command.node, given, outcome);
  }
  advance(draft);
  return ok(draft.finish());
}

type Objection = { readonly ok: false; readonly error: CommandRefusal } | null;

function objection(state: ExecutionState, command: ActOnApproval, waiting: Waiting): Objection {
  const { by, node } = command;
  const { approval, approvals } = waiting;
  const name = describe(state.plan, node);
  if (approval.disallowPipelineExecutor && startersOf(state).some((one) => isSame(one, by))) {
    const message = `${by.name} started this execution, and ${name} must be decided by somebody else`;
    return refuse('APPROVER_NOT_ALLOWED', message, { node, by: by.name });
  }
  if (command.action === 'REJECT') return null;
  if (approvals.some((given) => isSame(given.by, by))) {
    const missing = approval.minimumCount - approvals.length;
    const message = `${by.name} has approved ${name} already; ${missing} more must`;
    return refuse('ALREADY_APPROVED', message, { node, by: by.name, missing });
  }
  return unknownInput(command, approval, name);
}

function unknownInput(command: ActOnApproval, approval: ApprovalWork, name: string): Objection {
  const names = approval.inputs.map((input) => input.name);
  const unknown = Object.keys(command.inputs).find((input) => !names.includes(input));
  if (unknown === undefined) return null;
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  const message = `${name} has no approver input ${unknown}: ${known}`;
  return refuse('APPROVAL_INPUT_UNKNOWN', message, { node: command.node, input: unknown, names });
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

function inputsOf({ approval, approvals }: Waiting): { readonly [name: string]: Value } {
  const values = new Map<string, Value>();
  for (const { name, defaultValue } of approval.inputs) values.set(name, defaultValue);
  for (const { inputs } of approvals) {
    for (const [name, value] of Object.entries(inputs)) values.set(name, value);
  }
  return Object.fromEntries(values);
}

/** Whoever started an execution of this chain: a retry does not make its starter somebody else. */
const startersOf = ({ created }: ExecutionState): readonly Principal[] => [
  ...(created.retry?.starters ?? []),
  created.trigger.by,
];

const isSame = (one: Principal, other: Principal): boolean =>
  one.kind === other.kind && one.name === other.name;
