import { asDelegateId, asExecutionId, asInstant, asMilliseconds } from '@reprise/core';
import { describe, expect, it } from 'vitest';
import { earlierTries } from '../earlier-tries.ts';
import type { EndedNode, Interrupt, TriedAttempt } from '../node-state.ts';
import { ada } from '../testing/run.ts';

const EXECUTION = asExecutionId('execution-1');
const failure = { message: 'no route', types: ['Connectivity'] } as const;

const ended = (what: Partial<EndedNode>): EndedNode => ({
  phase: 'ended',
  status: 'Success',
  origin: EXECUTION,
  startedAt: asInstant(10),
  endedAt: asInstant(20),
  attempts: 1,
  ...what,
});

const tried = (attempt: number): TriedAttempt => ({
  attempt,
  startedAt: asInstant(attempt),
  endedAt: asInstant(attempt + 1),
  outcome: { status: 'Failed', failure },
  action: 'Retry',
});

const marked: Interrupt = { at: asInstant(5), type: 'MarkAsFailed', by: ada };

describe('what is kept of a step whose group is run again', () => {
  it('is nothing of one that never had an attempt', () => {
    expect(earlierTries(ended({ status: 'Skipped', attempts: 0 }))).toBeNull();
  });

  it('is how its last attempt ended, and who did what', () => {
    const work = { kind: 'wait', duration: asMilliseconds(1) } as const;
    const delegate = asDelegateId('delegate-1');
    const child = asExecutionId('child-1');
    const last = ended({ status: 'Failed', failure, delegate, child, work });
    expect(earlierTries(last)).toEqual({
      origin: EXECUTION,
      attempts: 1,
      tries: [
        {
          attempt: 1,
          status: 'Failed',
          startedAt: 10,
          endedAt: 20,
          failure,
          ran: 'wait',
          delegate,
          child,
        },
      ],
    });
  });

  it('has no fields for what there was not', () => {
    expect(earlierTries(ended({}))?.tries).toStrictEqual([
      { attempt: 1, status: 'Success', startedAt: 10, endedAt: 20 },
    ]);
  });

  it('has an attempt once about which a strategy has decided', () => {
    const twice = ended({ status: 'Failed', attempts: 2, tried: [tried(1), tried(2)], failure });
    expect(earlierTries(twice)?.tries.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('follows what was kept before, with what people did each time', () => {
    const before = earlierTries(ended({ attempts: 3, interrupts: [marked] })) ?? undefined;
    const again = earlierTries(ended({ attempts: 4, interrupts: [marked] }), before);
    expect(again?.tries.map(({ attempt }) => attempt)).toEqual([3, 4]);
    expect(again?.interrupts).toEqual([marked, marked]);
    expect(again?.attempts).toBe(4);
  });

  it('keeps the highest number of an attempt when the step was passed by since', () => {
    const before = earlierTries(ended({ attempts: 3 })) ?? undefined;
    const passed = earlierTries(ended({ status: 'Skipped', attempts: 0 }), before);
    expect(passed).toEqual(before);
  });
});
