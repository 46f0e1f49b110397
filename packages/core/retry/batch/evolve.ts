import { type ExecutionId, unreachable } from '@reprise/core';
import type { BatchMember, RetryBatch, RetryBatchCreated, RetryBatchEvent } from './model.ts';

/** A batch that has just been made. */
export const createdBatch = (created: RetryBatchCreated): RetryBatch => ({
  created,
  members: new Map(created.members.map((member) => [member, { phase: 'to-do' }])),
});

/** The batch after an event. */
export function evolveBatch(batch: RetryBatch, event: RetryBatchEvent): RetryBatch {
  switch (event.type) {
    case 'RetryBatchCreated':
      return createdBatch(event);
    case 'MemberChosen':
      return withMember(batch, event.member, { phase: 'chosen' });
    case 'MemberBegun':
      return withMember(batch, event.member, { phase: 'running', retry: event.retry });
    case 'MemberRefused': {
      const { member, code, message } = event;
      return withMember(batch, member, { phase: 'refused', code, message });
    }
    case 'MemberLeft':
      return withMember(batch, event.member, { phase: 'cancelled' });
    case 'MemberEnded': {
      const before = batch.members.get(event.member);
      if (before?.phase !== 'running') return batch;
      const { retry } = before;
      return withMember(batch, event.member, { phase: 'ended', retry, status: event.status });
    }
    case 'RetryBatchStopped':
      return stopped(batch, event);
    case 'RetryBatchEnded':
      return { ...batch, endedAt: event.at };
    default:
      return unreachable(event);
  }
}

/** The batch that these events tell of; null when they do not begin with its creation. */
export function foldBatch([first, ...rest]: readonly RetryBatchEvent[]): RetryBatch | null {
  return first?.type === 'RetryBatchCreated' ? rest.reduce(evolveBatch, createdBatch(first)) : null;
}

const withMember = (batch: RetryBatch, member: ExecutionId, now: BatchMember): RetryBatch => ({
  ...batch,
  members: new Map(batch.members).set(member, now),
});

/** Whoever had not had a turn has none any more. */
function stopped(
  batch: RetryBatch,
  { at, cause }: Extract<RetryBatchEvent, { readonly type: 'RetryBatchStopped' }>,
): RetryBatch {
  const members = [...batch.members].map(([id, member]): [ExecutionId, BatchMember] => [
    id,
    member.phase === 'to-do' ? { phase: 'cancelled' } : member,
  ]);
  return { ...batch, members: new Map(members), stopped: { at, cause } };
}
