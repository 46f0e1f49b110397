import { asExecutionId, asInstant } from '@reprise/core';
import type { Status } from '@reprise/core/execution';
import { describe, expect, it } from 'vitest';
import {
  asRetryBatchId,
  batchStatusOf,
  countsOf,
  createdBatch,
  decideBatch,
  evolveBatch,
  foldBatch,
  type RetryBatch,
  type RetryBatchCommand,
  type RetryBatchCreated,
  type RetryBatchEvent,
} from '../index.ts';

const AT = asInstant(1000);
const BY = { kind: 'local', name: 'ada' } as const;

const batchOf = (size: number, atOnce: number, stopAfter = 0): RetryBatchCreated => ({
  type: 'RetryBatchCreated',
  at: AT,
  batchId: asRetryBatchId('batch'),
  scope: { accountId: 'a', orgId: 'o', projectId: 'p' },
  by: BY,
  filter: {},
  runAllStages: true,
  members: Array.from({ length: size }, (_, at) => asExecutionId(`e${at + 1}`)),
  atOnce,
  stopAfter,
});

/** A batch that is told things, and keeps what came of each. */
class Told {
  batch: RetryBatch;
  readonly events: RetryBatchEvent[];

  constructor(created: RetryBatchCreated) {
    this.batch = createdBatch(created);
    this.events = [created];
    this.tell({ type: 'Begin', at: AT });
  }

  tell(command: RetryBatchCommand): readonly string[] {
    const decided = decideBatch(this.batch, command);
    if (!decided.ok) return [decided.error.code];
    this.events.push(...decided.value);
    this.batch = decided.value.reduce(evolveBatch, this.batch);
    return decided.value.map((event) =>
      'member' in event ? `${event.type} ${event.member}` : event.type,
    );
  }

  begun = (member: string) =>
    this.tell({
      type: 'ReportBegun',
      at: AT,
      member: asExecutionId(member),
      retry: asExecutionId(`${member}-again`),
    });
  ended = (member: string, status: Status = 'Success') =>
    this.tell({ type: 'ReportEnded', at: AT, member: asExecutionId(member), status });
  refused = (member: string) =>
    this.tell({
      type: 'ReportRefused',
      at: AT,
      member: asExecutionId(member),
      code: 'ALREADY_RETRIED',
      message: 'it was retried',
    });
}

const cancel = { type: 'Cancel', at: AT, by: BY } as const;

describe('a batch of retries', () => {
  it('gives as many members their turn as may run at once, in their order', () => {
    const told = new Told(batchOf(5, 2));
    expect(countsOf(told.batch)).toMatchObject({ running: 2, toDo: 3 });
    expect(told.begun('e2')).toEqual(['MemberBegun e2']);
    expect(told.ended('e2')).toEqual(['MemberEnded e2', 'MemberChosen e3']);
  });

  it('gives the place of one that was refused to the next', () => {
    const told = new Told(batchOf(2, 1));
    expect(told.refused('e1')).toEqual(['MemberRefused e1', 'MemberChosen e2']);
    expect(countsOf(told.batch)).toMatchObject({ refused: 1, running: 1 });
  });

  it('ends with its last member, and its counts add up to all of them', () => {
    const told = new Told(batchOf(3, 3));
    told.refused('e1');
    told.begun('e2');
    told.begun('e3');
    told.ended('e2', 'Failed');
    expect(batchStatusOf(told.batch)).toBe('RUNNING');
    expect(told.ended('e3', 'IgnoreFailed')).toEqual(['MemberEnded e3', 'RetryBatchEnded']);
    expect(batchStatusOf(told.batch)).toBe('COMPLETED');
    expect(countsOf(told.batch)).toEqual({
      toDo: 0,
      running: 0,
      succeeded: 1,
      failedAgain: 1,
      refused: 1,
      cancelled: 0,
    });
  });

  it('of no members ends at once', () => {
    expect(batchStatusOf(new Told(batchOf(0, 3)).batch)).toBe('COMPLETED');
  });

  it('is not moved by a report that comes twice, or by one of a stranger (I3)', () => {
    const told = new Told(batchOf(3, 1));
    told.begun('e1');
    expect(told.begun('e1')).toEqual([]);
    expect(told.refused('e1')).toEqual([]);
    told.ended('e1');
    expect(told.ended('e1')).toEqual([]);
    expect(told.begun('stranger')).toEqual([]);
    expect(told.ended('e2')).toEqual([]);
  });

  it('is its events, folded (I1)', () => {
    const told = new Told(batchOf(3, 2, 1));
    told.begun('e1');
    told.ended('e1', 'Aborted');
    told.refused('e2');
    expect(foldBatch(told.events)).toEqual(told.batch);
    expect(foldBatch(told.events.slice(1))).toBeNull();
  });
});

describe('a batch whose first retries fail again', () => {
  it('stops when so many have, and lets what runs go on to its end', () => {
    const told = new Told(batchOf(9, 3, 2));
    for (const member of ['e1', 'e2', 'e3']) told.begun(member);
    expect(told.ended('e1', 'Failed')).toEqual(['MemberEnded e1', 'MemberChosen e4']);
    expect(told.ended('e2', 'Expired')).toEqual(['MemberEnded e2', 'RetryBatchStopped']);
    expect(batchStatusOf(told.batch)).toBe('STOPPING');
    expect(countsOf(told.batch)).toMatchObject({ running: 2, cancelled: 5, failedAgain: 2 });
    told.begun('e4');
    told.ended('e3');
    expect(told.ended('e4')).toEqual(['MemberEnded e4', 'RetryBatchEnded']);
    expect(batchStatusOf(told.batch)).toBe('STOPPED');
  });

  it('goes on once a single one has succeeded', () => {
    const told = new Told(batchOf(9, 1, 2));
    for (const [member, status] of [
      ['e1', 'Failed'],
      ['e2', 'Success'],
      ['e3', 'Failed'],
      ['e4', 'Failed'],
    ] as const) {
      told.begun(member);
      told.ended(member, status);
    }
    expect(batchStatusOf(told.batch)).toBe('RUNNING');
  });

  it('does not count the ones that were refused', () => {
    const told = new Told(batchOf(4, 1, 2));
    for (const member of ['e1', 'e2', 'e3']) told.refused(member);
    expect(batchStatusOf(told.batch)).toBe('RUNNING');
  });
});

describe('a batch that is cancelled', () => {
  it('begins nothing new, and ends when what runs has ended', () => {
    const told = new Told(batchOf(5, 2));
    told.begun('e1');
    expect(told.tell(cancel)).toEqual(['RetryBatchStopped']);
    expect(told.tell(cancel)).toEqual([]);
    expect(countsOf(told.batch)).toMatchObject({ running: 2, cancelled: 3 });
    told.ended('e1');
    const left = { type: 'ReportLeft', at: AT, member: asExecutionId('e2') } as const;
    expect(told.tell(left)).toEqual(['MemberLeft e2', 'RetryBatchEnded']);
    expect(batchStatusOf(told.batch)).toBe('CANCELLED');
  });

  it('cannot be when it has ended', () => {
    const told = new Told(batchOf(0, 1));
    expect(told.tell(cancel)).toEqual(['RETRY_BATCH_ENDED']);
  });
});
