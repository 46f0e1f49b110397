import { type ExecutionId, type NodeKey, type TaskId, taskIdOf } from '@reprise/core';
import { nodeOf } from '@reprise/core/plan';
import type { NodeState, TriedAttempt } from '../node-state.ts';
import type { ExecutionState } from '../state.ts';
import type { TryView } from './model.ts';
import { nodeStatus } from './node-status.ts';

type OfStep = Exclude<NodeState, { readonly phase: 'running-container' }>;

/** The number of the newest try. */
export const attemptsOf = (at: OfStep): number => (at.phase === 'ended' ? at.attempts : at.attempt);

/** Every try of a step, oldest first: those that were decided about, and the newest. */
export function triesOf(state: ExecutionState, key: NodeKey): readonly TryView[] {
  const at = state.nodes.get(key);
  return [
    ...earlierTries(state, key),
    ...(isOfStep(state, key, at) ? triesNow(state, key, at) : []),
  ];
}

function triesNow(state: ExecutionState, key: NodeKey, at: OfStep): readonly TryView[] {
  const origin = originOf(state, at);
  const tried = (at.tried ?? []).map((one) => decidedTry(origin, key, one));
  const attempt = attemptsOf(at);
  if (attempt === 0 || tried.at(-1)?.attempt === attempt) return tried;
  return [...tried, newestTry(state, key, at)];
}

const isOfStep = (
  { plan }: ExecutionState,
  key: NodeKey,
  at: NodeState | undefined,
): at is OfStep =>
  at !== undefined && at.phase !== 'running-container' && nodeOf(plan, key).kind === 'step';

/** The tries in the times round its group that are over. */
function earlierTries({ earlier }: ExecutionState, key: NodeKey): readonly TryView[] {
  const before = earlier?.get(key);
  if (before === undefined) return [];
  return before.tries.map((one) => ({
    attempt: one.attempt,
    status: one.status,
    startedAt: one.startedAt,
    endedAt: one.endedAt,
    task: one.ran === 'task' ? taskIdOf(before.origin, key, one.attempt) : null,
    delegate: one.delegate ?? null,
    failure: one.failure ?? null,
    action: one.action ?? null,
  }));
}

/** The task whose log is the step's: the newest try's, or the one before while that has not begun (I9). */
export const taskOf = (tries: readonly TryView[]): TaskId | null =>
  tries.findLast(({ task }) => task !== null)?.task ?? null;

function decidedTry(origin: ExecutionId, key: NodeKey, one: TriedAttempt): TryView {
  const { attempt, startedAt, endedAt, outcome, action, ran, delegate } = one;
  return {
    attempt,
    status: outcome.status,
    startedAt,
    endedAt,
    task: ran === 'task' ? taskIdOf(origin, key, attempt) : null,
    delegate: delegate ?? null,
    failure: outcome.failure,
    action,
  };
}

function newestTry(state: ExecutionState, key: NodeKey, at: OfStep): TryView {
  const attempt = attemptsOf(at);
  const ranAsTask = 'work' in at && at.work?.kind === 'task';
  return {
    attempt,
    status: nodeStatus(state, key),
    startedAt: at.startedAt ?? null,
    endedAt: at.phase === 'ended' ? at.endedAt : null,
    task: ranAsTask ? taskIdOf(originOf(state, at), key, attempt) : null,
    delegate: 'delegate' in at ? (at.delegate ?? null) : null,
    failure: at.phase === 'ended' ? (at.failure ?? null) : null,
    action: null,
  };
}

/** Where it ran: of a reused step the execution that it was taken from, however many retries ago (I9). */
const originOf = ({ created }: ExecutionState, at: OfStep): ExecutionId =>
  at.phase === 'ended' ? at.origin : created.executionId;
