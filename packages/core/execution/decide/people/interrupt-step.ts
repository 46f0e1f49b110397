import type { NodeKey } from '@reprise/core';
import { isOverdue } from '../../checks.ts';
import type { LiveStep } from '../../node-state.ts';
import type { StopReason } from '../../outcome.ts';
import type { Draft } from '../draft.ts';
import { endAttempt } from '../steps/end-attempt.ts';
import { lastFailure } from '../steps/last-failure.ts';
import { settleStep } from '../steps/settle-step.ts';
import { askToStop, stoppedOutcome } from '../steps/stop.ts';

/**
 * Stops one attempt, of which its failure strategies then decide: its own time ran out, or somebody marked it as failed.
 * A step that waits for a decision has got one.
 */
export function interruptStep(
  draft: Draft,
  node: NodeKey,
  step: LiveStep,
  cause: Exclude<StopReason, 'abort'>,
): void {
  switch (step.phase) {
    case 'stopping':
      if (isOverdue(step)) askToStop(draft, node, step, cause);
      return;
    case 'held':
      askToStop(draft, node, step, cause);
      return;
    case 'resting':
    case 'queued':
    case 'waiting':
    case 'delayed':
    case 'asking':
      endAttempt(draft, node, step, stoppedOutcome(draft.state, { node, step }, cause));
      return;
    case 'undecided': {
      const { attempt } = step;
      settleStep(draft, { node, attempt, failed: lastFailure(step) }, 'MarkAsFailure');
    }
  }
}
