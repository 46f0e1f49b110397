/** What lists can be narrowed by. An operator that a filter does not take is refused with those that it does. */
export const FILTERS = /* GraphQL */ `
enum IdOperator {
  EQUALS
  IN
  LIKE
  NOT_IN
  NOT_NULL
}

input IdFilter {
  operator: IdOperator!
  values: [String!]
}

input StatusFilter {
  operator: IdOperator!
  values: [ExecutionStatus!]
}

enum TimeOperator {
  AFTER
  BEFORE
  EQUALS
}

"Milliseconds since 1970, as a number or in quotes."
input TimeFilter {
  operator: TimeOperator!
  value: DateTime!
}

enum NumericOperator {
  EQUALS
  GREATER_THAN
  GREATER_THAN_OR_EQUALS
  IN
  LESS_THAN
  LESS_THAN_OR_EQUALS
  NOT_EQUALS
}

"Milliseconds."
input NumberFilter {
  operator: NumericOperator!
  values: [Float!]
}

enum DeploymentTagType {
  "The tags of the project."
  APPLICATION
  "The tags of the pipeline as it ran."
  DEPLOYMENT
  "The tags that an environment has now, of those that the caller may see."
  ENVIRONMENT
  "The tags that a service has now, of those that the caller may see."
  SERVICE
}

input TagInput {
  name: String!
  "Left out: any."
  value: String
}

"One of these tags, to the letter."
input DeploymentTagFilter {
  entityType: DeploymentTagType!
  tags: [TagInput]
}

"""
All that is given must hold. LIKE finds what holds one of the values anywhere in its id, in any case; NOT_NULL finds
what has such an id at all, and needs no values. EQUALS and IN are the same.
"""
input ExecutionFilter {
  "Executions that EQUALS or IN name are shown even when a newer one continues them."
  execution: IdFilter
  application: IdFilter
  "LIKE looks at the pipeline's own identifier."
  pipeline: IdFilter
  "Without LIKE."
  status: StatusFilter
  "The ids of users and service accounts."
  triggeredBy: IdFilter
  "Nothing here is started by a trigger: only NOT_IN finds anything."
  trigger: IdFilter
  "What a stage has deployed, by the id in its outcomes, once the stage is over."
  service: IdFilter
  "Where to, as of services."
  environment: IdFilter
  creationTime: TimeFilter
  startTime: TimeFilter
  endTime: TimeFilter
  "From start to end, of what has ended."
  duration: NumberFilter
  tag: DeploymentTagFilter
}
`;
