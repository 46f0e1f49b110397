import type { NodeKey } from '@reprise/core';
import { type ContainerNode, containerOf, isWithin, nodeOf, rollbackOf } from '@reprise/core/plan';
import { haltOf } from '../../halted.ts';
import { liveSteps } from '../../live-steps.ts';
import type { FailedOutcome } from '../../outcome.ts';
import { runningAt } from '../../running.ts';
import type { ExecutionState } from '../../state.ts';
import type { Draft } from '../draft.ts';
import { isHeldBack } from '../turns/held-back.ts';

/**
 * Whether a stage is undone because a person has marked it as failed, or the loop that it is an instance of: unlike the
 * rollback of a stage that has failed by itself, this one waits for the stages that run beside it.
 */
export function isMarkedFailed(
  { plan, nodes }: ExecutionState,
  stage: NodeKey,
  { failure }: FailedOutcome,
): boolean {
  if (!failure.types.includes('UserMarkedFailure')) return false;
  const { place } = nodeOf(plan, stage);
  return [stage, place?.loop].some((key) => {
    const at = key === undefined ? undefined : nodes.get(key);
    return at?.interrupts?.some(({ type }) => type === 'MarkAsFailed') === true;
  });
}

/** Whether the rollback of a stage has still to wait for stages beside it. */
export function waitsForOthers(state: ExecutionState, stage: ContainerNode): boolean {
  if (!isToBeUndone(state, stage) || haltOf(state, rollbackIn(state, stage)) !== null) return false;
  for (const key of state.open) {
    if (key !== stage.key && isWaitedFor(state, key)) return true;
  }
  return false;
}

/** Looks again at a stage whose wait for others is over; answers whether there is one. */
export function undoAfterOthers(draft: Draft): boolean {
  const { state } = draft;
  // Asked for after every change: where nothing has failed nobody waits to be undone.
  if (state.unwell.size === 0) return false;
  for (const key of state.open) {
    if (runningAt(state, key)?.undoneAfterOthers !== true) continue;
    const stage = containerOf(state.plan, key);
    if (!isToBeUndone(state, stage) || draft.hasOpenChild(key)) continue;
    // What a pause holds back is looked at again when it is over; nothing holds back what is being stopped.
    if (isHeldBack(state) && haltOf(state, rollbackIn(state, stage)) === null) continue;
    if (waitsForOthers(state, stage)) continue;
    draft.review(key);
    return true;
  }
  return false;
}

/** Whether a stage is to be undone after others, and that has not begun. One without rollback steps waits for nobody. */
function isToBeUndone({ nodes }: ExecutionState, stage: ContainerNode): boolean {
  const rollback = rollbackOf(stage);
  if (rollback === undefined || nodes.has(rollback)) return false;
  return runningAt({ nodes }, stage.key)?.undoneAfterOthers === true;
}

function rollbackIn({ plan }: ExecutionState, stage: ContainerNode): ContainerNode {
  const rollback = rollbackOf(stage);
  if (rollback === undefined) throw new Error(`${stage.key} has nothing that undoes it`);
  return containerOf(plan, rollback);
}

/** A stage that runs. Not one that waits in the same way, nor one that can only go on once a queue lets it. */
function isWaitedFor(state: ExecutionState, key: NodeKey): boolean {
  if (nodeOf(state.plan, key).kind !== 'stage') return false;
  const waitsInTheSameWay = runningAt(state, key)?.undoneAfterOthers === true;
  return !waitsInTheSameWay && !standsInQueue(state, key);
}

function standsInQueue(state: ExecutionState, stage: NodeKey): boolean {
  const live = liveSteps(state).filter(({ node }) => isWithin(state.plan, node, stage));
  return (
    live.length > 0 &&
    live.every(({ step }) => step.phase === 'waiting' && step.work.kind === 'queue')
  );
}
