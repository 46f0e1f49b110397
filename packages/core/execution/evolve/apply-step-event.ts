import { after } from '@reprise/core';
import type { PlanNode } from '@reprise/core/plan';
import type { ApprovalGiven } from '../approval-given.ts';
import { checksOf, isOverdue } from '../checks.ts';
import type {
  AttemptFailed,
  CheckUndecided,
  ChildStarted,
  StepEnded,
  StepScheduled,
  StepStarted,
  StepStopping,
} from '../event.ts';
import { isLiveStep } from '../live-steps.ts';
import type { EndedNode, LiveStep, TriedAttempt } from '../node-state.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import { endNode, plannedNode, requireRunningParent, trailOf } from './nodes.ts';
import type { WorkingState } from './working-state.ts';

type OfAttempt =
  | StepScheduled
  | StepStarted
  | ChildStarted
  | StepStopping
  | StepEnded
  | AttemptFailed
  | CheckUndecided
  | ApprovalGiven;

export function stepScheduled(state: WorkingState, event: StepScheduled): void {
  requireRunningParent(state, event, requireStep(state, event));
  const before = state.nodes.get(event.node);
  if (before !== undefined && liveAttempt(state, event).phase !== 'delayed') {
    throw new ImpossibleEvent(event, `it is ${before.phase} already`);
  }
  const attempt = {
    attempt: event.attempt,
    startedAt: event.at,
    work: event.work,
    ...(event.deadline !== undefined && { deadline: event.deadline }),
    ...trailOf(before),
  };
  state.nodes.set(
    event.node,
    event.work.kind === 'task'
      ? { phase: 'queued', ...attempt }
      : { phase: 'waiting', approvals: [], ...attempt },
  );
  state.open.add(event.node);
}

export function stepStarted(state: WorkingState, event: StepStarted): void {
  const step = liveAttempt(state, event);
  if (step.phase !== 'queued') throw new ImpossibleEvent(event, `it is ${step.phase}`);
  const { delegate, lease } = event;
  const limit = checksOf(step)?.limit;
  const overdue = limit === undefined ? {} : { overdueAt: after(event.at, limit) };
  // The new keys first: adding them to a copy takes many times as long, and every step comes this way.
  state.nodes.set(event.node, { delegate, lease, ...overdue, ...step, phase: 'held' });
}

export function childStarted(state: WorkingState, event: ChildStarted): void {
  const step = liveAttempt(state, event);
  if (step.phase !== 'waiting' || step.work.kind !== 'pipeline') {
    throw new ImpossibleEvent(event, 'it runs no other pipeline');
  }
  state.nodes.set(event.node, { ...step, child: event.child });
}

export function stepStopping(state: WorkingState, event: StepStopping): void {
  const step = liveAttempt(state, event);
  if (step.phase !== 'held' && !isOverdue(step)) {
    throw new ImpossibleEvent(event, `it is ${step.phase}`);
  }
  const { cause, forceAt } = event;
  state.nodes.set(event.node, { ...step, phase: 'stopping', cause, forceAt });
}

export function approvalGiven(state: WorkingState, event: ApprovalGiven): void {
  const step = liveAttempt(state, event);
  if (step.phase !== 'waiting' || step.work.kind !== 'approval') {
    throw new ImpossibleEvent(event, 'it does not wait for an approval');
  }
  state.nodes.set(event.node, { ...step, approvals: [...step.approvals, event] });
}

/** A step may end without ever having been scheduled: when what it should do could not be worked out. */
export function stepEnded(state: WorkingState, event: StepEnded): void {
  requireStep(state, event);
  const before = state.nodes.has(event.node) ? liveAttempt(state, event) : undefined;
  const { outcome, decision } = event;
  const settled = decision && { outcome: decision.failed, action: decision.action };
  const ended: EndedNode = {
    phase: 'ended',
    status: outcome.status,
    origin: state.created.executionId,
    startedAt: before?.startedAt ?? event.at,
    endedAt: event.at,
    attempts: event.attempt,
    ...(before !== undefined && traceOf(before)),
    ...trailOf(before),
    ...(settled !== undefined && { tried: withAttempt(before, event, settled) }),
    ...(outcome.status === 'Success' ? { outputs: outcome.outputs } : { failure: outcome.failure }),
  };
  endNode(state, event.node, ended);
}

export function attemptFailed(state: WorkingState, event: AttemptFailed): void {
  const node = requireStep(state, event);
  const before = state.nodes.has(event.node) ? liveAttempt(state, event) : undefined;
  if (before === undefined) requireRunningParent(state, event, node);
  const { at, attempt, next, outcome } = event;
  const settled = { outcome, action: next.action };
  const trail = { ...trailOf(before), tried: withAttempt(before, event, settled) };
  state.nodes.set(
    event.node,
    next.action === 'Retry'
      ? { phase: 'delayed', attempt: attempt + 1, startedAt: at, dueAt: next.at, ...trail }
      : {
          phase: 'undecided',
          attempt,
          startedAt: before?.startedAt ?? at,
          deadline: next.deadline,
          onTimeout: next.onTimeout,
          ...trail,
        },
  );
  state.open.add(event.node);
}

/** The attempts that were decided about, with this one: once, however often it was decided about. */
function withAttempt(
  before: LiveStep | undefined,
  { at, attempt }: OfAttempt,
  settled: Pick<TriedAttempt, 'outcome' | 'action'>,
): readonly TriedAttempt[] {
  const tried = before?.tried ?? [];
  if (before?.phase === 'undecided') return tried;
  const one: TriedAttempt = {
    attempt,
    startedAt: before?.startedAt ?? at,
    endedAt: at,
    ...settled,
    ...(before !== undefined && 'work' in before && { ran: before.work.kind }),
    ...(before !== undefined && 'delegate' in before && { delegate: before.delegate }),
    ...(before !== undefined && childOf(before)),
  };
  return [...tried, one];
}

/** What stays known of an attempt after its end. */
function traceOf(step: LiveStep): Pick<EndedNode, 'work' | 'delegate' | 'approvals' | 'child'> {
  return {
    ...('work' in step && { work: step.work }),
    ...('delegate' in step && { delegate: step.delegate }),
    ...('approvals' in step && step.approvals.length > 0 && { approvals: step.approvals }),
    ...childOf(step),
  };
}

function childOf(step: LiveStep): Pick<EndedNode, 'child'> {
  const child = step.phase === 'waiting' ? step.child : undefined;
  return child === undefined ? {} : { child };
}

export function requireStep(state: WorkingState, event: OfAttempt): PlanNode {
  const node = plannedNode(state, event, event.node);
  if (node.kind === 'step') return node;
  throw new ImpossibleEvent(event, 'it is no step');
}

export function liveAttempt(state: WorkingState, event: OfAttempt): LiveStep {
  const node = state.nodes.get(event.node);
  if (!isLiveStep(node)) throw new ImpossibleEvent(event, 'it has no live attempt');
  if (node.attempt !== event.attempt) {
    throw new ImpossibleEvent(event, `its attempt is ${node.attempt}, not ${event.attempt}`);
  }
  return node;
}
