import type { Identifier, NodeKey } from '@reprise/core';
import type { Stage } from '@reprise/core/pipeline';
import { stageKey, stepKey, stepsOfGroup, stepsOfRollback, stepsOfStage } from './keys.ts';
import type {
  ContainerNode,
  ListedStage,
  Plan,
  PlanNode,
  StageNode,
  StepNode,
  StrategyNode,
} from './model.ts';

/** The node with this key. Throws when the plan has none: a caller that takes keys from outside asks `plan.nodes`. */
export function nodeOf(plan: Plan, key: NodeKey): PlanNode {
  const node = plan.nodes.get(key);
  if (node === undefined) throw new Error(`the plan has no node ${key}`);
  return node;
}

/** A node as messages call it: `step compile`; an instance of a loop by its name, which tells its values. */
export function titleOf({ kind, identifier, name, place }: PlanNode): string {
  if (kind === 'strategy') return `loop ${identifier}`;
  return `${kind} ${place === undefined ? identifier : name}`;
}

/** The pipeline, stage, group or loop with this key. Throws when there is none. */
export function containerOf(plan: Plan, key: NodeKey): ContainerNode {
  const node = nodeOf(plan, key);
  if (node.kind === 'step') throw new Error(`${key} is a step and holds no nodes`);
  return node;
}

/** The step with this key. Throws when there is none. */
export function stepOf(plan: Plan, key: NodeKey): StepNode {
  const node = nodeOf(plan, key);
  if (node.kind !== 'step') throw new Error(`${key} is no step`);
  return node;
}

/** The key of the node that holds what undoes this one, if anything does. */
export const rollbackOf = (node: PlanNode): NodeKey | undefined =>
  node.kind === 'step' || node.kind === 'strategy' ? undefined : node.rollback;

/** Whether the node holds rollback steps. */
export const isRollback = (node: PlanNode): boolean =>
  node.kind === 'group' && node.isRollback === true;

/** Whether the node belongs to a rollback. */
export function isInRollback(plan: Plan, node: PlanNode): boolean {
  if (isRollback(node)) return true;
  return node.parent !== null && isInRollback(plan, nodeOf(plan, node.parent));
}

/** The children of a container, and after them its rollback. */
export function partsOf(node: ContainerNode): readonly NodeKey[] {
  const rollback = rollbackOf(node);
  return rollback === undefined ? node.children : [...node.children, rollback];
}

/**
 * The node directly in `container` with this identifier; an instance of a loop by its own (`build_0`). A name that merely
 * spells the rest of a longer key has none.
 */
export function childOf(
  plan: Plan,
  container: ContainerNode,
  identifier: Identifier,
): PlanNode | undefined {
  if (container.kind === 'strategy') return instanceOf(plan, container, identifier);
  const child = plan.nodes.get(childKey(container, identifier));
  if (child?.parent === container.key) return child;
  const loop = /^(.+)_\d{1,9}$/.exec(identifier)?.[1];
  const beside = loop === undefined ? undefined : plan.nodes.get(childKey(container, loop));
  if (beside?.kind !== 'strategy' || beside.parent !== container.key) return undefined;
  return instanceOf(plan, beside, identifier);
}

const instanceOf = (
  plan: Plan,
  { children }: StrategyNode,
  identifier: Identifier,
): PlanNode | undefined =>
  children.map((key) => nodeOf(plan, key)).find((node) => node.identifier === identifier);

function childKey(
  container: Exclude<ContainerNode, StrategyNode>,
  identifier: Identifier,
): NodeKey {
  const { kind, key } = container;
  if (kind === 'pipeline') return stageKey(identifier);
  if (kind === 'stage') return stepKey(stepsOfStage(key), identifier);
  return stepKey(isRollback(container) ? stepsOfRollback(key) : stepsOfGroup(key), identifier);
}

/**
 * The stage that a node is or belongs to; null for the pipeline and a loop of stages, which are in none, and for a key
 * that the plan does not have.
 */
export function stageOf(plan: Plan, key: NodeKey): StageNode | null {
  const node = plan.nodes.get(key);
  if (node === undefined || node.kind === 'pipeline') return null;
  if (node.kind === 'stage') return node;
  if (node.kind !== 'strategy') return stageOf(plan, node.stageKey);
  return node.template.kind === 'stage' ? null : stageOf(plan, node.template.stageKey);
}

/** The stage that a node is, or that it repeats; null of any other node. */
export function stageIn(node: PlanNode): Stage | null {
  if (node.kind === 'stage') return node.stage;
  return node.kind === 'strategy' && node.template.kind === 'stage' ? node.template.stage : null;
}

/** All stages as the pipeline lists them, in its order: a looped one is its loop. */
export function stagesOf(plan: Plan): readonly ListedStage[] {
  return containerOf(plan, plan.root).children.map((key) => {
    const node = nodeOf(plan, key);
    if (node.kind !== 'stage' && node.kind !== 'strategy')
      throw new Error(`${key} stands among the stages and is none`);
    return node;
  });
}

/** All nodes below one, parents before children, siblings in the order of the pipeline. */
export function descendants(plan: Plan, key: NodeKey): readonly NodeKey[] {
  const found: NodeKey[] = [];
  const visit = (parent: NodeKey): void => {
    const node = nodeOf(plan, parent);
    if (node.kind === 'step') return;
    for (const child of partsOf(node)) {
      found.push(child);
      visit(child);
    }
  };
  visit(key);
  return found;
}

/** Whether `key` is `container`, or stands anywhere in it. */
export function isWithin(plan: Plan, key: NodeKey, container: NodeKey): boolean {
  for (let at: NodeKey | null = key; at !== null; at = nodeOf(plan, at).parent) {
    if (at === container) return true;
  }
  return false;
}

/** The siblings that must have ended before any of these starts, however far back; without the given ones. */
export const earlierSiblings = (plan: Plan, keys: readonly NodeKey[]): ReadonlySet<NodeKey> =>
  reachable(plan, keys, 'after');

/** The siblings that start only after one of these has ended, however far on; without the given ones. */
export const laterSiblings = (plan: Plan, keys: readonly NodeKey[]): ReadonlySet<NodeKey> =>
  reachable(plan, keys, 'before');

function reachable(
  plan: Plan,
  keys: readonly NodeKey[],
  direction: 'after' | 'before',
): ReadonlySet<NodeKey> {
  const found = new Set<NodeKey>();
  // Members of a parallel block share the array: each array is walked once, so a ladder of wide blocks stays linear.
  const walked = new Set<readonly NodeKey[]>();
  const toWalk = keys.map((key) => nodeOf(plan, key)[direction]);
  for (let next = toWalk.pop(); next !== undefined; next = toWalk.pop()) {
    if (walked.has(next)) continue;
    walked.add(next);
    for (const key of next) {
      found.add(key);
      toWalk.push(nodeOf(plan, key)[direction]);
    }
  }
  return found;
}
