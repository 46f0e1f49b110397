import type { NodeKey } from '@reprise/core';
import type { PlanNode } from '@reprise/core/plan';
import type { ExecutionEvent } from '../event.ts';
import type { EarlierTries, EndedNode, NodeState, Trail } from '../node-state.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import type { WorkingState } from './working-state.ts';

/** The plan's node that an event speaks of. */
export function plannedNode(state: WorkingState, event: ExecutionEvent, key: NodeKey): PlanNode {
  const node = state.plan.nodes.get(key);
  if (node === undefined) throw new ImpossibleEvent(event, `the pipeline has no node ${key}`);
  return node;
}

/** Nothing may have happened to the node yet. */
export function requireFresh(state: WorkingState, event: ExecutionEvent, key: NodeKey): void {
  const node = state.nodes.get(key);
  if (node !== undefined) throw new ImpossibleEvent(event, `${key} is ${node.phase} already`);
}

/** A node begins, or is skipped, inside what runs. */
export function requireRunningParent(
  state: WorkingState,
  event: ExecutionEvent,
  { parent }: PlanNode,
): void {
  if (parent === null || state.nodes.get(parent)?.phase === 'running-container') return;
  throw new ImpossibleEvent(event, `${parent} does not run`);
}

/** What stays with a node from one phase to the next. */
export const trailOf = (node: NodeState | undefined): Trail => ({
  ...(node?.tried !== undefined && { tried: node.tried }),
  ...(node?.interrupts !== undefined && { interrupts: node.interrupts }),
  ...(node?.inputs !== undefined && { inputs: node.inputs }),
});

/** Records a node's end, and keeps the indexes true. */
export function endNode(state: WorkingState, key: NodeKey, ended: EndedNode): void {
  state.nodes.set(key, ended);
  state.open.delete(key);
  if (ended.status !== 'Success' && ended.status !== 'Skipped') state.unwell.add(key);
}

/** Keeps what became of a step before its group was run again. */
export function keepEarlier(state: WorkingState, key: NodeKey, tries: EarlierTries): void {
  state.earlier = new Map(state.earlier).set(key, tries);
}
