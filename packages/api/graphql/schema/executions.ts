/** Executions, and what began them. */
export const EXECUTIONS = /* GraphQL */ `
extend type Query {
  "An execution of a pipeline, or of one stage of it (workflowExecutionId)."
  execution(executionId: String!): Execution
  "Newest first; of executions that resume each other only the newest."
  executions(
    filters: [ExecutionFilter]
    limit: Int = 100
    offset: Int = 0
    includeIndirectExecutions: Boolean = false
  ): ExecutionConnection
}

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
  inputVariables: [NameValue!]
  outcomes: OutcomeConnection
  "Always empty: stages here name images in their scripts and services, and select no artifacts."
  artifacts: [Artifact!]
  "Always empty, as the artifacts."
  rollbackArtifacts: [Artifact!]
  "Always empty, as the artifacts."
  manifests: [Manifest!]
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

"Started by a service account, with one of its tokens."
type ExecutedByAPIKey implements Cause {
  name: String!
  apiKey: APIKey
}

type APIKey {
  id: String
  name: String!
}

"A stage of a pipeline, or the pipeline that a chained stage runs: started by the execution around it."
type ExecutedAlongPipeline implements Cause {
  name: String!
  execution: PipelineExecution
}

"Nothing here is started by a trigger yet: it stands here for the documents that ask."
type ExecutedByTrigger implements Cause {
  name: String!
  trigger: Trigger
}

type Trigger {
  id: String!
  name: String!
}

"Started by the server itself."
type ExecutedBySystem implements Cause {
  name: String!
}
`;
