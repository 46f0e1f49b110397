import { type Instant, ok } from '@reprise/core';
import { containerOf, type Plan } from '@reprise/core/plan';
import type { CreateExecution } from '../command.ts';
import type { DecisionResult } from '../decision.ts';
import type { ExecutionCreated } from '../event.ts';
import { newState } from '../evolve/working-state.ts';
import { advance } from './advance.ts';
import { Draft } from './draft.ts';
import { beginContainer } from './take-turn.ts';

/**
 * Begins an execution of `plan`: a fresh one, or a retry, which first takes over the stages that its retry plan reuses
 * (I9) and then runs what is left, with timeouts and attempts counted from the start. Never refuses.
 */
export function create(command: CreateExecution, plan: Plan, now: Instant): DecisionResult {
  const { retry } = command;
  const created: ExecutionCreated = {
    type: 'ExecutionCreated',
    at: now,
    ...command.created,
    ...(retry !== undefined && { retry: retry.origin }),
  };
  const draft = new Draft(newState(plan, created), now, [created]);
  for (const loop of retry?.loops ?? []) draft.emit({ type: 'LoopExpanded', at: now, ...loop });
  for (const stage of retry?.reused ?? []) draft.emit({ type: 'StageReused', ...stage });
  beginContainer(draft, containerOf(plan, plan.root));
  advance(draft);
  return ok(draft.finish());
}
