/** The stages of an execution, as FirstGen shows them. */
import { nodeExecutionIdOf } from '@reprise/api';
import { asksOf, type NodeView, viewNode } from '@reprise/core/execution';
import type { AskedInput, Stage } from '@reprise/core/pipeline';
import type { ListedStage, PlanNode } from '@reprise/core/plan';
import { stageSets } from '@reprise/core/retry';
import type { OpenExecution } from '../../use-cases/executions/open-execution.ts';
import { applicationOf } from './applications.ts';
import { causeShape } from './cause.ts';
import type { Session } from './session.ts';
import { stageStatus } from './status.ts';
import { variableShape } from './variables.ts';

/** One for each stage, those side by side under one stage name. */
export const stageExecutions = (opened: OpenExecution) =>
  stageSets(opened.state.plan).flatMap(({ name, stages }) =>
    stages.map((stage) => stageExecution(opened, name, stage)),
  );

function stageExecution({ row, state }: OpenExecution, set: string, listed: ListedStage) {
  const view = viewNode(state, listed.key);
  const stage = stageOfNode(listed);
  const asks = asksOf(listed);
  const common = {
    pipelineStageElementId: listed.identifier,
    pipelineStageName: set,
    pipelineStepName: listed.name,
    status: stageStatus(view.status, row.status),
  };
  if (stage?.type === 'Approval') {
    return { __typename: 'ApprovalStageExecution', ...common, approvalStepType: 'USER_GROUP' };
  }
  return {
    __typename: 'WorkflowStageExecution',
    ...common,
    runtimeInputVariables: asks === null ? null : asks.inputs.map(askedVariable),
    inputVariables: stage === null ? [] : inputVariables(stage),
    workflowExecutionId: workflowExecutionId(row.executionId, view),
  };
}

/** An input has no type of its own: what is given is text. */
const askedVariable = (input: AskedInput) =>
  variableShape(input.name, 'String', input.required, input);

/** The child of a chained stage is an execution by itself; any other stage is a node of this one. */
function workflowExecutionId(
  execution: OpenExecution['row']['executionId'],
  { key, child, status }: NodeView,
): string | null {
  if (child !== null) return child.executionId;
  return status === 'NotStarted' ? null : nodeExecutionIdOf(execution, key);
}

/** What the author wrote. The value of a secret variable is the name of a secret, and not shown either. */
const inputVariables = ({ variables }: Stage) =>
  variables.flatMap(({ name, type, value }) =>
    type === 'Secret' ? [] : [{ name, value: value.text }],
  );

/** The stage that a node is, or that it repeats. */
export function stageOfNode(node: PlanNode): Stage | null {
  if (node.kind === 'stage') return node.stage;
  if (node.kind === 'strategy' && node.template.kind === 'stage') return node.template.stage;
  return null;
}

/** One stage of an execution as an execution of a workflow. */
export function workflowExecution(session: Session, { row }: OpenExecution, node: NodeView) {
  const { executionId, scope } = row;
  return {
    __typename: 'WorkflowExecution',
    id: nodeExecutionIdOf(executionId, node.key),
    application: () => applicationOf(session, scope),
    createdAt: row.createdAt,
    startedAt: node.startedAt,
    endedAt: node.endedAt,
    status: stageStatus(node.status, row.status),
    failureDetails: node.failure?.message ?? null,
    notes: row.note,
    tags: [],
    cause: causeShape(row.triggeredBy),
    workflow: { id: node.identifier, name: node.name },
  };
}

/** The stages of an execution that started, as executions of workflows. */
export function memberExecutions(session: Session, opened: OpenExecution) {
  const nodes = stageSets(opened.state.plan)
    .flatMap(({ stages }) => stages)
    .map(({ key }) => viewNode(opened.state, key))
    .filter(({ status }) => status !== 'NotStarted')
    .map((node) => workflowExecution(session, opened, node));
  const { length: total } = nodes;
  return { nodes, pageInfo: { limit: total, offset: 0, total, hasMore: false } };
}
