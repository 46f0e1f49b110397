import type { NodeKey } from '@reprise/core';
import { type ContainerNode, nodeOf, type PlanNode, type StrategyNode } from '@reprise/core/plan';
import { asksOf } from '../../asking.ts';
import { firstAttemptOf } from '../../earlier-tries.ts';
import { isHalted } from '../../halted.ts';
import { waitingInstances } from '../../loop-turns.ts';
import type { Failure, SkipInfo } from '../../outcome.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { mayRun } from '../history.ts';
import { resolveLoop } from '../loops/resolve-loop.ts';
import { requestInputs } from '../people/request-inputs.ts';
import { scheduleStep } from '../steps/schedule-step.ts';
import { deadlineOf } from '../timeouts.ts';
import { askCondition } from './condition.ts';
import { isHeldBack } from './held-back.ts';

/** Starts, skips or passes over a node if its turn has come; otherwise does nothing. */
export function takeTurn(draft: Draft, key: NodeKey): void {
  const { state } = draft;
  const node = nodeOf(state.plan, key);
  // A node that has begun, or was reused from another execution, is never decided about again (I8).
  if (state.nodes.has(key) || isHalted(state, node) || isHeldBack(state)) return;
  if (asksAround(state, node)) return;
  const past = draft.history.before(node);
  if (past === 'pending') return;
  if (!mayRun(node, past)) {
    draft.passOver(key);
    return;
  }
  const verdict = askCondition(state, node, past, draft.now);
  switch (verdict.kind) {
    case 'run':
      begin(draft, node);
      return;
    case 'skip':
      draft.emit({ type: 'NodeSkipped', at: draft.now, node: key, skip: verdict.skip });
      return;
    case 'fault':
      failAtOnce(draft, node, verdict.failure);
  }
}

/** Nothing in a stage or group has its turn before the inputs that it asks for are known. */
const asksAround = (state: ExecutionState, { parent }: PlanNode): boolean =>
  parent !== null && runningAt(state, parent)?.asking !== undefined;

function begin(draft: Draft, node: PlanNode): void {
  if (node.kind === 'step') scheduleStep(draft, node, firstAttemptOf(draft.state, node.key));
  else if (node.kind === 'strategy') beginLoop(draft, node);
  else beginContainer(draft, node);
}

/** Starts a pipeline, stage or group, and what in it has nothing to wait for; one that asks for inputs waits for them first. */
export function beginContainer(draft: Draft, node: ContainerNode): void {
  const { key } = node;
  const asks = asksOf(node) !== null;
  // The limit in time counts from when the inputs are known.
  const deadline = asks ? undefined : deadlineOf(node, draft.now);
  draft.emit({
    type: 'NodeStarted',
    at: draft.now,
    node: key,
    ...(deadline !== undefined && { deadline }),
  });
  if (asks) requestInputs(draft, node);
  else beginInside(draft, node);
}

/**
 * Starts what in a container that has begun has nothing to wait for, in the order of the pipeline. A stage that was reused
 * is over before its pipeline begins: what stands after it may have its turn (I8).
 */
export function beginInside(draft: Draft, { key, children }: ContainerNode): void {
  draft.review(key);
  const { plan, nodes } = draft.state;
  const reused = new Set(children.filter((child) => nodes.has(child)));
  for (const child of children) {
    if (nodeOf(plan, child).after.every((each) => reused.has(each))) takeTurn(draft, child);
  }
}

/** Starts a loop: its values get known, and with them its instances, unless a retry took those over. */
function beginLoop(draft: Draft, node: StrategyNode): void {
  const { key: loop } = node;
  const resolved = resolveLoop(draft.state, node, draft.now);
  if (!resolved.ok) {
    failAtOnce(draft, node, { message: resolved.error, types: ['ConfigurationFailure'] });
    return;
  }
  const { instances, maxConcurrency } = resolved.value;
  const known = node.children.length > 0;
  if (!known && instances.length === 0) {
    draft.emit({ type: 'NodeSkipped', at: draft.now, node: loop, skip: NOTHING_TO_DO });
    return;
  }
  const limit = maxConcurrency === undefined ? {} : { maxConcurrency };
  draft.emit({ type: 'NodeStarted', at: draft.now, node: loop, ...limit });
  if (!known) draft.emit({ type: 'LoopExpanded', at: draft.now, node: loop, instances });
  draft.review(loop);
  startInstances(draft, loop);
}

const NOTHING_TO_DO: SkipInfo = {
  condition: 'the looping strategy makes no instance',
  evaluated: false,
  expressions: [],
};

/** Starts as many of the instances that have not begun as may run beside those that do. */
export function startInstances(draft: Draft, loop: NodeKey): void {
  for (const key of waitingInstances(draft.state, loop)) takeTurn(draft, key);
}

function failAtOnce(draft: Draft, node: PlanNode, failure: Failure): void {
  const head = { at: draft.now, node: node.key };
  const status = 'Failed';
  if (node.kind === 'step') {
    const attempt = firstAttemptOf(draft.state, node.key);
    draft.emit({ type: 'StepEnded', ...head, attempt, outcome: { status, failure } });
  } else {
    draft.emit({ type: 'NodeEnded', ...head, status, failure });
  }
}
