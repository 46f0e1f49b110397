/** What executions ask people, or a script. */
export const APPROVALS = /* GraphQL */ `
extend type Query {
  "The approvals of an execution that wait for people, or for a script."
  approvalDetails(applicationId: String!, executionId: String!): ApprovalDetailsPayload
}

extend type Mutation {
  "Of those that people decide: USER_GROUP."
  approveOrRejectApprovals(input: ApproveOrRejectApprovalsInput!): ApproveOrRejectApprovalsPayload
}

enum ApprovalStepType {
  JIRA
  SERVICENOW
  SHELL_SCRIPT
  USER_GROUP
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
  "Null when the approval asks for nothing."
  variables: [NameValue!]
}

type ShellScriptDetails implements ApprovalDetails {
  approvalId: String!
  approvalType: ApprovalStepType!
  stepName: String!
  stageName: String!
  startedAt: DateTime!
  willExpireAt: DateTime
  triggeredBy: User
  "Milliseconds between two runs of the script."
  retryInterval: DateTime
}

"No pipeline here has such an approval: it stands here for the documents that ask."
type JiraApprovalDetails implements ApprovalDetails {
  approvalId: String!
  approvalType: ApprovalStepType!
  stepName: String!
  stageName: String!
  startedAt: DateTime!
  willExpireAt: DateTime
  triggeredBy: User
  approvalCondition: String
  rejectionCondition: String
  currentStatus: String
  issueKey: String
  issueUrl: String
}

"No pipeline here has such an approval: it stands here for the documents that ask."
type SNOWApprovalDetails implements ApprovalDetails {
  approvalId: String!
  approvalType: ApprovalStepType!
  stepName: String!
  stageName: String!
  startedAt: DateTime!
  willExpireAt: DateTime
  triggeredBy: User
  approvalCondition: String
  rejectionCondition: String
  currentStatus: String
  ticketType: String
  ticketUrl: String
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
