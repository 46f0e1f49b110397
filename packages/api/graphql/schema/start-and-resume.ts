/** Beginning executions, and continuing them. */
export const START_AND_RESUME = /* GraphQL */ `
extend type Mutation {
  startExecution(input: StartExecutionInput!): StartExecutionPayload
  "Continues a failed, aborted, expired or rejected execution from a stage: that whole stage runs, and all after it."
  resumeExecution(input: ResumeExecutionInput!): ResumeExecutionPayload
}

input StartExecutionInput {
  applicationId: String!
  "The id of the pipeline."
  entityId: String!
  executionType: ExecutionType!
  variableInputs: [VariableInput]
  notes: String
  "None, or an empty list."
  serviceInputs: [ServiceArtifactInput]
  "False, as the next three: what they would change there is not here."
  excludeHostsWithSameArtifact: Boolean
  continueWithDefaultValues: Boolean
  targetToSpecificHosts: Boolean
  "None, or an empty list."
  specificHosts: [String]
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
`;
