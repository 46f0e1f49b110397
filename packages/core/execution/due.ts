import { after, type Instant, type NodeKey } from '@reprise/core';
import { nodeOf } from '@reprise/core/plan';
import type { ApprovalWork } from '@reprise/core/step-types';
import { isHalted } from './halted.ts';
import type {
  DelayedStep,
  HeldStep,
  QueuedStep,
  RestingStep,
  RunningContainer,
  StoppingStep,
  UndecidedStep,
  WaitingStep,
} from './node-state.ts';
import { isEmpty, restartDue } from './restarting.ts';
import type { ExecutionState } from './state.ts';

type Attempt = QueuedStep | HeldStep | WaitingStep;

/** What time alone brings about, with what it happens to. */
type Happening =
  /** Nobody has given a node its inputs. */
  | { readonly what: 'input-deadline' }
  /** The time of a pipeline or a stage is over. */
  | { readonly what: 'container-deadline' }
  | { readonly what: 'group-retry-due' }
  | { readonly what: 'retry-due'; readonly step: DelayedStep }
  /** A Wait step ends well. */
  | { readonly what: 'wait-over'; readonly step: Attempt }
  /** An approval is given by its own schedule. */
  | { readonly what: 'auto-approve'; readonly step: WaitingStep; readonly approval: ApprovalWork }
  /** An approval is checked again. */
  | { readonly what: 'check-due'; readonly step: RestingStep }
  /** A check of an approval takes too long. */
  | { readonly what: 'check-overdue'; readonly step: HeldStep }
  | { readonly what: 'step-deadline'; readonly step: Attempt | RestingStep }
  | { readonly what: 'intervention-deadline'; readonly step: UndecidedStep }
  /** A delegate has not confirmed a stop, and is waited for no longer. */
  | { readonly what: 'force'; readonly step: StoppingStep };

/** Something that happens to a node at a moment, if nothing else happens first. */
export type Due = { readonly at: Instant; readonly node: NodeKey } & Happening;

/** What the passing of time will do to the execution if nothing else happens first, in no particular order. */
export function* dues(state: ExecutionState): Generator<Due> {
  for (const key of state.open) yield* duesOf(state, key);
}

/** The same of one node. */
export function* duesOf(state: ExecutionState, node: NodeKey): Generator<Due> {
  const at = state.nodes.get(node);
  const isPaused = state.pause !== undefined;
  switch (at?.phase) {
    case 'running-container':
      yield* containerDues(state, node, at);
      yield* restartDues(state, node);
      break;
    case 'queued':
    case 'held':
    case 'waiting':
      yield* attemptDues(node, at);
      break;
    // Nothing is checked or tried again during a pause, but time runs out.
    case 'resting':
      if (!isPaused) yield { at: at.dueAt, node, what: 'check-due', step: at };
      yield* deadlineDues(node, at);
      break;
    case 'delayed':
      if (!isPaused) yield { at: at.dueAt, node, what: 'retry-due', step: at };
      break;
    case 'stopping':
      yield { at: at.forceAt, node, what: 'force', step: at };
      break;
    case 'asking':
      yield { at: at.deadline, node, what: 'input-deadline' };
      break;
    case 'undecided':
      yield { at: at.deadline, node, what: 'intervention-deadline', step: at };
      break;
    case 'ended':
    case undefined:
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
  } else if (deadline !== undefined && rollbackAt === undefined) {
    const isStopped = isHalted(state, nodeOf(state.plan, node));
    if (!isStopped) yield { at: deadline, node, what: 'container-deadline' };
  }
}

/** A group that is not empty yet is run again when it is. */
function* restartDues(state: ExecutionState, node: NodeKey): Generator<Due> {
  const at = state.pause === undefined ? restartDue(state, node) : null;
  if (at !== null && isEmpty(state, node)) yield { at, node, what: 'group-retry-due' };
}

function* attemptDues(node: NodeKey, step: Attempt): Generator<Due> {
  const { work } = step;
  if (work.kind === 'wait') {
    yield { at: after(step.startedAt, work.duration), node, what: 'wait-over', step };
  }
  if (step.phase === 'waiting' && work.kind === 'approval') {
    const { approval } = work;
    const at = approval.autoApproval?.at;
    if (at !== undefined) yield { at, node, what: 'auto-approve', step, approval };
  }
  if (step.phase === 'held' && step.overdueAt !== undefined) {
    yield { at: step.overdueAt, node, what: 'check-overdue', step };
  }
  yield* deadlineDues(node, step);
}

function* deadlineDues(node: NodeKey, step: Attempt | RestingStep): Generator<Due> {
  if (step.deadline !== undefined) yield { at: step.deadline, node, what: 'step-deadline', step };
}
