import { formatDuration, type NodeKey } from '@reprise/core';
import type { FailureAction, FinalAction } from '@reprise/core/pipeline';
import { isInRollback, nodeOf, type PlanNode } from '@reprise/core/plan';
import { askingAt, asksOf } from '../../asking.ts';
import { isHalted } from '../../halted.ts';
import { isLiveStep } from '../../live-steps.ts';
import type { FailedOutcome } from '../../outcome.ts';
import type { Draft } from '../draft.ts';
import { abortFor, STRATEGY } from '../failures/abort-for.ts';
import { rollBack } from '../failures/roll-back.ts';
import { rollBackPipeline } from '../failures/roll-back-pipeline.ts';
import { actionFor, finalActionOf } from '../failures/strategy.ts';
import { completed, goOnWith } from '../people/give-inputs.ts';
import { inputTimeoutOf } from '../timeouts.ts';
import { RESCUED } from '../turns/end-container.ts';
import { endAttempt } from './end-attempt.ts';

/**
 * Nobody has given a node its inputs in time. It goes on with their defaults where its failure strategy says so and
 * each has one; else it has failed, and its strategies decide.
 */
export function endWaiting(draft: Draft, key: NodeKey): void {
  const { plan } = draft.state;
  const asking = askingAt(draft.state, key);
  if (asking === null) throw new Error(`${key} waits for no inputs`);
  const node = nodeOf(plan, key);
  const action = decided(draft, node, timedOut(node));
  // Nobody's leave to begin has a default.
  const mayProceed = asking.asks.toBeStarted === undefined;
  if (action?.type !== 'ProceedWithDefaultValues' || !mayProceed) {
    fail(draft, node, timedOut(node));
    return;
  }
  const defaults = completed(asking.asks, {});
  if (defaults.ok) goOnWith(draft, key, STRATEGY, defaults.value);
  else
    fail(
      draft,
      node,
      timedOut(node, `, and the defaults will not do: ${defaults.error.join('; ')}`),
    );
}

function timedOut(node: PlanNode, remark = ''): FailedOutcome {
  const length = formatDuration(inputTimeoutOf(node));
  if (asksOf(node)?.toBeStarted !== undefined) {
    const message = `nobody started it within ${length}`;
    return { status: 'Expired', failure: { message, types: ['Timeout'] } };
  }
  const message = `nobody gave its inputs within ${length}${remark}`;
  return { status: 'Expired', failure: { message, types: ['InputTimeoutError'] } };
}

function fail(draft: Draft, { key }: PlanNode, outcome: FailedOutcome): void {
  const at = draft.state.nodes.get(key);
  if (isLiveStep(at)) endAttempt(draft, key, at, outcome);
  else failAsking(draft, key, outcome);
}

/**
 * Ends a stage or group that waits for its inputs. Its failure strategies say how; nothing in it has begun, so there is
 * nothing to try again and nothing to undo in it.
 */
export function failAsking(draft: Draft, key: NodeKey, outcome: FailedOutcome): void {
  const { state, now } = draft;
  const node = nodeOf(state.plan, key);
  const action = decided(draft, node, outcome);
  const final = action === null ? null : finalActionOf(action);
  const status = final === null ? outcome.status : RESCUED[final];
  const { failure } = outcome;
  const end = status === 'Success' ? { status } : { status, failure };
  draft.emit({ type: 'NodeEnded', at: now, node: key, ...end });
  if (final === 'Abort') abortFor(draft, key, failure.message);
  else if (!isInRollback(state.plan, node)) undoAround(draft, node, final);
}

/** What is undone because of a stage or group in which nothing has begun: what is around it. */
function undoAround(draft: Draft, node: PlanNode, action: FinalAction | null): void {
  if (action === 'PipelineRollback') rollBackPipeline(draft, node.key);
  if (action === 'StageRollback' && node.kind === 'group') rollBack(draft, node.stageKey);
}

function decided(draft: Draft, node: PlanNode, { failure }: FailedOutcome): FailureAction | null {
  return isHalted(draft.state, node) ? null : actionFor(draft.state.plan, node, failure.types);
}
