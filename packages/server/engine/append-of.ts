import { type Instant, type NodeKey, type TaskId, taskIdOf } from '@reprise/core';
import type { Decision, ExecutionState } from '@reprise/core/execution';
import type { Append, NewLease } from '../ports/index.ts';
import { rowAfter, rowOf } from './row.ts';

/** What a commit brings besides the decision: the definition unless it is known to be stored, and who may ask again. */
export type Brought = Pick<Append, 'definition' | 'request'>;

/** What is committed together. */
export interface Committing extends Brought {
  readonly decision: Decision;
  /** The leases of the tasks that it hands out. */
  readonly placements: readonly NewLease[];
  /** The tasks that it ends. */
  readonly settled: readonly TaskId[];
}

/** What the store is asked to keep. */
export function appendOf(
  before: { readonly version: number; readonly wakeAt: Instant | null } | null,
  { decision, placements, settled, definition, request }: Committing,
  now: Instant,
): Append {
  const { events, effects, state } = decision;
  return {
    definition,
    ...(request === undefined ? {} : { request }),
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
    settled,
    row: before === null ? rowOf(state) : rowAfter(state, events, before.wakeAt, now),
  };
}

/** Tasks whose attempts these events end: they leave the queue, whoever holds them. */
export function settledTasks({ state, events }: Decision): readonly TaskId[] {
  const settled: TaskId[] = [];
  const { executionId } = state.created;
  for (const event of events) {
    if (event.type === 'CheckUndecided') {
      settled.push(taskIdOf(executionId, event.node, event.attempt));
    }
    if (event.type !== 'StepEnded' && event.type !== 'AttemptFailed') continue;
    const { node, attempt } = event;
    if (!ranAsTask(state, node, attempt)) continue;
    settled.push(taskIdOf(executionId, node, attempt));
  }
  return settled;
}

function ranAsTask({ nodes, earlier }: ExecutionState, key: NodeKey, attempt: number): boolean {
  const before = earlier?.get(key)?.tries.find((one) => one.attempt === attempt);
  if (before !== undefined) return before.ran === 'task';
  const node = nodes.get(key);
  const tried = node?.tried?.find((one) => one.attempt === attempt);
  if (tried !== undefined) return tried.ran === 'task';
  return node?.phase === 'ended' && node.work?.kind === 'task';
}
