import {
  asMilliseconds,
  type ExecutionId,
  type NodeKey,
  ok,
  type Result,
  refused,
} from '@reprise/core';
import { childLink, type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { laterSiblings, nodeOf, stagesOf } from '@reprise/core/plan';
import type {
  ContinuedChild,
  PlannedChild,
  RetryContext,
  RetryRefusal,
  StageDecision,
  TakenChild,
} from './model.ts';
import { refuse } from './refuse.ts';

/** The children of the chained stages that did not end well: what a retry may continue. */
export const failedChildren = (source: ExecutionState): readonly ExecutionId[] =>
  stagesOf(source.plan).flatMap(({ key }) => failedChildOf(source, key) ?? []);

function failedChildOf(source: ExecutionState, stage: NodeKey): ExecutionId | null {
  if (endedWell(nodeStatus(source, stage))) return null;
  return childLink(source, nodeOf(source.plan, stage))?.executionId ?? null;
}

/**
 * The same decisions, with what becomes of its child at each chained stage that runs again and did not end well. One that
 * comes after a stage that runs begins a new child: what it is given may be something else this time. Refused when a
 * child cannot be retried, for a whole new one is not what was asked for.
 */
export function continueChildren(
  source: ExecutionState,
  stages: readonly StageDecision[],
  children: NonNullable<RetryContext['children']>,
): Result<readonly StageDecision[], RetryRefusal> {
  const running = stages.flatMap(({ stage, decision }) => (decision === 'run' ? [stage] : []));
  const behind = laterSiblings(source.plan, running);
  const decided: StageDecision[] = [];
  for (const each of stages) {
    const goesOn = each.decision === 'run' && !behind.has(each.stage);
    const child = goesOn ? failedChildOf(source, each.stage) : null;
    const planned = child === null ? undefined : children.get(child);
    if (planned?.ok === false) return notRetryable(each, child, planned.error);
    decided.push(planned === undefined ? each : continued(each, planned.value));
  }
  return ok(decided);
}

/**
 * What came of a child that somebody has continued by itself, where that ended well; null where it did not, and can only
 * be retried in its turn.
 */
export function takenChild(newest: ExecutionState): TakenChild | null {
  const { created, plan, ended } = newest;
  if (ended === undefined || !endedWell(ended.status)) return null;
  return {
    execution: created.executionId,
    status: ended.status,
    stages: stagesOf(plan).map(({ identifier }) => identifier),
    took: asMilliseconds(ended.at - created.at),
  };
}

const continued = (stage: StageDecision, child: ContinuedChild): StageDecision => ({
  ...stage,
  reason: `${stage.reason}; ${inWords(child)}`,
  child,
});

function inWords(child: ContinuedChild): string {
  if (child.kind === 'take') {
    const { execution, status } = child.taken;
    return `what it ran was continued by ${execution}, which ended ${status}: that is taken, and nothing of it runs`;
  }
  const { source, from, stages } = child.plan;
  const reused = stages.flatMap(({ decision, identifier }) =>
    decision === 'reuse' ? [identifier] : [],
  );
  const rest = reused.length === 0 ? 'nothing of it is reused' : `${reused.join(', ')} reused`;
  return `its execution ${source} is retried from ${from.join(', ')}, ${rest}`;
}

function notRetryable(
  { identifier }: StageDecision,
  child: ExecutionId | null,
  { code, message, facts }: Extract<PlannedChild, { readonly ok: false }>['error'],
) {
  const found = facts?.executionId;
  const which = typeof found === 'string' ? found : child;
  const text =
    `stage ${identifier} would go on with execution ${which}, which cannot be retried: ${message}; ` +
    'without going on with it (retryChained, --retry-chained) the stage runs a new one';
  return refused(refuse('CHILD_NOT_RETRYABLE', text, { stage: identifier, child, reason: code }));
}
