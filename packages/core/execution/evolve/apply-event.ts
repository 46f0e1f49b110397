import { unreachable } from '@reprise/core';
import type { PlanNode } from '@reprise/core/plan';
import type {
  AbortRequested,
  ExecutionEvent,
  NodeEnded,
  NodeInterrupted,
  NodeSkipped,
  NodeStarted,
  NodeTimedOut,
  RollbackRequested,
  StageReused,
} from '../event.ts';
import type { EndedNode, RunningContainer } from '../node-state.ts';
import { checkRepeated, checkUndecided } from './apply-check-event.ts';
import { applyToClaims, queueRegained, queueRejoined } from './apply-claims.ts';
import { inputGiven, inputRequested } from './apply-input-event.ts';
import { addInstances, loopExpanded } from './apply-loop-event.ts';
import { executionPaused, executionResumed } from './apply-pause-event.ts';
import { groupRestartDropped, groupRestarted, groupRestartPlanned } from './apply-restart-event.ts';
import { pipelineRollbackPlanned } from './apply-rollback-event.ts';
import {
  approvalGiven,
  attemptFailed,
  childStarted,
  stepEnded,
  stepScheduled,
  stepStarted,
  stepStopping,
} from './apply-step-event.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import {
  endNode,
  keepEarlier,
  plannedNode,
  requireFresh,
  requireRunningParent,
  trailOf,
} from './nodes.ts';
import type { WorkingState } from './working-state.ts';

/** Brings `state` up to date with one event (I1). Throws `ImpossibleEvent`, leaving `state` unfit for use. */
export function applyEvent(state: WorkingState, event: ExecutionEvent): void {
  if (state.ended !== undefined) throw new ImpossibleEvent(event, 'the execution has ended (I4)');
  applyToNodes(state, event);
  applyToClaims(state, event);
}

function applyToNodes(state: WorkingState, event: ExecutionEvent): void {
  switch (event.type) {
    case 'ExecutionCreated':
      throw new ImpossibleEvent(event, 'an execution is created once, by its first event');
    case 'StageReused':
      return stageReused(state, event);
    case 'LoopExpanded':
      return loopExpanded(state, event);
    case 'NodeStarted':
      return nodeStarted(state, event);
    case 'NodeSkipped':
      return nodeSkipped(state, event);
    case 'StepScheduled':
      return stepScheduled(state, event);
    case 'StepStarted':
      return stepStarted(state, event);
    case 'ChildStarted':
      return childStarted(state, event);
    case 'StepStopping':
      return stepStopping(state, event);
    case 'StepEnded':
      return stepEnded(state, event);
    case 'AttemptFailed':
      return attemptFailed(state, event);
    case 'CheckUndecided':
      return checkUndecided(state, event);
    case 'CheckRepeated':
      return checkRepeated(state, event);
    case 'NodeInterrupted':
      return nodeInterrupted(state, event);
    case 'InputRequested':
      return inputRequested(state, event);
    case 'InputGiven':
      return inputGiven(state, event);
    case 'RollbackRequested':
      return rollbackRequested(state, event);
    case 'GroupRestartPlanned':
      return groupRestartPlanned(state, event);
    case 'GroupRestarted':
      return groupRestarted(state, event);
    case 'GroupRestartDropped':
      return groupRestartDropped(state, event);
    case 'PipelineRollbackPlanned':
      return pipelineRollbackPlanned(state, event);
    case 'ApprovalGiven':
      return approvalGiven(state, event);
    case 'NodeTimedOut':
      return nodeTimedOut(state, event);
    case 'AbortRequested':
      return abortRequested(state, event);
    case 'QueueRejoined':
      return queueRejoined(state, event);
    case 'QueueRegained':
      return queueRegained(state, event);
    case 'ExecutionPaused':
      return executionPaused(state, event);
    case 'ExecutionResumed':
      return executionResumed(state, event);
    case 'NodeEnded':
      return nodeEnded(state, event);
    default:
      return unreachable(event);
  }
}

function stageReused(state: WorkingState, event: StageReused): void {
  const reused = { source: event.source, reason: event.reason };
  for (const { node, instances } of event.loops ?? []) addInstances(state, event, node, instances);
  for (const { node, ended } of event.nodes) {
    plannedNode(state, event, node);
    requireFresh(state, event, node);
    // The known keys first: adding them to a copy takes several times as long, and a retry takes over thousands of nodes.
    endNode(state, node, { phase: 'ended', reused, ...ended });
  }
  for (const { node, tries } of event.earlier ?? []) {
    plannedNode(state, event, node);
    keepEarlier(state, node, tries);
  }
}

function nodeStarted(state: WorkingState, event: NodeStarted): void {
  requireRunningParent(state, event, requireContainer(state, event));
  requireFresh(state, event, event.node);
  state.nodes.set(event.node, {
    phase: 'running-container',
    startedAt: event.at,
    ...(event.deadline !== undefined && { deadline: event.deadline }),
    ...(event.maxConcurrency !== undefined && { maxConcurrency: event.maxConcurrency }),
  });
  state.open.add(event.node);
}

function nodeSkipped(state: WorkingState, event: NodeSkipped): void {
  requireRunningParent(state, event, plannedNode(state, event, event.node));
  requireFresh(state, event, event.node);
  endNode(state, event.node, {
    phase: 'ended',
    status: 'Skipped',
    origin: state.created.executionId,
    endedAt: event.at,
    attempts: 0,
    skip: event.skip,
  });
}

function nodeTimedOut(state: WorkingState, event: NodeTimedOut): void {
  const node = state.nodes.get(event.node);
  if (node?.phase !== 'running-container') throw new ImpossibleEvent(event, 'it is not running');
  state.nodes.set(event.node, { ...node, timedOutAt: event.at });
}

/** A step whose retry a person asked for has its next attempt at once. */
function nodeInterrupted(state: WorkingState, event: NodeInterrupted): void {
  const node = state.nodes.get(event.node);
  if (node === undefined || node.phase === 'ended') {
    throw new ImpossibleEvent(event, 'it is not running');
  }
  const { at, by, interrupt: type } = event;
  const interrupts = [...(node.interrupts ?? []), { at, type, by }];
  if (type !== 'Retry') {
    state.nodes.set(event.node, { ...node, interrupts });
    return;
  }
  if (node.phase !== 'undecided') throw new ImpossibleEvent(event, 'it waits for no decision');
  const next = { attempt: node.attempt + 1, startedAt: at, dueAt: at };
  state.nodes.set(event.node, { phase: 'delayed', ...next, ...trailOf(node), interrupts });
}

function rollbackRequested(state: WorkingState, event: RollbackRequested): void {
  const node = state.nodes.get(event.node);
  if (node?.phase !== 'running-container' || node.rollbackAt !== undefined) {
    throw new ImpossibleEvent(event, 'it is not running, or is being rolled back already');
  }
  const { at, afterOthers } = event;
  const undone = afterOthers === true ? { undoneAfterOthers: afterOthers } : {};
  state.nodes.set(event.node, { ...node, rollbackAt: at, ...undone });
}

function abortRequested(state: WorkingState, event: AbortRequested): void {
  if (state.abort !== undefined) throw new ImpossibleEvent(event, 'it is being aborted already');
  state.abort = { at: event.at, by: event.by, reason: event.reason };
}

function nodeEnded(state: WorkingState, event: NodeEnded): void {
  requireContainer(state, event);
  const node = state.nodes.get(event.node);
  if (node !== undefined && node.phase !== 'running-container') {
    throw new ImpossibleEvent(event, 'it is not running');
  }
  const ended: EndedNode = {
    phase: 'ended',
    status: event.status,
    origin: state.created.executionId,
    ...(node !== undefined && { startedAt: node.startedAt }),
    endedAt: event.at,
    attempts: timesRound(node),
    ...(event.failure !== undefined && { failure: event.failure }),
    ...(event.rolledBack !== undefined && { rolledBack: event.rolledBack }),
    ...trailOf(node),
  };
  endNode(state, event.node, ended);
  if (event.node === state.plan.root) state.ended = { at: event.at, status: event.status };
}

/** Of a step group that was run again: how often it has run. Other containers are not counted. */
const timesRound = (node: RunningContainer | undefined): number =>
  node?.restarts === undefined ? 0 : node.restarts + 1;

function requireContainer(state: WorkingState, event: NodeStarted | NodeEnded): PlanNode {
  const node = plannedNode(state, event, event.node);
  if (node.kind !== 'step') return node;
  throw new ImpossibleEvent(event, 'it is a step, which begins and ends by attempts');
}
