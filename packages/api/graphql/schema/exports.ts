/** Packing executions. */
export const EXPORTS = /* GraphQL */ `
extend type Mutation {
  "Packs the executions that have ended, of those that a list with these filters shows: 1,000 at most, 25 times a day."
  exportExecutions(input: ExportExecutionsInput!): ExportExecutionsPayload
}

input ExportExecutionsInput {
  filters: [ExecutionFilter]
  "None, or an empty list: the export is ready when the call answers."
  userGroupIds: [String]
  "Without effect: whoever asks is answered."
  notifyOnlyTriggeringUser: Boolean
  clientMutationId: String
}

enum ExportExecutionsStatus {
  "After 72 hours."
  EXPIRED
  "Never here: what could not be read is told in the archive."
  FAILED
  "Never here."
  QUEUED
  READY
}

type ExportExecutionsPayload {
  clientMutationId: String
  requestId: String!
  status: ExportExecutionsStatus!
  totalExecutions: Int!
  triggeredAt: DateTime!
  "The same payload as JSON, without clientMutationId."
  statusLink: String!
  "A zip archive, for whoever may see all that is in it."
  downloadLink: String!
  expiresAt: DateTime!
  errorMessage: String
}
`;
