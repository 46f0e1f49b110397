import type { NodeKey } from '@reprise/core';
import { containerOf, nodeOf, rollbackOf, type StageNode, stageOf } from '@reprise/core/plan';
import { haltOf } from '../../halted.ts';
import type { FailedOutcome } from '../../outcome.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { rollBack } from './roll-back.ts';
import { isMarkedFailed } from './undo-after-others.ts';

/**
 * Everything is to be undone because of what happened to `node`: its own stage at once if that goes on, the others when nothing else
 * goes on. The stages beside it go on to their end; no other begins. `failed` is how the step ended that it is for.
 */
export function rollBackPipeline(draft: Draft, node: NodeKey, failed?: FailedOutcome): void {
  const { root } = draft.state.plan;
  if (runningAt(draft.state, root)?.rollbackAt === undefined) {
    draft.emit({ type: 'RollbackRequested', at: draft.now, node: root });
  }
  const stage = stageOf(draft.state.plan, node);
  if (stage === null) throw new Error(`${node} stands in no stage that could be undone`);
  const isMarked = failed !== undefined && isMarkedFailed(draft.state, stage.key, failed);
  if (draft.state.open.has(stage.key)) rollBack(draft, stage.key, isMarked);
}

/** When nothing of the pipeline goes on any more: the stages to undo become nodes, the last one first. */
export function planPipelineRollback(draft: Draft): void {
  const { state } = draft;
  const root = nodeOf(state.plan, state.plan.root);
  if (runningAt(state, root.key)?.rollbackAt === undefined) return;
  if (rollbackOf(root) !== undefined || haltOf(state, root) !== null) return;
  const stages = stagesToUndo(state).map(({ key }) => key);
  if (stages.length === 0) return;
  draft.emit({ type: 'PipelineRollbackPlanned', at: draft.now, stages });
}

/** The stages in which something has run, here or where a retry took them from, and that nothing has undone yet. */
function stagesToUndo(state: ExecutionState): readonly StageNode[] {
  const root = nodeOf(state.plan, state.plan.root);
  const keys = root.kind === 'pipeline' ? root.children : [];
  const stages = keys.flatMap((key) => {
    const node = nodeOf(state.plan, key);
    return node.kind === 'strategy'
      ? node.children.map((each) => nodeOf(state.plan, each))
      : [node];
  });
  return stages
    .filter((node) => node.kind === 'stage')
    .filter(({ key, rollback }) => rollback !== undefined && hasRun(state, key))
    .toReversed();
}

function hasRun({ plan, nodes }: ExecutionState, key: NodeKey): boolean {
  const at = nodes.get(key);
  if (at?.phase !== 'ended' || at.rolledBack === true) return false;
  return containerOf(plan, key).children.some((child) => nodes.has(child));
}
