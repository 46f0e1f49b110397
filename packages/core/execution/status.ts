/** Statuses of executions, stages and steps: one vocabulary for all three, Harness's own. */
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
  'InterventionWaiting',
  'InputWaiting',
  'ResourceWaiting',
  'Pausing',
  'Paused',
  'Discontinuing',
] as const;
export type LiveStatus = (typeof LIVE_STATUSES)[number];

export type Status = EndStatus | LiveStatus;

const END = new Set<string>(END_STATUSES);

/** Whether nothing can happen any more to what has this status. */
export const isEnd = (status: Status): status is EndStatus => END.has(status);

/** The ends that a later node, and a retry, may build on (I7). */
const WELL = new Set<string>(['Success', 'IgnoreFailed', 'Skipped'] satisfies EndStatus[]);

/** Whether a node with this status ended well: what stands after it may run, and a retry may reuse it (I7). */
export const endedWell = (status: Status): boolean => WELL.has(status);

/** The statuses of an execution from which it may be retried: Harness documents these four. */
export const RETRYABLE_STATUSES = ['Failed', 'Aborted', 'Expired', 'ApprovalRejected'] as const;
export type RetryableStatus = (typeof RETRYABLE_STATUSES)[number];

const RETRYABLE = new Set<string>(RETRYABLE_STATUSES);

/** Whether an execution that ended like this may be retried. */
export const isRetryable = (status: Status): status is RetryableStatus => RETRYABLE.has(status);

/** From best to worst: a container ends as the worst of its children did. Skipped children count as success. */
const SEVERITY = {
  Skipped: 0,
  Success: 0,
  IgnoreFailed: 1,
  Failed: 2,
  Errored: 3,
  Expired: 4,
  ApprovalRejected: 5,
  Aborted: 6,
} as const satisfies Readonly<Record<EndStatus, number>>;

/** The status of a pipeline, stage or group whose children ended like these; none at all is success. */
export function worstOf(statuses: Iterable<EndStatus>): EndStatus {
  let worst: EndStatus = 'Success';
  for (const status of statuses) if (SEVERITY[status] > SEVERITY[worst]) worst = status;
  return worst;
}
