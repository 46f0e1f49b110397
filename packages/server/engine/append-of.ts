import { type Instant, type TaskId, taskIdOf } from '@reprise/core';
import type { Decision } from '@reprise/core/execution';
import type { Append, Definition, NewLease } from '../ports/index.ts';
import { rowAfter, rowOf } from './row.ts';

/** What the store is asked to keep of a decision. */
export function appendOf(
  before: { readonly version: number; readonly wakeAt: Instant | null } | null,
  decision: Decision,
  placements: readonly NewLease[],
  definition: Definition | null,
  now: Instant,
): Append {
  const { events, effects, state } = decision;
  return {
    executionId: state.created.executionId,
    expectedVersion: before?.version ?? 0,
    at: now,
    events,
    effects,
    leases: placements.map(({ taskId, delegate, token, until }) => ({
      taskId,
      delegate,
      token,
      until,
    })),
    settled: settledTasks(decision),
    row: before === null ? rowOf(state) : rowAfter(state, events, before.wakeAt, now),
    definition,
  };
}

/** Tasks whose attempts these events end: they leave the queue, whoever holds them. */
export function settledTasks({ state, events }: Decision): readonly TaskId[] {
  const settled: TaskId[] = [];
  for (const event of events) {
    if (event.type !== 'StepEnded') continue;
    const node = state.nodes.get(event.node);
    if (node?.phase !== 'ended' || node.work?.kind !== 'task') continue;
    settled.push(taskIdOf(state.created.executionId, event.node, event.attempt));
  }
  return settled;
}
