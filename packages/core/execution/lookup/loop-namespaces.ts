import type { NodeKey } from '@reprise/core';
import type { Found, Lookup, Namespace, Value } from '@reprise/core/expression';
import {
  type ContainerNode,
  childOf,
  containerOf,
  type LoopPlace,
  nodeOf,
  type Plan,
  type PlanNode,
  type StrategyNode,
} from '@reprise/core/plan';
import type { ExecutionState } from '../state.ts';
import { endedWell } from '../status.ts';
import { currentStatus } from './engine-status.ts';
import { namespaceBy } from './namespace.ts';

/** The names of a loop as its instance knows them before it is a node: for what the instance is called. */
export const loopNames =
  (place: LoopPlace): Lookup =>
  (name) => {
    if (name === 'matrix') return place.instance.matrix;
    if (name === 'repeat') return repeatOf(place);
    if (name === 'strategy') return fixedNames(iterationNames([place]));
    return undefined;
  };

/**
 * `<+matrix>` at a node: the axes of all the matrices around it. Where a step and its stage have an axis of the same
 * name it is the step's, and the stage's is `<+stage.matrix.AXIS>`.
 */
export function matrixAround(plan: Plan, node: PlanNode): Found | undefined {
  const matrices = placesAround(plan, node).map(({ instance }) => instance.matrix);
  if (matrices.every((matrix) => matrix === undefined)) return undefined;
  // As own properties, whatever the axes are called; the nearest loop last, so that its values stay.
  const entries = matrices.toReversed().flatMap((matrix) => Object.entries(matrix ?? {}));
  return Object.fromEntries<Value>(entries);
}

/** `<+repeat>` at a node: of the nearest loop over items. */
export function repeatAround(plan: Plan, node: PlanNode): Found | undefined {
  const near = placesAround(plan, node).find(({ instance }) => instance.item !== undefined);
  return near === undefined ? undefined : repeatOf(near);
}

function repeatOf({ instance: { item, partition } }: LoopPlace): Found | undefined {
  if (item === undefined) return undefined;
  return partition === undefined ? { item } : { item, partition };
}

/** `<+strategy>` at a node: where it stands in the nearest loop, and how the loop and those around it are doing. */
export function strategyAround(state: ExecutionState, node: PlanNode): Namespace {
  const { plan } = state;
  const places = placesAround(plan, node);
  const names: Record<string, Found> = {
    ...iterationNames(places),
    node: namespaceBy(
      () => [],
      (identifier) => {
        const loop = loopNamed(plan, node, identifier);
        return loop === undefined ? undefined : { currentStatus: loopStatus(state, loop.key) };
      },
    ),
  };
  const [near] = places;
  if (near !== undefined) names.currentStatus = loopStatus(state, near.loop);
  return fixedNames(names);
}

/** The places of a node and of what is around it, the nearest loop first. */
function placesAround(plan: Plan, node: PlanNode): readonly LoopPlace[] {
  const places: LoopPlace[] = [];
  let at: PlanNode | null = node;
  while (at !== null) {
    if (at.place !== undefined) places.push(at.place);
    at = at.parent === null ? null : nodeOf(plan, at.parent);
  }
  return places;
}

/** The postfix tells a node from all others that its loops make of the same element: of each loop its iteration. */
function iterationNames(places: readonly LoopPlace[]): Record<string, Found> {
  const [near] = places;
  if (near === undefined) return {};
  const postfix = places.map(({ iteration }) => `_${iteration}`).toReversed();
  return {
    iteration: near.iteration,
    iterations: near.iterations,
    identifierPostFix: postfix.join(''),
  };
}

const fixedNames = (names: Readonly<Record<string, Found>>): Namespace =>
  namespaceBy(
    () => Object.keys(names),
    (name) => (Object.hasOwn(names, name) ? names[name] : undefined),
  );

/** The loop with this identifier that is around a node, beside it, or beside what is around it. */
function loopNamed(plan: Plan, node: PlanNode, identifier: string): StrategyNode | undefined {
  let parent: NodeKey | null = node.parent;
  while (parent !== null) {
    const container: ContainerNode = containerOf(plan, parent);
    const beside = childOf(plan, container, identifier);
    if (beside?.kind === 'strategy') return beside;
    parent = container.parent;
  }
  return undefined;
}

/** How a loop is doing, in the words that its expressions have: FAILED as soon as one instance has failed. */
function loopStatus(state: ExecutionState, loop: NodeKey): string | null {
  const at = state.nodes.get(loop);
  if (at === undefined) return null;
  if (at.phase === 'ended') return endedWell(at.status) ? 'SUCCESS' : 'FAILED';
  const failed = currentStatus(state, loop, 'all');
  return failed === null || failed === 'RUNNING' || failed === 'IGNORE_FAILED'
    ? 'RUNNING'
    : 'FAILED';
}
