import type { NodeKey } from '@reprise/core';
import type { Plan } from '@reprise/core/plan';
import type { ExecutionCreated } from '../event.ts';
import type { NodeState } from '../node-state.ts';
import type { ExecutionState } from '../state.ts';

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** An execution's state while one owner applies events to it. Nobody else may hold it yet. */
export interface WorkingState extends Mutable<ExecutionState> {
  readonly nodes: Map<NodeKey, NodeState>;
  readonly open: Set<NodeKey>;
  readonly unwell: Set<NodeKey>;
}

/** The state of an execution of which nothing but its creation is known. No loop of its plan has instances yet. */
export const newState = (plan: Plan, created: ExecutionCreated): WorkingState => ({
  plan: plan.before ?? plan,
  created,
  nodes: new Map(),
  open: new Set(),
  unwell: new Set(),
});

/** A private copy: changing it leaves `state` as it is. */
export const copyOf = (state: ExecutionState): WorkingState => ({
  ...state,
  nodes: new Map(state.nodes),
  open: new Set(state.open),
  unwell: new Set(state.unwell),
});
