import { type Instant, type NodeKey, ok } from '@reprise/core';
import { containerOf, type Plan } from '@reprise/core/plan';
import type { Continuation, CreateExecution } from '../command.ts';
import type { DecisionResult } from '../decision.ts';
import type { ExecutionCreated } from '../event.ts';
import { newState } from '../evolve/working-state.ts';
import { advance } from './advance.ts';
import { Draft } from './draft.ts';
import { beginContainer } from './turns/take-turn.ts';

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
  for (const { node, key } of heldBefore(retry?.reused ?? [])) {
    draft.emit({ type: 'QueueRejoined', at: now, node, key });
  }
  beginContainer(draft, containerOf(plan, plan.root));
  advance(draft);
  return ok(draft.finish());
}

/** What reused stages held for the whole pipeline: the retry queues for it anew, once for each key. */
function heldBefore(
  reused: Continuation['reused'],
): readonly { readonly node: NodeKey; readonly key: string }[] {
  const held = new Map<string, NodeKey>();
  for (const { nodes } of reused) {
    for (const { node, ended } of nodes) {
      const { work, status } = ended;
      if (work?.kind !== 'queue' || work.scope !== 'Pipeline' || status !== 'Success') continue;
      if (!held.has(work.key)) held.set(work.key, node);
    }
  }
  return [...held].map(([key, node]) => ({ key, node }));
}
