import type { DelegateId, NodeKey } from '@reprise/core';
import type { CiInfrastructure, CiStage } from '@reprise/core/pipeline';
import {
  descendants,
  nodeOf,
  type PlanNode,
  type StepNode,
  stageIn,
  stagesOf,
} from '@reprise/core/plan';
import type { StepWork, TaskSpec } from '@reprise/core/step-types';
import { selectorOfDelegate } from '../../delegate-selector.ts';
import type { ExecutionState } from '../../state.ts';
import { workspaceOf } from '../../workspace.ts';

/**
 * Says where a task runs. By delegate selectors: its own, or else those of the nearest node around it that has some. In a
 * CI stage also on the delegate that took the stage's first task, in the stage's own workspace, which is there only.
 */
export function placeTask(state: ExecutionState, step: StepNode, work: StepWork): StepWork {
  if (work.kind !== 'task') return work;
  const selectors = work.selectors.length > 0 ? work.selectors : selectorsAround(state, step);
  const workspace = workspaceOf(state.plan, step);
  if (workspace === null) return { ...work, selectors };
  const delegate = delegateOf(state, workspace);
  return {
    ...work,
    selectors: delegate === null ? selectors : [...selectors, selectorOfDelegate(delegate)],
    task: inWorkspace(work.task, workspace),
  };
}

function selectorsAround(state: ExecutionState, step: StepNode): readonly string[] {
  let node: PlanNode = step;
  while (node.parent !== null) {
    node = nodeOf(state.plan, node.parent);
    const selectors = selectorsOf(state, node);
    if (selectors.length > 0) return selectors;
  }
  return [];
}

function selectorsOf(state: ExecutionState, node: PlanNode): readonly string[] {
  switch (node.kind) {
    case 'pipeline':
      return state.plan.pipeline.delegateSelectors;
    case 'stage': {
      const { stage } = node;
      const { delegateSelectors } = stage;
      return delegateSelectors.length > 0 || stage.type !== 'CI'
        ? delegateSelectors
        : mappedSelectors(state, stage);
    }
    case 'group':
      return node.group.delegateSelectors;
    case 'strategy':
    case 'step':
      return [];
  }
}

/** What the operator has said that the stage's infrastructure means; nothing means any delegate. */
function mappedSelectors(state: ExecutionState, stage: CiStage): readonly string[] {
  const kind = infrastructureOf(state, stage);
  return (kind && state.created.surroundings?.ciDelegates?.[kind]) ?? [];
}

function infrastructureOf({ plan }: ExecutionState, stage: CiStage): CiInfrastructure | null {
  const { runsOn } = stage;
  if (typeof runsOn === 'string') return runsOn;
  const other = stagesOf(plan)
    .map(stageIn)
    .find((each) => each?.identifier === runsOn.useFromStage);
  if (other?.type !== 'CI' || typeof other.runsOn !== 'string') return null;
  return other.runsOn;
}

/** The delegate that has the workspace of a stage, because it took a task of the stage; null when none has yet. */
function delegateOf(state: ExecutionState, stage: NodeKey): DelegateId | null {
  for (const key of descendants(state.plan, stage)) {
    const at = state.nodes.get(key);
    const now = at !== undefined && 'delegate' in at ? [at] : [];
    const tries = [...(state.earlier?.get(key)?.tries ?? []), ...(at?.tried ?? []), ...now];
    const taken = tries.find(({ delegate }) => delegate !== undefined)?.delegate;
    if (taken !== undefined) return taken;
  }
  return null;
}

/** Only tasks that work with files have use for a folder. */
function inWorkspace(task: TaskSpec, workspace: string): TaskSpec {
  switch (task.type) {
    case 'ShellScript':
    case 'Run':
    case 'Background':
    case 'GitClone':
      return { ...task, workspace };
    case 'Http':
    case 'Email':
      return task;
  }
}
