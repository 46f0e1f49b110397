import { after, type Instant, type NodeKey } from '@reprise/core';
import { nodeOf } from '@reprise/core/plan';
import { isHalted } from './halted.ts';
import type { LiveStep, RestingStep, RunningContainer } from './node-state.ts';
import { isEmpty, restartDue } from './restarting.ts';
import type { ExecutionState } from './state.ts';

/** Something that time alone brings about. */
export interface Due {
  readonly at: Instant;
  readonly node: NodeKey;
  /**
   * `wait-over`: a Wait step ends well; `auto-approve`: an approval is given by its own schedule; `check-due`: one is
   * checked again; `check-overdue`: a check of one takes too long; `force`: a delegate has not confirmed a stop, and is
   * waited for no longer.
   */
  readonly what:
    | 'wait-over'
    | 'check-overdue'
    | 'check-due'
    | 'auto-approve'
    | 'force'
    | 'retry-due'
    | 'step-deadline'
    | 'intervention-deadline'
    | 'input-deadline'
    | 'group-retry-due'
    | 'container-deadline';
}

/** What the passing of time will do to the execution if nothing else happens first, in no particular order. */
export function* dues(state: ExecutionState): Generator<Due> {
  for (const key of state.open) {
    const node = state.nodes.get(key);
    if (node === undefined || node.phase === 'ended') continue;
    if (node.phase === 'running-container') {
      yield* containerDues(state, key, node);
      yield* restartDues(state, key);
    } else if (node.phase === 'resting') yield* restingDues(state, key, node);
    else if (node.phase !== 'delayed' || state.pause === undefined) yield* stepDues(key, node);
  }
}

/** The earliest moment at which the execution needs a `Wake`; null when only the outside world can move it. */
export function nextWake(state: ExecutionState): Instant | null {
  let earliest: Instant | null = null;
  for (const { at } of dues(state)) {
    if (earliest === null || at < earliest) earliest = at;
  }
  return earliest;
}

/** The deadline of a container that is being stopped, or undone, already has nothing left to do. */
function* containerDues(
  state: ExecutionState,
  node: NodeKey,
  { deadline, rollbackAt, asking }: RunningContainer,
): Generator<Due> {
  if (asking !== undefined) {
    yield { at: asking.deadline, node, what: 'input-deadline' };
    return;
  }
  if (deadline === undefined || rollbackAt !== undefined) return;
  if (isHalted(state, nodeOf(state.plan, node))) return;
  yield { at: deadline, node, what: 'container-deadline' };
}

/** A group that is not empty yet is run again when it is. */
function* restartDues(state: ExecutionState, node: NodeKey): Generator<Due> {
  const at = state.pause === undefined ? restartDue(state, node) : null;
  if (at !== null && isEmpty(state, node)) yield { at, node, what: 'group-retry-due' };
}

/** Nothing is checked during a pause, but time runs out. */
function* restingDues(
  { pause }: ExecutionState,
  node: NodeKey,
  { dueAt, deadline }: RestingStep,
): Generator<Due> {
  if (pause === undefined) yield { at: dueAt, node, what: 'check-due' };
  if (deadline !== undefined) yield { at: deadline, node, what: 'step-deadline' };
}

function* stepDues(node: NodeKey, step: Exclude<LiveStep, RestingStep>): Generator<Due> {
  if (step.phase === 'stopping') {
    yield { at: step.forceAt, node, what: 'force' };
    return;
  }
  if (step.phase === 'delayed') {
    yield { at: step.dueAt, node, what: 'retry-due' };
    return;
  }
  if (step.phase === 'asking') {
    yield { at: step.deadline, node, what: 'input-deadline' };
    return;
  }
  if (step.phase === 'undecided') {
    yield { at: step.deadline, node, what: 'intervention-deadline' };
    return;
  }
  if (step.work.kind === 'wait') {
    yield { at: after(step.startedAt, step.work.duration), node, what: 'wait-over' };
  }
  if (step.work.kind === 'approval' && step.work.approval.autoApproval !== undefined) {
    yield { at: step.work.approval.autoApproval.at, node, what: 'auto-approve' };
  }
  if (step.phase === 'held' && step.overdueAt !== undefined) {
    yield { at: step.overdueAt, node, what: 'check-overdue' };
  }
  if (step.deadline !== undefined) yield { at: step.deadline, node, what: 'step-deadline' };
}
