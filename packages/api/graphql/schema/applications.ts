/** Projects as applications, and the pipelines in them. */
export const APPLICATIONS = /* GraphQL */ `
extend type Query {
  "A project, by its identifier; one outside the organization default by org/project."
  application(applicationId: String!): Application
  applicationByName(name: String!): Application
  applications(limit: Int = 100, offset: Int = 0): ApplicationConnection
  "A pipeline, by the id that the other queries give."
  pipeline(pipelineId: String!): Pipeline
  pipelineByName(applicationId: String!, pipelineName: String!): Pipeline
  "Of the applications that the filters name; of all that the caller may see when they name none."
  pipelines(filters: [PipelineFilter], limit: Int = 100, offset: Int = 0): PipelineConnection
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

"All that is given must hold."
input PipelineFilter {
  "As of executions."
  application: IdFilter
}
`;
