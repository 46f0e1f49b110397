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

"All that is given must hold."
input ExecutionFilter {
  "EQUALS, IN. Named executions are shown even when a newer one continues them."
  execution: IdFilter
  "EQUALS, IN."
  application: IdFilter
  "EQUALS, IN."
  pipeline: IdFilter
  "EQUALS, IN, NOT_IN."
  status: StatusFilter
  "The ids of users and service accounts: EQUALS, IN."
  triggeredBy: IdFilter
  "What a stage has deployed, by the id in its outcomes, once the stage is over: EQUALS, IN."
  service: IdFilter
  "Where to, as of services: EQUALS, IN."
  environment: IdFilter
  creationTime: TimeFilter
  startTime: TimeFilter
  endTime: TimeFilter
}
`;
