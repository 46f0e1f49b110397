import type { NodeKey } from '@reprise/core';
import type { StepGroup } from '@reprise/core/pipeline';
import { addOnce, type PlanNodes } from './build-plan.ts';
import { rollbackOfPipeline, rollbackOfStageIn } from './keys.ts';
import type { GroupNode, PipelineNode, StageNode } from './model.ts';

const NONE: readonly NodeKey[] = [];

/**
 * Gives a pipeline the node that undoes it, and in that one for each of these stages, in this order: every one has its
 * turn, whatever became of the one before. The steps in it know the names of their stage.
 */
export function addPipelineRollback(
  nodes: PlanNodes,
  pipeline: PipelineNode,
  stages: readonly StageNode[],
): void {
  const key = rollbackOfPipeline(pipeline.key);
  const keys = stages.map((stage) => rollbackOfStageIn(key, stage.key));
  const identifier = 'rollback';
  const { at } = stages[0]?.stage ?? { at: { line: 1, column: 1 } };
  const steps: StepGroup['steps'] = [];
  const group = { identifier, name: 'Rollback', at, variables: [], delegateSelectors: [], steps };
  nodes.set(pipeline.key, { ...pipeline, rollback: key });
  nodes.set(key, {
    kind: 'group',
    key,
    identifier,
    name: group.name,
    parent: pipeline.key,
    children: keys,
    after: NONE,
    before: NONE,
    row: pipeline.children.length,
    group,
    isRollback: true,
    stageKey: pipeline.key,
  });
  stages.forEach((stage, row) => {
    const around = (index: number): readonly NodeKey[] => keys.slice(Math.max(0, index), index + 1);
    addStage(nodes, stage, {
      key: rollbackOfStageIn(key, stage.key),
      parent: key,
      after: around(row - 1),
      before: around(row + 1),
      row,
    });
  });
}

type Where = Pick<GroupNode, 'key' | 'parent' | 'after' | 'before' | 'row'>;

function addStage(
  nodes: PlanNodes,
  { key: stageKey, stage, place }: StageNode,
  where: Where,
): void {
  const { identifier, name, at, delegateSelectors, rollbackSteps = [] } = stage;
  const when = { status: 'All', at } as const;
  const group = { identifier, name, at, variables: [], delegateSelectors, steps: rollbackSteps };
  const head = { ...where, identifier, name, when, ...(place !== undefined && { place }) };
  addOnce(nodes, head, { kind: 'group', group, stageKey, isRollback: true });
}
