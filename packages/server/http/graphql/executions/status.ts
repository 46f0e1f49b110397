/** FirstGen's statuses, which are fewer. */
import type { FirstGenStatus } from '@reprise/api/graphql';
import { isEnd, type Status } from '@reprise/core/execution';
import type { StoredExecutionRow } from '../../../ports/index.ts';

const STATUSES = {
  Success: 'SUCCESS',
  IgnoreFailed: 'SUCCESS',
  Skipped: 'SKIPPED',
  Failed: 'FAILED',
  Errored: 'ERROR',
  Expired: 'EXPIRED',
  Aborted: 'ABORTED',
  ApprovalRejected: 'REJECTED',
  NotStarted: 'QUEUED',
  Queued: 'QUEUED',
  Running: 'RUNNING',
  WaitStepRunning: 'RUNNING',
  Discontinuing: 'RUNNING',
  Pausing: 'RUNNING',
  ResourceWaiting: 'WAITING',
  Paused: 'PAUSED',
  ApprovalWaiting: 'PAUSED',
  InterventionWaiting: 'PAUSED',
  InputWaiting: 'PAUSED',
} as const satisfies Readonly<Record<Status, FirstGenStatus>>;

/** FirstGen's name of a status that is told as a text; null when it is none. */
export const nameOfStatus = (status: string): FirstGenStatus | null =>
  Object.entries(STATUSES).find(([name]) => name === status)?.[1] ?? null;

/** How an execution stands. What a newer one continues is RESUMED, however it ended. */
export const executionStatus = ({
  status,
  retriedBy,
}: Pick<StoredExecutionRow, 'status' | 'retriedBy'>): FirstGenStatus =>
  retriedBy === null ? STATUSES[status] : 'RESUMED';

/** How a stage of an execution stands; null when it never started and, the execution being over, never will. */
export const stageStatus = (stage: Status, execution: Status): FirstGenStatus | null =>
  stage === 'NotStarted' && isEnd(execution) ? null : STATUSES[stage];

/**
 * The statuses that FirstGen calls so, for a filter. A name that none has stays itself, which no execution has either:
 * RESUMED ones are not in any list.
 */
export function statusesNamed(name: FirstGenStatus): readonly string[] {
  const named = Object.entries(STATUSES).flatMap(([status, is]) => (is === name ? [status] : []));
  return named.length > 0 ? named : [name];
}
