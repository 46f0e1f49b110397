import { unreachable } from '@reprise/core';
import { succeeded } from './decide.ts';
import type { BatchMember, RetryBatch } from './model.ts';

/** How many members stand where; they add up to all of them. */
export interface RetryBatchCounts {
  readonly toDo: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failedAgain: number;
  readonly refused: number;
  readonly cancelled: number;
}

export type MemberStanding = keyof RetryBatchCounts;

/** Where a member stands, for people. */
export function standingOf(member: BatchMember): MemberStanding {
  switch (member.phase) {
    case 'to-do':
      return 'toDo';
    case 'chosen':
    case 'running':
      return 'running';
    case 'ended':
      return succeeded(member) ? 'succeeded' : 'failedAgain';
    case 'refused':
    case 'cancelled':
      return member.phase;
    default:
      return unreachable(member);
  }
}

export function countsOf({ members }: RetryBatch): RetryBatchCounts {
  const counts = { toDo: 0, running: 0, succeeded: 0, failedAgain: 0, refused: 0, cancelled: 0 };
  for (const member of members.values()) counts[standingOf(member)] += 1;
  return counts;
}

/** `STOPPING`: nothing new is begun, and what runs goes on to its end. */
export type RetryBatchStatus = 'RUNNING' | 'STOPPING' | 'COMPLETED' | 'CANCELLED' | 'STOPPED';

export function batchStatusOf({ stopped, endedAt }: RetryBatch): RetryBatchStatus {
  if (endedAt === undefined) return stopped === undefined ? 'RUNNING' : 'STOPPING';
  if (stopped === undefined) return 'COMPLETED';
  return stopped.cause.kind === 'cancelled' ? 'CANCELLED' : 'STOPPED';
}
