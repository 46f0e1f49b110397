/** An execution as a row of the list and as the head of its page. */
import { type ExecutionSummary, type LayoutNode, nodeExecutionIdOf } from '@reprise/api';
import type { ExecutionId, NodeKey } from '@reprise/core';
import { type ExecutionState, isRetryable, type NodeView, viewNode } from '@reprise/core/execution';
import { PIPELINE_KEY, stagesOf } from '@reprise/core/plan';
import type { StoredExecutionRow } from '../../ports/index.ts';
import { failureInfo, skipInfo } from './execution-node.ts';
import { type Drawn, draw, forkView } from './layout.ts';

/** Stages that deploy and build nothing belong to the pipeline service itself. */
const MODULE = 'pms';

const tagsOf = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** A row of the list: all but the stages. */
export function executionSummary(row: StoredExecutionRow): ExecutionSummary {
  const chosen = row.chosenStages ?? [];
  const failure = row.failureMessage === null ? null : { message: row.failureMessage };
  return {
    pipelineIdentifier: row.pipelineId,
    planExecutionId: row.executionId,
    name: row.pipelineName,
    orgIdentifier: row.scope.orgId,
    projectIdentifier: row.scope.projectId,
    status: row.status,
    runSequence: row.runSequence,
    createdAt: row.createdAt,
    startTs: row.startedAt,
    endTs: row.endedAt,
    tags: tagsOf(row.tags ?? {}),
    executionTriggerInfo: triggerInfo(row),
    executionErrorInfo: failure,
    failureInfo:
      failure === null ? null : { ...failure, failureTypeList: [], responseMessages: [] },
    modules: [MODULE],
    moduleInfo: {},
    layoutNodeMap: {},
    startingNodeId: null,
    shouldUseSimplifiedKey: true,
    storeType: 'INLINE',
    totalStagesCount: row.stageCounts.total,
    successfulStagesCount: row.stageCounts.succeeded,
    runningStagesCount: row.stageCounts.running,
    failedStagesCount: row.stageCounts.failed,
    canRetry: canRetry(row),
    showRetryHistory: row.parentId !== null || row.retriedBy !== null,
    retryInfo: retryInfo(row),
    parentStageInfo: parentStageInfo(row),
    stagesExecution: row.chosenStages !== undefined,
    stagesExecuted: chosen.map(({ identifier }) => identifier),
    stagesExecutedNames: Object.fromEntries(chosen.map((each) => [each.identifier, each.name])),
    notesExistForPlanExecutionId: row.note !== null,
    notes: row.note,
    quarantined: row.quarantined,
  };
}

const canRetry = ({ status, retriedBy, quarantined, rolledBack }: StoredExecutionRow): boolean =>
  isRetryable(status) && retriedBy === null && quarantined === null && rolledBack !== true;

/** A row of the list that says which execution of its chain is the newest. */
export const executionHead = (
  row: StoredExecutionRow,
  newest: ExecutionId | undefined,
): ExecutionSummary => ({
  ...executionSummary(row),
  ...(newest !== undefined && { retryInfo: { ...retryInfo(row), latestExecutionId: newest } }),
});

/** An execution as its detail shows it: with its stages, and the edges between them. */
export function detailedSummary(
  row: StoredExecutionRow,
  state: ExecutionState,
  newest?: ExecutionId,
): ExecutionSummary {
  const stages = new Map(
    stagesOf(state.plan).map(({ key }): [NodeKey, NodeView] => [key, viewNode(state, key)]),
  );
  const id = (key: NodeKey): string => nodeExecutionIdOf(row.executionId, key);
  const { first, all } = draw(PIPELINE_KEY, [...stages.values()]);
  return {
    ...executionHead(row, newest),
    tags: tagsOf(state.plan.pipeline.tags),
    layoutNodeMap: Object.fromEntries([
      ...all.map((drawn) => [id(drawn.key), layoutNode(drawn, stages, id)] as const),
      ...[...stages.values()].flatMap((stage) => instanceNodes(state, stage, id)),
    ]),
    startingNodeId: first[0] === undefined ? null : id(first[0]),
  };
}

const parentStageInfo = ({
  parentStage: parent,
}: StoredExecutionRow): ExecutionSummary['parentStageInfo'] => ({
  hasParentPipeline: parent !== undefined,
  executionId: parent?.executionId ?? null,
  identifier: parent?.pipelineId ?? null,
  orgId: parent?.scope.orgId ?? null,
  projectId: parent?.scope.projectId ?? null,
  runSequence: parent?.runSequence ?? null,
  stageNodeId: parent === undefined ? null : nodeExecutionIdOf(parent.executionId, parent.node),
});

const TRIGGER = 'MANUAL';

export const triggerInfo = ({
  triggeredBy: { name },
  rerun,
}: StoredExecutionRow): ExecutionSummary['executionTriggerInfo'] => ({
  triggerType: TRIGGER,
  triggeredBy: { uuid: name, identifier: name, extraInfo: {} },
  isRerun: rerun !== undefined,
  rerunInfo:
    rerun === undefined
      ? null
      : {
          rootExecutionId: rerun.root,
          prevExecutionId: rerun.previous,
          rootTriggerType: TRIGGER,
          prevTriggerType: TRIGGER,
          definition: rerun.definition,
        },
});

export const retryInfo = ({
  rootId,
  parentId,
  retriedBy,
}: StoredExecutionRow): ExecutionSummary['retryInfo'] => ({
  isRetry: parentId !== null,
  rootExecutionId: rootId,
  parentRetryId: parentId,
  retriedBy,
});

function layoutNode(
  drawn: Drawn,
  stages: ReadonlyMap<NodeKey, NodeView>,
  id: (key: NodeKey) => string,
): LayoutNode {
  const stage = stages.get(drawn.key);
  const members = drawn.kind === 'fork' ? drawn.members : instancesOf(stage);
  const edges = { currentNodeChildren: members.map(id), nextIds: drawn.next.map(id) };
  const common = {
    nodeGroup: 'STAGE',
    module: MODULE,
    nodeUuid: drawn.key,
    edgeLayoutList: edges,
  } as const;
  if (stage !== undefined)
    return { ...common, ...shownStage(stage), nodeExecutionId: id(stage.key) };
  return { ...common, ...shownFork(members.flatMap((key) => stages.get(key) ?? [])) };
}

/** A loop has its instances as children, as a fork has its members. */
const instancesOf = (stage: NodeView | undefined): readonly NodeKey[] =>
  stage?.kind === 'strategy' ? stage.children : [];

function instanceNodes(
  state: ExecutionState,
  loop: NodeView,
  id: (key: NodeKey) => string,
): readonly (readonly [string, LayoutNode])[] {
  const instances = instancesOf(loop).map((key) => viewNode(state, key));
  const views = new Map(instances.map((view) => [view.key, view]));
  return instances.map(({ key }) => [
    id(key),
    layoutNode({ kind: 'node', key, next: [] }, views, id),
  ]);
}

type Shown = Omit<LayoutNode, 'nodeGroup' | 'module' | 'nodeUuid' | 'edgeLayoutList'>;

function shownFork(members: readonly NodeView[]): Shown {
  const { status, startedAt, endedAt } = forkView(members);
  return {
    nodeType: 'parallel',
    nodeIdentifier: 'parallel',
    name: 'parallel',
    nodeExecutionId: null,
    status,
    startTs: startedAt,
    endTs: endedAt,
    skipInfo: null,
    failureInfo: null,
    failureInfoDTO: null,
  };
}

function shownStage(stage: NodeView): Omit<Shown, 'nodeExecutionId'> {
  const failure = failureInfo(stage.failure);
  return {
    nodeType: stage.type,
    nodeIdentifier: stage.identifier,
    name: stage.name,
    status: stage.status,
    startTs: stage.startedAt,
    endTs: stage.endedAt,
    skipInfo: skipInfo(stage.skip),
    failureInfo: failure,
    failureInfoDTO: failure,
  };
}
