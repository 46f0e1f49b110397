import type { Result } from '@reprise/core';
import type { Effect } from './effect.ts';
import type { ExecutionEvent } from './event.ts';
import type { Refusal } from './refusal.ts';
import type { ExecutionState } from './state.ts';

/** The answer of `create` and `decide`: what happened, what should happen in the world, and the state after it. */
export interface Decision {
  readonly events: readonly ExecutionEvent[];
  readonly effects: readonly Effect[];
  readonly state: ExecutionState;
}

export type CommandRefusalCode =
  | 'EXECUTION_ENDED'
  | 'NODE_NOT_FOUND'
  | 'STEP_NOT_LIVE'
  | 'ATTEMPT_SUPERSEDED'
  | 'LEASE_LOST'
  | 'ALREADY_ABORTING'
  | 'NODE_NOT_RUNNING'
  | 'NOT_WAITING_FOR_INTERVENTION'
  | 'NOT_WAITING_FOR_INPUT'
  | 'EXECUTION_INPUT_INVALID'
  | 'NOT_AN_APPROVAL'
  | 'APPROVER_NOT_ALLOWED'
  | 'ALREADY_APPROVED'
  | 'APPROVAL_INPUT_UNKNOWN'
  | 'APPROVAL_INPUT_MISSING'
  | 'APPROVAL_INPUT_INVALID';

export type CommandRefusal = Refusal<CommandRefusalCode>;
export type DecisionResult = Result<Decision, CommandRefusal>;
