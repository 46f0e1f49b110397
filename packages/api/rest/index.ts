export type { ActDocument } from './access/sessions.ts';
export * from './approvals.ts';
export type { ExecutionChain } from './chain.ts';
export * from './endpoint.ts';
export * from './endpoints.ts';
export * from './envelope.ts';
export * from './execute.ts';
export * from './executions.ts';
export { EXPORT_PATHS, type ExportShape } from './exports.ts';
export type { GraphqlAnswer } from './graphql.ts';
export type { InputSetDocument } from './input-sets.ts';
export * from './live.ts';
export { LOG_RANGE_LIMIT } from './logs.ts';
export type { NotificationState } from './notifications.ts';
export * from './permissions.ts';
export type { PipelineVersionList } from './pipeline-versions.ts';
export * from './pipelines.ts';
export { isPlanDigest, PLAN_DIGEST_FORM } from './plan-digest.ts';
export type { Preflight } from './preflight.ts';
export * from './retry.ts';
export type {
  RetryBatchDocument,
  RetryBatchFilterDocument,
  RetryBatchPreviewDocument,
  RetryBatchSummary,
} from './retry-batches.ts';
export type { StageExecution } from './selection.ts';
export * from './shapes/index.ts';
export type { SmtpBody } from './smtp-config.ts';
export type { Template } from './templates.ts';
export type { V1InputSet } from './v1-input-sets.ts';
export type { V1Template } from './v1-templates.ts';
export type { WaitingStep } from './waiting-steps.ts';
