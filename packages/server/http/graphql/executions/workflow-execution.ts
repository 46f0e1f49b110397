/** The stages of an execution, each as FirstGen's execution of a workflow. */
import { nodeExecutionIdOf } from '@reprise/api';
import { deploymentsOf, type NodeView, viewNode } from '@reprise/core/execution';
import { stageIn } from '@reprise/core/plan';
import { stageSets } from '@reprise/core/retry';
import type { OpenExecution } from '../../../use-cases/executions/open-execution.ts';
import { applicationOf } from '../applications.ts';
import { wholeList } from '../lists/paging.ts';
import type { Session, Shape } from '../session.ts';
import { alongPipeline } from './cause.ts';
import { outcomeShape } from './outcomes.ts';
import { inputVariables } from './stage-executions.ts';
import { stageStatus } from './status.ts';

/** How the execution that a stage is part of is shown. */
export type ShowWhole = (session: Session, opened: OpenExecution) => Shape;

/** One stage of an execution as an execution of a workflow. */
export function workflowExecution(
  session: Session,
  opened: OpenExecution,
  node: NodeView,
  show: ShowWhole,
): Shape {
  const { row, state } = opened;
  const planned = state.plan.nodes.get(node.key);
  const stage = planned === undefined ? null : stageIn(planned);
  const shape: Shape = {
    __typename: 'WorkflowExecution',
    id: nodeExecutionIdOf(row.executionId, node.key),
    application: () => applicationOf(session, row.scope),
    createdAt: row.createdAt,
    startedAt: node.startedAt,
    endedAt: node.endedAt,
    status: stageStatus(node.status, row.status),
    failureDetails: node.failure?.message ?? null,
    notes: row.note,
    tags: [],
    cause: alongPipeline(row.pipelineName, () => show(session, opened)),
    workflow: { id: node.identifier, name: node.name },
    inputVariables: stage === null ? [] : inputVariables(stage),
    outcomes: () =>
      wholeList(deploymentsOf(state, node.key).map((one) => outcomeShape(one, shape))),
    artifacts: [],
    rollbackArtifacts: [],
    manifests: [],
  };
  return shape;
}

/** The stages of an execution that started, as executions of workflows. */
export const memberExecutions = (session: Session, opened: OpenExecution, show: ShowWhole) =>
  wholeList(
    stageSets(opened.state.plan)
      .flatMap(({ stages }) => stages)
      .map(({ key }) => viewNode(opened.state, key))
      .filter(({ status }) => status !== 'NotStarted')
      .map((node) => workflowExecution(session, opened, node, show)),
  );
