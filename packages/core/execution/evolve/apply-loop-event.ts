import type { NodeKey } from '@reprise/core';
import { expandLoop, type LoopInstance, type PlanNode } from '@reprise/core/plan';
import type { ExecutionEvent, LoopExpanded } from '../event.ts';
import { ImpossibleEvent } from './impossible-event.ts';
import { plannedNode } from './nodes.ts';
import type { WorkingState } from './working-state.ts';

export function loopExpanded(state: WorkingState, event: LoopExpanded): void {
  addInstances(state, event, event.node, event.instances);
}

/** Gives a loop of the plan its instances, once. */
export function addInstances(
  state: WorkingState,
  event: ExecutionEvent,
  key: NodeKey,
  instances: readonly LoopInstance[],
): void {
  const loop = plannedNode(state, event, key);
  if (loop.kind !== 'strategy') throw new ImpossibleEvent(event, `${key} is no loop`);
  if (loop.children.length > 0)
    throw new ImpossibleEvent(event, `${key} has its instances already`);
  if (new Set(instances.map(({ suffix }) => suffix)).size !== instances.length) {
    throw new ImpossibleEvent(event, `two instances of ${key} have the same name`);
  }
  expandLoop(ownNodes(state), loop, instances);
}

/** The plan of an execution is shared with others until its first loop expands, or it is undone: from then on it has its own. */
const own = new WeakMap<WorkingState, Map<NodeKey, PlanNode>>();

/** The nodes of this execution's own plan, which may grow. */
export function ownNodes(state: WorkingState): Map<NodeKey, PlanNode> {
  const owned = own.get(state);
  if (owned !== undefined) return owned;
  const nodes = new Map(state.plan.nodes);
  state.plan = { ...state.plan, nodes, before: state.plan.before ?? state.plan };
  own.set(state, nodes);
  return nodes;
}
