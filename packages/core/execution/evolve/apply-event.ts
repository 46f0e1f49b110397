import { unreachable } from '@reprise/core';
import type { PlanNode } from '@reprise/core/plan';
import type {
  AbortRequested,
  ExecutionEvent,
  NodeEnded,
  NodeSkipped,
  NodeStarted,
  NodeTimedOut,
  StageReused,
} from '../event.ts';
import type { EndedNode } from '../state.ts';
import { addInstances, loopExpanded } from './apply-loop-event.ts';
import {
  approvalGiven,
  stepEnded,
  stepScheduled,
  stepStarted,
  stepStopping,
} from './apply-step-event.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import { endNode, plannedNode, requireFresh, requireRunningParent } from './nodes.ts';
import type { WorkingState } from './working-state.ts';

/** Brings `state` up to date with one event (I1). Throws `ImpossibleEvent`, leaving `state` unfit for use. */
export function applyEvent(state: WorkingState, event: ExecutionEvent): void {
  if (state.ended !== undefined) throw new ImpossibleEvent(event, 'the execution has ended (I4)');
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
    case 'StepStopping':
      return stepStopping(state, event);
    case 'StepEnded':
      return stepEnded(state, event);
    case 'ApprovalGiven':
      return approvalGiven(state, event);
    case 'NodeTimedOut':
      return nodeTimedOut(state, event);
    case 'AbortRequested':
      return abortRequested(state, event);
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
    endNode(state, node, { ...ended, phase: 'ended', reused });
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
    attempts: 0,
    ...(event.failure !== undefined && { failure: event.failure }),
  };
  endNode(state, event.node, ended);
  if (event.node === state.plan.root) state.ended = { at: event.at, status: event.status };
}

function requireContainer(state: WorkingState, event: NodeStarted | NodeEnded): PlanNode {
  const node = plannedNode(state, event, event.node);
  if (node.kind !== 'step') return node;
  throw new ImpossibleEvent(event, 'it is a step, which begins and ends by attempts');
}
