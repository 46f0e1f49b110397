/** Statuses of executions, stages and steps: one vocabulary for all three, Harness's own (harness-semantics § 5.1). */
export const END_STATUSES = [
  'Success',
  'IgnoreFailed',
  'Skipped',
  'Failed',
  'Errored',
  'Expired',
  'Aborted',
  'ApprovalRejected',
] as const;
export type EndStatus = (typeof END_STATUSES)[number];

export const LIVE_STATUSES = [
  'NotStarted',
  'Queued',
  'Running',
  'ApprovalWaiting',
  'WaitStepRunning',
  'Discontinuing',
] as const;
export type LiveStatus = (typeof LIVE_STATUSES)[number];

export type Status = EndStatus | LiveStatus;

const END = new Set<string>(END_STATUSES);

/** Whether nothing can happen any more to what has this status. */
export const isEnd = (status: Status): status is EndStatus => END.has(status);

/** The statuses of an execution from which it may be retried (harness-semantics § 6.3). */
export const RETRYABLE_STATUSES = ['Failed', 'Aborted', 'Expired', 'ApprovalRejected'] as const;
export type RetryableStatus = (typeof RETRYABLE_STATUSES)[number];
