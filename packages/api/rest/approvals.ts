/** Approvals: what waits for people, and what they say. */
import * as z from 'zod/mini';
import { endpoint } from './endpoint.ts';
import { envelope } from './envelope.ts';
import { scopeQuery, text } from './query.ts';
import { instant } from './shapes/index.ts';

const approvalActivity = z.object({
  user: z.object({ name: z.string() }),
  action: z.enum(['APPROVE', 'REJECT']),
  comments: z.string(),
  approverInputs: z.array(z.object({ name: z.string(), value: z.string() })),
  approvedAt: instant,
});

export const approval = z.object({
  id: z.string(),
  type: z.literal('HarnessApproval'),
  status: z.enum(['WAITING', 'APPROVED', 'REJECTED', 'EXPIRED', 'ABORTED']),
  created: instant,
  updated: instant,
  deadline: z.nullable(instant),
  error_message: z.null(),
  node_execution_id: z.string(),
  details: z.object({
    approvalMessage: z.string(),
    approvers: z.object({
      userGroups: z.array(z.string()),
      minimumCount: z.number(),
      disallowPipelineExecutor: z.boolean(),
      disallowedUserEmails: z.array(z.string()),
    }),
    autoRejectEnabled: z.boolean(),
    callbackId: z.nullable(z.string()),
    /** When it approves itself. */
    autoApprovalAt: z.nullable(instant),
    approverInputs: z.array(
      z.object({
        name: z.string(),
        defaultValue: z.string(),
        required: z.boolean(),
        allowedValues: z.nullable(z.array(z.string())),
        selectManyFrom: z.nullable(z.array(z.string())),
        regex: z.nullable(z.string()),
      }),
    ),
    approvalActivities: z.array(approvalActivity),
  }),
});
export type Approval = z.infer<typeof approval>;

/** The same as the NG calls name its times. */
const ngApproval = z.extend(approval, {
  createdAt: instant,
  lastModifiedAt: instant,
  errorMessage: z.null(),
});

/** An execution in which something waits for people. */
export const waitingExecution = z.object({
  planExecutionId: z.string(),
  pipelineIdentifier: z.string(),
  name: z.string(),
  runSequence: z.number(),
  triggeredBy: z.string(),
  startTs: instant,
});

/** An approval that waits, and where it does. */
const waitingApproval = z.object({
  approval,
  execution: waitingExecution,
  /** Names, as the pipeline has them. */
  stage: z.string(),
  step: z.string(),
});
export type WaitingApproval = z.infer<typeof waitingApproval>;

const activityBody = z.object({
  action: z.enum(['APPROVE', 'REJECT']),
  comments: z.optional(z.nullable(z.string())),
  approverInputs: z.optional(
    z.nullable(z.array(z.object({ name: z.string(), value: z.string() }))),
  ),
});

export const approvalEndpoints = {
  /** Of one execution, oldest first. `approval_status` may say `ALL`. */
  listApprovals: endpoint({
    method: 'GET',
    path: '/v1/orgs/{org}/projects/{project}/approvals/execution/{execution}',
    aliases: ['/pipeline/api/v1/orgs/{org}/projects/{project}/approvals/execution/{execution}'],
    permission: 'core_pipeline_view',
    query: z.object({
      accountIdentifier: text(),
      approval_status: text(),
      approval_type: text(),
      node_execution_id: text(),
    }),
    body: { kind: 'none' },
    response: { kind: 'json', schema: z.array(approval) },
  }),
  /** What people still have to decide, in all executions of a project, oldest first. */
  waitingApprovals: endpoint({
    method: 'GET',
    path: '/api/v1/approvals',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: z.object({ approvals: z.array(waitingApproval) }) },
  }),
  /** The one that waits, or the one with this `callback_id` when several do. */
  actOnExecutionApproval: endpoint({
    method: 'POST',
    path: '/v1/orgs/{org}/projects/{project}/approvals/execution/{execution}',
    aliases: ['/pipeline/api/v1/orgs/{org}/projects/{project}/approvals/execution/{execution}'],
    permission: 'core_pipeline_execute',
    query: z.object({ accountIdentifier: text(), callback_id: text() }),
    body: { kind: 'json', schema: activityBody },
    response: { kind: 'json', schema: approval },
  }),
  /** One by its own id, whatever has become of it. */
  getApproval: endpoint({
    method: 'GET',
    path: '/pipeline/api/approvals/{approval}',
    permission: 'core_pipeline_view',
    query: z.object(scopeQuery),
    body: { kind: 'none' },
    response: { kind: 'json', schema: envelope(ngApproval) },
  }),
  actOnApproval: endpoint({
    method: 'POST',
    path: '/pipeline/api/approvals/{approval}/harness/activity',
    permission: 'core_pipeline_execute',
    query: z.object(scopeQuery),
    body: { kind: 'json', schema: activityBody },
    response: { kind: 'json', schema: envelope(ngApproval) },
  }),
};
