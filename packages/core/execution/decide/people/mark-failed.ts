import { type Instant, type NodeKey, ok } from '@reprise/core';
import { isWithin, nodeOf } from '@reprise/core/plan';
import { askingContainers } from '../../asking.ts';
import type { MarkFailed } from '../../command.ts';
import type { DecisionResult } from '../../decision.ts';
import { isHalted } from '../../halted.ts';
import { isLiveStep, liveSteps } from '../../live-steps.ts';
import type { FailedOutcome } from '../../outcome.ts';
import { restartDue, restartingGroups } from '../../restarting.ts';
import type { ExecutionState } from '../../state.ts';
import { advance } from '../advance.ts';
import { type Draft, draftOf } from '../draft.ts';
import { describe, refuse } from '../refuse.ts';
import { failAsking } from '../steps/end-waiting.ts';
import { interruptStep } from './interrupt-step.ts';

/**
 * Somebody calls a step failed, or what runs in a stage, a group or the whole pipeline: it is stopped, and its failure
 * strategies decide, which may well keep the execution going.
 */
export function markFailed(
  state: ExecutionState,
  { node: key, by }: MarkFailed,
  now: Instant,
): DecisionResult {
  const { plan } = state;
  if (!plan.nodes.has(key)) {
    return refuse('NODE_NOT_FOUND', `the pipeline has no node ${key}`, { node: key });
  }
  const name = describe(plan, key);
  const facts = { node: key };
  if (!state.open.has(key)) return refuse('NODE_NOT_RUNNING', `${name} is not running`, facts);
  if (isHalted(state, nodeOf(plan, key))) {
    return refuse('NODE_NOT_RUNNING', `${name} is being stopped already`, facts);
  }
  const draft = draftOf(state, now);
  draft.emit({ type: 'NodeInterrupted', at: now, node: key, interrupt: 'MarkAsFailed', by });
  for (const { node } of liveSteps(draft.state)) {
    if (isWithin(plan, node, key)) failStep(draft, node);
  }
  for (const asking of askingContainers(draft.state)) {
    if (isWithin(plan, asking, key)) failAsking(draft, asking, MARKED);
  }
  for (const group of restartingGroups(draft.state)) {
    if (isWithin(plan, group, key)) dropRestart(draft, group);
  }
  advance(draft);
  return ok(draft.finish());
}

const MARKED = {
  status: 'Failed',
  failure: { message: 'User Initiated Failure', types: ['UserMarkedFailure'] },
} as const satisfies FailedOutcome;

/** A group that was to be run again is over with what runs in it. */
function dropRestart(draft: Draft, group: NodeKey): void {
  if (restartDue(draft.state, group) === null) return;
  draft.emit({ type: 'GroupRestartDropped', at: draft.now, node: group });
  draft.review(group);
}

/** What was decided about one step may have ended others. */
function failStep(draft: Draft, node: NodeKey): void {
  const step = draft.state.nodes.get(node);
  if (isLiveStep(step)) interruptStep(draft, node, step, 'marked-failed');
}
