import type { NodeKey } from '@reprise/core';
import type { StepEntry } from '@reprise/core/pipeline';
import {
  containerOf,
  isRollback,
  isWithin,
  type LoopTemplate,
  laterSiblings,
  nodeOf,
  type Plan,
  type PlanNode,
} from '@reprise/core/plan';
import { isHalted } from '../../halted.ts';
import { waitsInLoop } from '../../loop-turns.ts';
import { hasAnotherTurn } from '../../restarting.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import { endedWell } from '../../status.ts';
import type { Draft } from '../draft.ts';
import { mayRun } from '../history.ts';

/**
 * Where one that belongs to a barrier is: it `waits` there; it is `coming`, or may be; it is `over` (met, skipped or not
 * needed) and waited for no longer; or it is `lost`, for something went wrong before or at the barrier.
 */
export type Whereabouts = 'waits' | 'coming' | 'over' | 'lost';

export interface Member {
  readonly key: NodeKey;
  readonly is: Whereabouts;
}

/** Who belongs to a barrier: its steps, and loops that will have some once their values are known. */
export function membersOf(draft: Draft, barrier: string): readonly Member[] {
  const members: Member[] = [];
  for (const node of draft.state.plan.nodes.values()) {
    if (belongsTo(node, barrier)) members.push({ key: node.key, is: whereaboutsOf(draft, node) });
  }
  return members;
}

function belongsTo(node: PlanNode, barrier: string): boolean {
  if (node.kind === 'step') return waitsAt({ kind: 'step', step: node.step }, barrier);
  return node.kind === 'strategy' && node.children.length === 0 && holds(node.template, barrier);
}

function holds(template: LoopTemplate, barrier: string): boolean {
  switch (template.kind) {
    case 'stage':
      return [...template.stage.steps, ...(template.stage.rollbackSteps ?? [])].some((entry) =>
        waitsAt(entry, barrier),
      );
    case 'group':
      return waitsAt({ kind: 'group', group: template.group }, barrier);
    case 'step':
      return waitsAt({ kind: 'step', step: template.step }, barrier);
  }
}

function waitsAt(entry: StepEntry, barrier: string): boolean {
  switch (entry.kind) {
    case 'step':
      return entry.step.spec.type === 'Barrier' && entry.step.spec.barrierRef.text === barrier;
    case 'group': {
      const { steps, rollbackSteps = [] } = entry.group;
      return [...steps, ...rollbackSteps].some((inner) => waitsAt(inner, barrier));
    }
    case 'parallel':
      return entry.steps.some((inner) => waitsAt(inner, barrier));
  }
}

function whereaboutsOf(draft: Draft, node: PlanNode): Whereabouts {
  const at = draft.state.nodes.get(node.key);
  if (at?.phase === 'waiting') return 'waits';
  // Whatever became of it this time round its group: it comes once more.
  if (hasAnotherTurn(draft.state, node)) return 'coming';
  if (at === undefined) return beforeItsTurn(draft, node);
  if (at.phase !== 'ended') return 'coming';
  return endedWell(at.status) ? 'over' : 'lost';
}

/** Of one that has not begun: whether it still may, by itself and by all that is around it. */
function beforeItsTurn(draft: Draft, node: PlanNode): Whereabouts {
  const { state } = draft;
  for (let at = node; ; at = nodeOf(state.plan, at.parent)) {
    const around = state.nodes.get(at.key);
    if (around?.phase === 'ended') return endedWell(around.status) ? 'over' : 'lost';
    if (around === undefined) {
      if (isUncalledRollback(state, at)) return 'over';
      if (isHalted(state, at) || isPassedOver(draft, at)) return 'lost';
    }
    if (at.parent === null) return 'coming';
  }
}

/** Nothing is undone so far: nobody waits for what would undo it. */
function isUncalledRollback({ nodes }: ExecutionState, node: PlanNode): boolean {
  if (!isRollback(node) || node.parent === null) return false;
  return runningAt({ nodes }, node.parent)?.rollbackAt === undefined;
}

function isPassedOver(draft: Draft, node: PlanNode): boolean {
  if (!mayRun(node, draft.history.before(node))) return true;
  const hasBegun = node.place !== undefined && draft.state.open.has(node.place.loop);
  return hasBegun && !waitsInLoop(draft.state, node.key);
}

/** Whether a member can come only after one of those who wait has gone on: to wait for it would be for ever. */
export function comesAfter(
  state: ExecutionState,
  member: NodeKey,
  waiting: readonly NodeKey[],
): boolean {
  const { plan } = state;
  for (let at = nodeOf(plan, member); at.parent !== null; at = nodeOf(plan, at.parent)) {
    if (state.nodes.has(at.key)) return false;
    if (at.place !== undefined && loopIsFullOf(state, at.place.loop, waiting)) return true;
    const earlier = waiting.map((key) => siblingAround(plan, key, at.parent));
    if (earlier.some((key) => key !== null && laterSiblings(plan, [key]).has(at.key))) return true;
  }
  return false;
}

/** The child of `container` in which `key` stands. */
function siblingAround(plan: Plan, key: NodeKey, container: NodeKey | null): NodeKey | null {
  let at = nodeOf(plan, key);
  while (at.parent !== null && at.parent !== container) at = nodeOf(plan, at.parent);
  return at.parent === null ? null : at.key;
}

/** Whether as many instances of a loop run as may, and all of them wait. */
function loopIsFullOf(state: ExecutionState, key: NodeKey, waiting: readonly NodeKey[]): boolean {
  const { children } = containerOf(state.plan, key);
  const most = runningAt(state, key)?.maxConcurrency ?? Number.POSITIVE_INFINITY;
  const open = children.filter((child) => state.open.has(child));
  return (
    open.length >= most &&
    open.every((child) => waiting.some((one) => isWithin(state.plan, one, child)))
  );
}
