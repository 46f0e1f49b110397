/**
 * The contract of FirstGen's GraphQL API, as far as this server keeps it. What is not here is not supported, and a
 * document that asks for it is refused with the place. Lists and most fields are nullable, so that one refused field
 * does not take the others of its document with it.
 */
export const FIRST_GEN_SCHEMA = /* GraphQL */ `
"Milliseconds since 1970, UTC."
scalar DateTime

enum ExecutionStatus {
  ABORTED
  ERROR
  EXPIRED
  FAILED
  PAUSED
  QUEUED
  REJECTED
  "Continued by a newer execution of the same chain."
  RESUMED
  RUNNING
  SKIPPED
  SUCCESS
  WAITING
}

enum ExecutionType {
  PIPELINE
  WORKFLOW
}

type Query {
  "A project, by its identifier; one outside the organization default by org/project."
  application(applicationId: String!): Application
  applicationByName(name: String!): Application
  applications(limit: Int = 100, offset: Int = 0): ApplicationConnection
  "A pipeline, by the id that the other queries give."
  pipeline(pipelineId: String!): Pipeline
  pipelineByName(applicationId: String!, pipelineName: String!): Pipeline
  pipelines(filters: [PipelineFilter], limit: Int = 100, offset: Int = 0): PipelineConnection
  "An execution of a pipeline, or of one stage of it (workflowExecutionId)."
  execution(executionId: String!): Execution
  "Newest first; of executions that resume each other only the newest."
  executions(
    filters: [ExecutionFilter]
    limit: Int = 100
    offset: Int = 0
    includeIndirectExecutions: Boolean = false
  ): ExecutionConnection
  "Pipelines here ask for no artifacts, so there are never any service inputs."
  executionInputs(
    applicationId: String!
    entityId: String!
    executionType: ExecutionType!
    variableInputs: [VariableInput]
  ): ExecutionInputs
  "The same of a stage that waits for its inputs."
  runtimeExecutionInputsToResumePipeline(
    applicationId: String!
    pipelineExecutionId: String!
    pipelineStageElementId: String!
    variableInputs: [VariableInput]
  ): ExecutionInputs
  "The approvals of an execution that wait for people."
  approvalDetails(applicationId: String!, executionId: String!): ApprovalDetailsPayload
}

type Mutation {
  startExecution(input: StartExecutionInput!): StartExecutionPayload
  "Continues a failed, aborted, expired or rejected execution from a stage: that whole stage runs, and all after it."
  resumeExecution(input: ResumeExecutionInput!): ResumeExecutionPayload
  "Gives a stage the inputs that it waits for. It is not a resume."
  pipelineResumeRuntime(input: PipelineResumeRuntimeInput!): PipelineResumeRuntimePayload
  approveOrRejectApprovals(input: ApproveOrRejectApprovalsInput!): ApproveOrRejectApprovalsPayload
}

type PageInfo {
  limit: Int!
  offset: Int!
  total: Int!
  hasMore: Boolean!
}

type Tag {
  name: String!
  value: String!
}

type Application {
  id: String!
  name: String!
  description: String
  tags: [Tag!]!
  pipelines(limit: Int = 100, offset: Int = 0): PipelineConnection
}

type ApplicationConnection {
  nodes: [Application!]!
  pageInfo: PageInfo!
}

type Pipeline {
  id: String!
  name: String!
  description: String
  createdAt: DateTime!
  tags: [Tag!]!
  application: Application
  "The variables that are asked for when the pipeline starts."
  pipelineVariables: [Variable!]
}

type PipelineConnection {
  nodes: [Pipeline!]!
  pageInfo: PageInfo!
}

type Variable {
  name: String!
  type: String!
  required: Boolean!
  defaultValue: String
  allowedValues: [String!]
  allowMultipleValues: Boolean!
  fixed: Boolean!
}

type NameValue {
  name: String!
  value: String
}

interface Execution {
  id: String!
  application: Application
  createdAt: DateTime
  startedAt: DateTime
  endedAt: DateTime
  status: ExecutionStatus
  failureDetails: String
  notes: String
  tags: [Tag!]
  cause: Cause
}

type PipelineExecution implements Execution {
  id: String!
  application: Application
  createdAt: DateTime
  startedAt: DateTime
  endedAt: DateTime
  status: ExecutionStatus
  failureDetails: String
  notes: String
  tags: [Tag!]
  cause: Cause
  pipeline: Pipeline
  pipelineStageExecutions: [PipelineStageExecution!]
  memberExecutions: ExecutionConnection
  "This execution and those that resume each other with it, newest first."
  resumeHistory: [PipelineExecution!]
}

"One stage of an execution, seen as FirstGen's workflow."
type WorkflowExecution implements Execution {
  id: String!
  application: Application
  createdAt: DateTime
  startedAt: DateTime
  endedAt: DateTime
  status: ExecutionStatus
  failureDetails: String
  notes: String
  tags: [Tag!]
  cause: Cause
  workflow: Workflow
}

type Workflow {
  id: String!
  name: String!
}

type ExecutionConnection {
  nodes: [Execution!]!
  pageInfo: PageInfo!
}

interface Cause {
  name: String!
}

type ExecutedByUser implements Cause {
  name: String!
  user: User
}

"Started by the server itself, as by a chained stage."
type ExecutedBySystem implements Cause {
  name: String!
}

type User {
  name: String!
  email: String
}

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

enum ApprovalStepType {
  JIRA
  SERVICENOW
  SHELL_SCRIPT
  USER_GROUP
}

type ExecutionInputs {
  serviceInputs: [ServiceInput!]!
}

type ServiceInput {
  id: String!
  name: String!
  artifactType: String
}

type ApprovalDetailsPayload {
  approvalDetails: [ApprovalDetails!]!
}

interface ApprovalDetails {
  approvalId: String!
  approvalType: ApprovalStepType!
  stepName: String!
  stageName: String!
  startedAt: DateTime!
  willExpireAt: DateTime
  triggeredBy: User
}

type UserGroupApprovalDetails implements ApprovalDetails {
  approvalId: String!
  approvalType: ApprovalStepType!
  stepName: String!
  stageName: String!
  startedAt: DateTime!
  willExpireAt: DateTime
  triggeredBy: User
  approvers: [String!]!
  executionId: String!
  variables: [NameValue!]!
}

enum IdOperator {
  EQUALS
  IN
}

input IdFilter {
  operator: IdOperator!
  values: [String!]!
}

input StatusFilter {
  operator: IdOperator!
  values: [ExecutionStatus!]!
}

"All that is given must hold."
input PipelineFilter {
  application: IdFilter
}

"All that is given must hold."
input ExecutionFilter {
  application: IdFilter
  pipeline: IdFilter
  status: StatusFilter
}

enum VariableValueType {
  EXPRESSION
  ID
  NAME
}

input VariableValue {
  type: VariableValueType!
  value: String!
}

input VariableInput {
  name: String!
  variableValue: VariableValue!
}

input StartExecutionInput {
  applicationId: String!
  "The id of the pipeline."
  entityId: String!
  executionType: ExecutionType!
  variableInputs: [VariableInput]
  notes: String
  clientMutationId: String
}

type StartExecutionPayload {
  clientMutationId: String
  execution: Execution
  warningMessage: String
}

input ResumeExecutionInput {
  applicationId: String!
  pipelineExecutionId: String!
  "As in pipelineStageName (STAGE 3); a stage's own name or identifier means the position where it stands."
  pipelineStageName: String!
  clientMutationId: String
}

type ResumeExecutionPayload {
  clientMutationId: String
  execution: Execution
}

input PipelineResumeRuntimeInput {
  applicationId: String!
  pipelineExecutionId: String!
  pipelineStageElementId: String!
  variableInputs: [VariableInput]
  clientMutationId: String
}

type PipelineResumeRuntimePayload {
  clientMutationId: String
  status: Boolean
}

enum ApprovalAction {
  APPROVE
  REJECT
}

input NameValueInput {
  name: String!
  value: String
}

input ApproveOrRejectApprovalsInput {
  action: ApprovalAction!
  approvalId: String!
  applicationId: String!
  executionId: String!
  comments: String
  variableInputs: [NameValueInput]
  clientMutationId: String
}

type ApproveOrRejectApprovalsPayload {
  success: Boolean!
  clientMutationId: String
}
`;
