import { type ExecutionId, ok, type Result, refused, unreachable } from '@reprise/core';
import { endedWell } from '@reprise/core/execution';
import { evolveBatch } from './evolve.ts';
import type {
  BatchMember,
  RetryBatch,
  RetryBatchCommand,
  RetryBatchEvent,
  RetryBatchRefusal,
} from './model.ts';

type Decided = Result<readonly RetryBatchEvent[], RetryBatchRefusal>;

/**
 * What a command brings about, up to whose turn it is next. Something that is known already brings nothing: every report
 * may come twice (I3).
 */
export function decideBatch(batch: RetryBatch, command: RetryBatchCommand): Decided {
  const told = eventsOf(batch, command);
  if (!told.ok) return told;
  const after = told.value.reduce(evolveBatch, batch);
  return ok([...told.value, ...goingOn(after, command)]);
}

function eventsOf({ members, endedAt, ...batch }: RetryBatch, command: RetryBatchCommand): Decided {
  switch (command.type) {
    case 'Begin':
      return ok([]);
    case 'ReportBegun': {
      const { at, member, retry } = command;
      return ok(phaseOf(members, member, 'chosen', { type: 'MemberBegun', at, member, retry }));
    }
    case 'ReportRefused': {
      const { at, member, code, message } = command;
      const event = { type: 'MemberRefused', at, member, code, message } as const;
      return ok(phaseOf(members, member, 'chosen', event));
    }
    case 'ReportLeft': {
      const { at, member } = command;
      return ok(phaseOf(members, member, 'chosen', { type: 'MemberLeft', at, member }));
    }
    case 'ReportEnded': {
      const { at, member, status } = command;
      return ok(phaseOf(members, member, 'running', { type: 'MemberEnded', at, member, status }));
    }
    case 'Cancel': {
      if (endedAt !== undefined) return refused(hasEnded(batch.created.batchId));
      const { at, by } = command;
      const event = { type: 'RetryBatchStopped', at, cause: { kind: 'cancelled', by } } as const;
      return ok(batch.stopped === undefined ? [event] : []);
    }
    default:
      return unreachable(command);
  }
}

/** The event, if the member stands where it can happen to it. */
const phaseOf = (
  members: RetryBatch['members'],
  member: ExecutionId,
  phase: BatchMember['phase'],
  event: RetryBatchEvent,
): readonly RetryBatchEvent[] => (members.get(member)?.phase === phase ? [event] : []);

/** Stops when too much failed again, gives free places to the next ones, and ends when there is nothing left. */
function goingOn(batch: RetryBatch, { at }: RetryBatchCommand): readonly RetryBatchEvent[] {
  if (batch.endedAt !== undefined) return [];
  const events: RetryBatchEvent[] = [];
  const { stopAfter, atOnce } = batch.created;
  if (batch.stopped === undefined && firstAllFailed(batch)) {
    const cause = { kind: 'failed-again', count: stopAfter } as const;
    events.push({ type: 'RetryBatchStopped', at, cause });
  }
  const now = events.reduce(evolveBatch, batch);
  const active = idsIn(now, 'chosen').length + idsIn(now, 'running').length;
  const next = idsIn(now, 'to-do').slice(0, Math.max(0, atOnce - active));
  for (const member of next) events.push({ type: 'MemberChosen', at, member });
  if (active + next.length === 0) events.push({ type: 'RetryBatchEnded', at });
  return events;
}

const idsIn = ({ members }: RetryBatch, phase: BatchMember['phase']): readonly ExecutionId[] =>
  [...members].flatMap(([id, member]) => (member.phase === phase ? [id] : []));

/** One that succeeded shows that the cause is mended: from then on the batch goes to its end. */
function firstAllFailed({ created, members }: RetryBatch): boolean {
  if (created.stopAfter === 0) return false;
  const ended = [...members.values()].filter(({ phase }) => phase === 'ended');
  return ended.length >= created.stopAfter && !ended.some(succeeded);
}

/** Whether the retry of a member ended well. */
export const succeeded = (member: BatchMember): boolean =>
  member.phase === 'ended' && endedWell(member.status);

const hasEnded = (batchId: string): RetryBatchRefusal => ({
  code: 'RETRY_BATCH_ENDED',
  message: `Retry batch ${batchId} has ended; there is nothing left to cancel.`,
  facts: { batchId },
});
