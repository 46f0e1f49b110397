import type { NodeKey } from '@reprise/core';
import type { LiveStep } from '../../node-state.ts';
import type { StepOutcome } from '../../outcome.ts';
import type { Draft } from '../draft.ts';
import { closeWork } from './close-attempt.ts';
import { settleAttempt } from './settle-attempt.ts';

/** Ends a live attempt. If it failed, the failure strategies decide what becomes of its step. */
export function endAttempt(
  draft: Draft,
  node: NodeKey,
  step: LiveStep,
  outcome: StepOutcome,
): void {
  settleAttempt(draft, { node, attempt: step.attempt, outcome });
  closeWork(draft, node, step, outcome);
}
