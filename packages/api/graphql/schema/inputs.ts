/** What executions ask for, and what they are given. */
export const INPUTS = /* GraphQL */ `
extend type Query {
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
}

extend type Mutation {
  "Gives a stage the inputs that it waits for. It is not a resume."
  pipelineResumeRuntime(input: PipelineResumeRuntimeInput!): PipelineResumeRuntimePayload
}

type ExecutionInputs {
  serviceInputs: [ServiceInput!]!
}

type ServiceInput {
  id: String!
  name: String!
  artifactType: String
  artifactSources: [ArtifactSource!]
}

enum VariableValueType {
  EXPRESSION
  ID
  NAME
}

input VariableValue {
  "ID and NAME mean the same: the value as it is given. FirstGen's expressions are refused."
  type: VariableValueType!
  value: String!
}

input VariableInput {
  name: String!
  variableValue: VariableValue!
}

enum ArtifactValueType {
  ARTIFACT_ID
  BUILD_NUMBER
  PARAMETERIZED_ARTIFACT_SOURCE
}

input BuildNumberInput {
  buildNumber: String
  artifactSourceName: String
}

input ArtifactValueInput {
  valueType: ArtifactValueType!
  buildNumber: BuildNumberInput
}

"Which artifact of a service: no pipeline here takes one, so one that is given is refused, and not overlooked."
input ServiceArtifactInput {
  name: String!
  artifactValueInput: ArtifactValueInput
}

input PipelineResumeRuntimeInput {
  applicationId: String!
  pipelineExecutionId: String!
  pipelineStageElementId: String!
  variableInputs: [VariableInput]
  "None, or an empty list."
  serviceInputs: [ServiceArtifactInput]
  clientMutationId: String
}

type PipelineResumeRuntimePayload {
  clientMutationId: String
  status: Boolean
}
`;
