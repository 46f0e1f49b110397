/** The stages of an execution. */
export const STAGES = /* GraphQL */ `
interface PipelineStageExecution {
  pipelineStageElementId: String!
  "Stages that run side by side share it."
  pipelineStageName: String!
  pipelineStepName: String!
}

type ApprovalStageExecution implements PipelineStageExecution {
  pipelineStageElementId: String!
  pipelineStageName: String!
  pipelineStepName: String!
  approvalStepType: ApprovalStepType
  "Null when the stage never started and never will."
  status: ExecutionStatus
}

type WorkflowStageExecution implements PipelineStageExecution {
  pipelineStageElementId: String!
  pipelineStageName: String!
  pipelineStepName: String!
  "What the stage asks for when its turn has come; null when it asks for nothing."
  runtimeInputVariables: [Variable!]
  inputVariables: [NameValue!]
  "Null when the stage never started and never will."
  status: ExecutionStatus
  workflowExecutionId: String
}
`;
