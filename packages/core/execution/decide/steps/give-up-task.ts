import { type Instant, ok } from '@reprise/core';
import type { GiveUpTask } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { draftOf } from '../draft.ts';
import { findAttempt } from '../find-attempt.ts';
import { describe, refuse } from '../refuse.ts';
import { endAttempt } from './end-attempt.ts';

/** A task that waits for a delegate is waited with no longer: its failure strategies decide. */
export function giveUpTask(
  state: ExecutionState,
  command: GiveUpTask,
  now: Instant,
): DecisionResult {
  const found = findAttempt(state, command);
  if (!found.ok) return found;
  const { node, attempt } = command;
  const step = found.value;
  if (step.phase !== 'queued' || step.work.kind !== 'task') {
    const message = `${describe(state.plan, node)} does not wait for a delegate`;
    return refuse('STEP_NOT_LIVE', message, { node, attempt });
  }
  const message = `no delegate has all of its selectors: ${step.work.selectors.join(', ')}`;
  const failure = { message, types: ['DelegateProvisioning'] as const };
  const draft = draftOf(state, now);
  endAttempt(draft, node, step, { status: 'Failed', failure });
  advance(draft);
  return ok(draft.finish());
}
