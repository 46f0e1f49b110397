import { type NodeKey, unreachable } from '@reprise/core';
import type { FinalAction } from '@reprise/core/pipeline';
import { isInRollback, nodeOf, type Plan, type StepNode, stepOf } from '@reprise/core/plan';
import type { Principal } from '../../origin.ts';
import type { FailedOutcome, StepOutcome } from '../../outcome.ts';
import type { Draft } from '../draft.ts';
import { abortFor, STRATEGY } from '../failures/abort-for.ts';
import { rollBack } from '../failures/roll-back.ts';
import { rollBackPipeline } from '../failures/roll-back-pipeline.ts';
import { isMarkedFailed } from '../failures/undo-after-others.ts';

/** A step whose last attempt failed, at the moment when it is decided how the step ends. */
export interface FailedStep {
  readonly node: NodeKey;
  readonly attempt: number;
  readonly failed: FailedOutcome;
}

/** Ends a failed step as a failure strategy, or the person whom it asked, has settled; `by` is that person. */
export function settleStep(
  draft: Draft,
  step: FailedStep,
  action: FinalAction,
  by: Principal = STRATEGY,
): void {
  const { node, attempt, failed } = step;
  const { plan } = draft.state;
  const outcome = outcomeOf(failed, action);
  const decision = { action, failed };
  draft.emit({ type: 'StepEnded', at: draft.now, node, attempt, outcome, decision });
  switch (action) {
    case 'Ignore':
    case 'MarkAsSuccess':
    case 'MarkAsFailure':
      return;
    case 'Abort':
      abortFor(draft, node, failed.failure.message, by);
      return;
    case 'StageRollback':
      undo(draft, step, (at) => at.stageKey);
      return;
    case 'PipelineRollback':
      if (!isInRollback(plan, nodeOf(plan, node))) rollBackPipeline(draft, node, failed);
      return;
    case 'StepGroupRollback':
      undo(draft, step, (at) => groupToUndo(plan, at));
      return;
    default:
      return unreachable(action);
  }
}

function outcomeOf(failed: FailedOutcome, action: FinalAction): StepOutcome {
  const { failure } = failed;
  switch (action) {
    case 'Ignore':
      return { status: 'IgnoreFailed', failure };
    case 'MarkAsSuccess':
      return { status: 'Success', outputs: {} };
    case 'MarkAsFailure':
      return { status: 'Failed', failure };
    case 'Abort':
    case 'StageRollback':
    case 'StepGroupRollback':
    case 'PipelineRollback':
      return failed;
    default:
      return unreachable(action);
  }
}

/** What fails while something is undone is not itself undone. */
function undo(
  draft: Draft,
  { node: key, failed }: FailedStep,
  what: (step: StepNode) => NodeKey,
): void {
  const { plan } = draft.state;
  const node = stepOf(plan, key);
  if (isInRollback(plan, node)) return;
  const container = what(node);
  const isMarked = container === node.stageKey && isMarkedFailed(draft.state, container, failed);
  rollBack(draft, container, isMarked);
}

/** The innermost group around a step that has rollback steps; when none has, the innermost one. */
function groupToUndo(plan: Plan, step: StepNode): NodeKey {
  let innermost: NodeKey | null = null;
  let at = nodeOf(plan, step.parent);
  while (at.kind === 'group' || at.kind === 'strategy') {
    if (at.kind === 'group') {
      if (at.rollback !== undefined) return at.key;
      innermost ??= at.key;
    }
    at = nodeOf(plan, at.parent);
  }
  return innermost ?? step.stageKey;
}
