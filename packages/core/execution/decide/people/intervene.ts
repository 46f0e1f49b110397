import { type Instant, ok } from '@reprise/core';
import { stepOf } from '@reprise/core/plan';
import type { Intervene } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { describe, refuse } from '../refuse.ts';
import { lastFailure } from '../steps/last-failure.ts';
import { scheduleStep } from '../steps/schedule-step.ts';
import { settleStep } from '../steps/settle-step.ts';
import { isHeldBack } from '../turns/held-back.ts';

/** Somebody decides what becomes of a step whose failure strategy asks people. */
export function intervene(
  state: ExecutionState,
  { node: key, by, choice }: Intervene,
  now: Instant,
): DecisionResult {
  const step = state.nodes.get(key);
  if (step?.phase !== 'undecided') {
    const known = state.plan.nodes.has(key);
    if (!known) return refuse('NODE_NOT_FOUND', `the pipeline has no node ${key}`, { node: key });
    const message = `${describe(state.plan, key)} does not wait for a decision; what runs can be marked as failed, or the execution aborted`;
    return refuse('NOT_WAITING_FOR_INTERVENTION', message, { node: key });
  }
  const draft = draftOf(state, now);
  draft.emit({ type: 'NodeInterrupted', at: now, node: key, interrupt: choice, by });
  const { attempt } = step;
  if (choice === 'Retry') {
    // While the execution is paused the new try waits, like every other.
    if (!isHeldBack(state)) scheduleStep(draft, stepOf(state.plan, key), attempt + 1);
  } else settleStep(draft, { node: key, attempt, failed: lastFailure(step) }, choice, by);
  advance(draft);
  return ok(draft.finish());
}
