/** The stages of an execution, as FirstGen shows them. */
import { nodeExecutionIdOf } from '@reprise/api';
import { asksOf, type NodeView, viewNode } from '@reprise/core/execution';
import type { AskedInput, Stage, StepEntry } from '@reprise/core/pipeline';
import { type ListedStage, stageIn } from '@reprise/core/plan';
import { stageSets } from '@reprise/core/retry';
import type { OpenExecution } from '../../../use-cases/executions/open-execution.ts';
import { variableShape } from '../acts/variables.ts';
import { stageStatus } from './status.ts';

/** One for each stage, those side by side under one stage name. */
export const stageExecutions = (opened: OpenExecution) =>
  stageSets(opened.state.plan).flatMap(({ name, stages }) =>
    stages.map((stage) => stageExecution(opened, name, stage)),
  );

function stageExecution({ row, state }: OpenExecution, set: string, listed: ListedStage) {
  const view = viewNode(state, listed.key);
  const stage = stageIn(listed);
  const asks = asksOf(listed);
  const common = {
    pipelineStageElementId: listed.identifier,
    pipelineStageName: set,
    pipelineStepName: listed.name,
    status: stageStatus(view.status, row.status),
  };
  if (stage?.type === 'Approval') {
    return {
      __typename: 'ApprovalStageExecution',
      ...common,
      approvalStepType: approvalStepTypeOf(stage.steps),
    };
  }
  return {
    __typename: 'WorkflowStageExecution',
    ...common,
    runtimeInputVariables: asks === null ? null : asks.inputs.map(askedVariable),
    inputVariables: stage === null ? [] : inputVariables(stage),
    workflowExecutionId: workflowExecutionId(row.executionId, view),
  };
}

/** What people decide comes before what only scripts do; a stage without either asks people in some other way. */
const approvalStepTypeOf = (steps: readonly StepEntry[]): 'USER_GROUP' | 'SHELL_SCRIPT' => {
  const types = typesIn(steps);
  return types.includes('CustomApproval') && !types.includes('HarnessApproval')
    ? 'SHELL_SCRIPT'
    : 'USER_GROUP';
};

const typesIn = (steps: readonly StepEntry[]): readonly string[] =>
  steps.flatMap((entry) => {
    switch (entry.kind) {
      case 'step':
        return [entry.step.spec.type];
      case 'group':
        return typesIn(entry.group.steps);
      case 'parallel':
        return typesIn(entry.steps);
    }
  });

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
export const inputVariables = ({ variables }: Stage) =>
  variables.flatMap(({ name, type, value }) =>
    type === 'Secret' ? [] : [{ name, value: value.text }],
  );
