import { asNodeKey } from '@reprise/core';
import { type ExecutionEvent, type ExecutionState, evolve, fold } from '@reprise/core/execution';
import { buildPlan } from '@reprise/core/plan';
import { describe, expect, test } from 'vitest';
import { ImpossibleEvent } from '../../packages/core/execution/evolve/impossible-event.ts';
import { definitionOf } from '../../packages/server/testing/workshop.ts';
import { type History, recordedHistories } from './history.ts';

type EventType = ExecutionEvent['type'];

/** What may be said more than once of the same: by several people, of several tries, or of a try that goes on. */
const SAID_AGAIN: ReadonlySet<EventType> = new Set([
  'ApprovalGiven',
  'AttemptFailed',
  'ChildStarted',
  'NodeInterrupted',
  'NodeTimedOut',
  'QueueRejoined',
  'StepStopping',
]);

interface Moment {
  readonly event: ExecutionEvent;
  readonly before: ExecutionState;
  readonly after: ExecutionState;
}

/** Each event of a stream but the first, with the states around it. */
function momentsOf({ yaml, events: [created, ...later] }: History): readonly Moment[] {
  if (created === undefined) throw new Error('a stream has at least one event');
  let before = fold(buildPlan(definitionOf(yaml).pipeline), [created]);
  return later.map((event) => {
    const moment = { event, before, after: evolve(before, event) };
    before = moment.after;
    return moment;
  });
}

const moments = () => recordedHistories().flatMap(momentsOf);

/** The types of events, of those that are tried, that a state takes although it must not. */
const taken = (
  tried: readonly { readonly state: ExecutionState; readonly event: ExecutionEvent }[],
): readonly string[] => {
  expect(tried.length).toBeGreaterThan(300);
  const accepted = tried.filter(({ state, event }) => {
    try {
      evolve(state, event);
      return true;
    } catch (error) {
      if (error instanceof ImpossibleEvent) return false;
      throw error;
    }
  });
  return [...new Set(accepted.map(({ event }) => event.type))];
};

describe('a stream that nobody can have written is not read as if it were one', () => {
  test('what has happened does not happen once more', () => {
    const again = moments().filter(({ event }) => !SAID_AGAIN.has(event.type));
    expect(taken(again.map(({ event, after }) => ({ event, state: after })))).toEqual([]);
  });

  test('nothing happens to a node that the plan does not have', () => {
    const elsewhere = moments().flatMap(({ event, before }) => {
      // A retry takes its place in a queue anew for a stage that it may have reused.
      if (!('node' in event) || event.type === 'QueueRejoined') return [];
      return [{ state: before, event: { ...event, node: asNodeKey(`${event.node}.nobody`) } }];
    });
    expect(taken(elsewhere)).toEqual([]);
  });

  test('nothing happens to an attempt that is not the one under way', () => {
    const others = moments().flatMap(({ event, before }) => {
      // What has not begun has no attempt yet.
      if (!('attempt' in event) || !before.nodes.has(event.node)) return [];
      return [{ state: before, event: { ...event, attempt: event.attempt + 7 } }];
    });
    expect(taken(others)).toEqual([]);
  });

  test('nothing begins, and nobody interrupts, once the execution has ended', () => {
    const late = recordedHistories().flatMap((history) => {
      const all = momentsOf(history);
      const ended = all.at(-1)?.after;
      return ended?.ended === undefined ? [] : all.map(({ event }) => ({ event, state: ended }));
    });
    expect(taken(late)).toEqual([]);
  });
});
