import { nodeOf, type PlanNode } from '@reprise/core/plan';
import type { ExecutionState } from '../state.ts';
import type { ChildLink } from './model.ts';

/** The execution that a chained stage runs; its step shows the same. */
export function childLink(state: ExecutionState, node: PlanNode): ChildLink | null {
  if (node.kind === 'stage' && node.stage.type === 'Pipeline') {
    const [step] = node.children;
    return step === undefined ? null : childLink(state, nodeOf(state.plan, step));
  }
  const at = state.nodes.get(node.key);
  if (at?.phase !== 'waiting' && at?.phase !== 'ended') return null;
  if (at.child === undefined || at.work?.kind !== 'pipeline') return null;
  const { orgId, projectId, pipelineId } = at.work.child;
  return { executionId: at.child, orgId, projectId, pipelineId };
}
