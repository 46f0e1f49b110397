import type { NodeKey } from '@reprise/core';
import { type Plan, type PlanNode, stageOf } from '@reprise/core/plan';
import type { ExecutionEvent } from './event.ts';
import type { ExecutionState } from './state.ts';

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
 * has.
 */
export function workspacesLeft(
  { plan, ended }: Pick<ExecutionState, 'plan' | 'ended'>,
  events: readonly ExecutionEvent[],
): 'all' | readonly NodeKey[] {
  if (ended !== undefined) return 'all';
  return events.flatMap((event) => {
    if (event.type !== 'NodeEnded') return [];
    const node = plan.nodes.get(event.node);
    return node?.kind === 'stage' && node.stage.type === 'CI' ? [node.key] : [];
  });
}
