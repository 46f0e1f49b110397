import { type NodeKey, type TaskId, taskIdOf } from '@reprise/core';
import { descendants, nodeOf, type PlanNode, type StrategyNode } from '@reprise/core/plan';
import type { ExecutionState, NodeState } from '../state.ts';
import { failureOf } from './failure.ts';
import type { LoopType, NodeView } from './model.ts';
import { nodeStatus } from './node-status.ts';

/** Every node as people see it, parents before children, siblings in the order of the pipeline. */
export function viewNodes(state: ExecutionState): readonly NodeView[] {
  const { plan } = state;
  return [plan.root, ...descendants(plan, plan.root)].map((key) => viewNode(state, key));
}

/** One node as people see it. Throws when the pipeline has no such node. */
export function viewNode(state: ExecutionState, key: NodeKey): NodeView {
  const node = nodeOf(state.plan, key);
  const at = state.nodes.get(key);
  return {
    key,
    kind: node.kind,
    identifier: node.identifier,
    name: node.name,
    type: typeOf(node),
    parent: node.parent,
    children: node.kind === 'step' ? [] : node.children,
    after: node.after,
    before: node.before,
    row: node.row,
    place: node.place ?? null,
    status: nodeStatus(state, key),
    startedAt: at?.startedAt ?? null,
    endedAt: at?.phase === 'ended' ? at.endedAt : null,
    task: taskOf(state, key, at),
    failure: failureOf(state, key),
    ...progressOf(at),
    ...endOf(at),
  };
}

function typeOf(node: PlanNode): NodeView['type'] {
  switch (node.kind) {
    case 'pipeline':
      return 'Pipeline';
    case 'stage':
      return node.stage.type;
    case 'group':
      return 'StepGroup';
    case 'strategy':
      return LOOP_TYPES[node.strategy.loop.kind];
    case 'step':
      return node.step.spec.type;
  }
}

const LOOP_TYPES = {
  matrix: 'MATRIX',
  items: 'LOOP',
  times: 'LOOP',
  parallelism: 'PARALLELISM',
} as const satisfies Readonly<Record<StrategyNode['strategy']['loop']['kind'], LoopType>>;

function progressOf(
  at: NodeState | undefined,
): Pick<NodeView, 'attempts' | 'delegate' | 'work' | 'approvals'> {
  if (at === undefined || at.phase === 'running-container') {
    return { attempts: 0, delegate: null, work: null, approvals: [] };
  }
  return {
    attempts: attemptsOf(at),
    delegate: 'delegate' in at ? (at.delegate ?? null) : null,
    work: at.work ?? null,
    approvals: 'approvals' in at ? (at.approvals ?? []) : [],
  };
}

function endOf(at: NodeState | undefined): Pick<NodeView, 'outputs' | 'skip' | 'reused'> {
  if (at?.phase !== 'ended') return { outputs: null, skip: null, reused: null };
  return {
    outputs: at.outputs ?? null,
    skip: at.skip ?? null,
    reused: at.reused === undefined ? null : { ...at.reused, origin: at.origin },
  };
}

/** The task whose log is the step's: of a reused step the one in the execution where it ran (I9). */
function taskOf(state: ExecutionState, key: NodeKey, at: NodeState | undefined): TaskId | null {
  if (at === undefined || at.phase === 'running-container' || at.work?.kind !== 'task') return null;
  const origin = at.phase === 'ended' ? at.origin : state.created.executionId;
  return taskIdOf(origin, key, attemptsOf(at));
}

type OfStep = Exclude<NodeState, { readonly phase: 'running-container' }>;

const attemptsOf = (at: OfStep): number => (at.phase === 'ended' ? at.attempts : at.attempt);
