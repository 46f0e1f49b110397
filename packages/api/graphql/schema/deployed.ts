/** What executions of stages deploy, and where to. */
export const DEPLOYED = /* GraphQL */ `
type OutcomeConnection {
  nodes: [Outcome!]!
  pageInfo: PageInfo!
}

interface Outcome {
  execution: WorkflowExecution
}

"What a stage deployed, once that is known: a stage that deploys nothing has none."
type DeploymentOutcome implements Outcome {
  execution: WorkflowExecution
  service: Service
  environment: Environment
}

type Service {
  id: String!
  name: String!
  deploymentType: String
}

enum EnvironmentType {
  NON_PROD
  PROD
}

type Environment {
  id: String!
  name: String!
  type: EnvironmentType
}

type Artifact {
  id: String!
  buildNo: String
  collectedAt: DateTime
  artifactSource: ArtifactSource
}

type ArtifactConnection {
  nodes: [Artifact!]!
  pageInfo: PageInfo!
}

type ArtifactSource {
  id: String!
  name: String!
  createdAt: DateTime
  artifacts(limit: Int = 100, offset: Int = 0): ArtifactConnection
}

type Manifest {
  id: String!
  applicationManifestId: String
  createdAt: String
  description: String
  name: String
  version: String
}
`;
