import { type Instant, ok } from '@reprise/core';
import { containerOf, type Plan } from '@reprise/core/plan';
import { reusedStage } from '../../retry/reused-stage.ts';
import type { CreateExecution } from '../command.ts';
import type { DecisionResult } from '../decision.ts';
import type { ExecutionCreated, RetryOrigin } from '../event.ts';
import { newState } from '../evolve/working-state.ts';
import { advance } from './advance.ts';
import { Draft } from './draft.ts';
import { beginContainer } from './take-turn.ts';

type Retry = NonNullable<CreateExecution['retry']>;

/**
 * Begins an execution of `plan`: a fresh one, or a retry, which first takes over the stages that its retry plan reuses
 * (I9) and then runs what is left, with timeouts and attempts counted from the start. Never refuses; throws when the
 * retry plan was made for another source.
 */
export function create(command: CreateExecution, plan: Plan, now: Instant): DecisionResult {
  const { retry } = command;
  const created: ExecutionCreated = {
    type: 'ExecutionCreated',
    at: now,
    ...command.created,
    ...(retry !== undefined && { retry: originOf(retry) }),
  };
  const draft = new Draft(newState(plan, created), now, [created]);
  if (retry !== undefined) reuseStages(draft, retry);
  beginContainer(draft, containerOf(plan, plan.root));
  advance(draft);
  return ok(draft.finish());
}

function originOf({ plan, source, note }: Retry): RetryOrigin {
  if (plan.source !== source.created.executionId) {
    throw new Error(`the retry plan is for ${plan.source}, not ${source.created.executionId}`);
  }
  return {
    root: plan.root,
    parent: plan.source,
    rootCreatedAt: plan.rootCreatedAt,
    planDigest: plan.digest,
    from: plan.from,
    runAllStages: plan.runAllStages,
    starters: [...(source.created.retry?.starters ?? []), source.created.trigger.by],
    ...(note !== undefined && { note }),
  };
}

function reuseStages(draft: Draft, { plan, source }: Retry): void {
  for (const { stage, decision, reason } of plan.stages) {
    if (decision !== 'reuse') continue;
    const nodes = reusedStage(source, stage);
    draft.emit({ type: 'StageReused', stage, source: plan.source, reason, nodes });
  }
}
