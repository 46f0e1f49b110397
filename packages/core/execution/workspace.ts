import type { ExecutionId, NodeKey } from '@reprise/core';
import { type Plan, type PlanNode, stageOf } from '@reprise/core/plan';
import type { ExecutionEvent } from './event.ts';
import type { ExecutionState } from './state.ts';
import { isRetryable } from './status.ts';

/**
 * The workspace of a node's stage, called by the stage's key; null of a stage that has none of its own and works in the
 * folder of the execution.
 */
export function workspaceOf(plan: Plan, { key }: PlanNode): NodeKey | null {
  const stage = stageOf(plan, key);
  return stage?.stage.type === 'CI' ? stage.key : null;
}

/**
 * The workspaces that nobody needs after these events: those of stages that ended, and `all` of them when the execution
 * has. One that can be retried keeps the folder in which its other stages worked: a reused stage may have published paths
 * in it (I9).
 */
export function workspacesLeft(
  { plan, ended }: Pick<ExecutionState, 'plan' | 'ended'>,
  events: readonly ExecutionEvent[],
): 'all' | readonly NodeKey[] {
  if (ended !== undefined && !isRetryable(ended.status)) return 'all';
  const over = ended === undefined ? endedIn(events) : plan.nodes.keys();
  return [...over].filter((key) => {
    const node = plan.nodes.get(key);
    return node?.kind === 'stage' && node.stage.type === 'CI';
  });
}

const endedIn = (events: readonly ExecutionEvent[]): readonly NodeKey[] =>
  events.filter((event) => event.type === 'NodeEnded').map(({ node }) => node);

/** The executions whose stages this one reused, and whose folders nobody needs since it can be retried no more. */
export function sourcesLeft({ ended, nodes }: ExecutionState): ReadonlySet<ExecutionId> {
  if (ended === undefined || isRetryable(ended.status)) return new Set();
  const reused = [...nodes.values()].flatMap((at) =>
    at.phase === 'ended' && at.reused !== undefined ? [at.origin] : [],
  );
  return new Set(reused);
}
