import type { NodeKey } from '@reprise/core';
import {
  containerOf,
  descendants,
  nodeOf,
  type Plan,
  type PlanNode,
  partsOf,
  rollbackOf,
  type StrategyNode,
} from '@reprise/core/plan';
import { askingAt } from '../asking.ts';
import type { NodeState, RunningContainer } from '../node-state.ts';
import type { ExecutionState } from '../state.ts';
import { childLink } from './child-link.ts';
import { failureOf } from './failure.ts';
import type { LoopType, NodeView } from './model.ts';
import { nodeStatus } from './node-status.ts';
import { runReasonOf } from './run-reason.ts';
import { attemptsOf, taskOf, triesOf } from './tries.ts';

/** Every node as people see it, parents before children, siblings in the order of the pipeline. */
export function viewNodes(state: ExecutionState): readonly NodeView[] {
  const { plan } = state;
  return [plan.root, ...descendants(plan, plan.root)].map((key) => viewNode(state, key));
}

/** One node as people see it. Throws when the pipeline has no such node. */
export function viewNode(state: ExecutionState, key: NodeKey): NodeView {
  const node = nodeOf(state.plan, key);
  const at = state.nodes.get(key);
  const tries = triesOf(state, key);
  return {
    key,
    kind: node.kind,
    identifier: node.identifier,
    name: node.name,
    type: typeOf(node),
    parent: node.parent,
    children: node.kind === 'step' ? [] : partsOf(node),
    after: afterOf(state.plan, node),
    before: node.before,
    row: node.row,
    place: node.place ?? null,
    status: nodeStatus(state, key),
    startedAt: at?.tried?.[0]?.startedAt ?? at?.startedAt ?? null,
    endedAt: at?.phase === 'ended' ? at.endedAt : null,
    task: taskOf(tries),
    failure: at?.phase === 'undecided' ? (tries.at(-1)?.failure ?? null) : failureOf(state, key),
    tries,
    child: childLink(state, node),
    interrupts: [...(state.earlier?.get(key)?.interrupts ?? []), ...(at?.interrupts ?? [])],
    runReason: runReasonOf(state, key),
    inputs: at?.inputs ?? null,
    asking: askingOf(state, key),
    ...progressOf(state, key),
    ...endOf(at),
  };
}

function askingOf(state: ExecutionState, key: NodeKey): NodeView['asking'] {
  const asking = askingAt(state, key);
  if (asking === null) return null;
  const { asks, deadline } = asking;
  return { template: asks.template, names: asks.inputs.map(({ name }) => name), deadline };
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
  targets: 'MATRIX',
} as const satisfies Readonly<Record<StrategyNode['strategy']['loop']['kind'], LoopType>>;

function progressOf(
  state: ExecutionState,
  key: NodeKey,
): Pick<NodeView, 'attempts' | 'delegate' | 'work' | 'approvals'> {
  const at = state.nodes.get(key);
  if (at === undefined || at.phase === 'running-container') {
    const attempts = at === undefined ? (state.earlier?.get(key)?.attempts ?? 0) : timesRound(at);
    return { attempts, delegate: null, work: null, approvals: [] };
  }
  return {
    attempts: attemptsOf(at),
    delegate: 'delegate' in at ? (at.delegate ?? null) : null,
    work: 'work' in at ? (at.work ?? null) : null,
    approvals: 'approvals' in at ? (at.approvals ?? []) : [],
  };
}

/** How often a step group that was run again has begun; other containers are not counted. */
const timesRound = ({ restarts }: RunningContainer): number =>
  restarts === undefined ? 0 : restarts + 1;

function endOf(at: NodeState | undefined): Pick<NodeView, 'outputs' | 'skip' | 'reused'> {
  if (at?.phase !== 'ended') return { outputs: null, skip: null, reused: null };
  return {
    outputs: at.outputs ?? null,
    skip: at.skip ?? null,
    reused: at.reused === undefined ? null : { ...at.reused, origin: at.origin },
  };
}

/** A rollback is drawn after all that it undoes. */
function afterOf(plan: Plan, node: PlanNode): readonly NodeKey[] {
  if (node.parent === null) return node.after;
  const parent = containerOf(plan, node.parent);
  if (rollbackOf(parent) !== node.key) return node.after;
  const { children } = parent;
  return children.filter((key) => nodeOf(plan, key).before.length === 0);
}
