import type { Instant, NodeKey } from '@reprise/core';
import {
  askedOfPeople,
  deployedIn,
  type ExecutionEvent,
  type ExecutionState,
  failureMessage,
  nextWake,
  stageCounts,
  statusOf,
  wasRolledBack,
} from '@reprise/core/execution';
import type { ExecutionRow } from '../ports/index.ts';

/** The list row of an execution: a pure projection of its state. */
export function rowOf(state: ExecutionState): ExecutionRow {
  const { created, ended } = state;
  const { rerun, selection } = created;
  const { services, environments } = deployedIn(state);
  const { tags } = state.plan.pipeline;
  return {
    executionId: created.executionId,
    scope: created.scope,
    pipelineId: created.pipelineId,
    pipelineName: created.pipelineName,
    runSequence: created.runSequence,
    definition: created.definition,
    status: statusOf(state),
    createdAt: created.at,
    startedAt: created.at,
    endedAt: ended?.at ?? null,
    triggeredBy: created.trigger.by,
    note: created.retry?.note ?? created.note ?? null,
    rootId: created.retry?.root ?? created.executionId,
    parentId: created.retry?.parent ?? null,
    ...(rerun === undefined ? {} : { rerun }),
    ...(selection === undefined ? {} : { chosenStages: selection.stages }),
    stageCounts: stageCounts(state),
    ...(askedOfPeople(state).length === 0 ? {} : { asksPeople: true }),
    ...(services.length === 0 ? {} : { services }),
    ...(environments.length === 0 ? {} : { environments }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    failureMessage: failureMessage(state),
    ...(wasRolledBack(state) && { rolledBack: true as const }),
    wakeAt: ended === undefined ? nextWake(state) : null,
    ...(created.parent === undefined ? {} : { parentStage: created.parent }),
  };
}

/**
 * The row to store after `events`, or null when the stored one is still good. A step that a delegate runs changes
 * nothing that the list shows, and is by far the most frequent case. A wake-up that is stored earlier than needed is
 * left alone: waking too early is harmless, and one write less.
 */
export function rowAfter(
  state: ExecutionState,
  events: readonly ExecutionEvent[],
  stored: Instant | null,
  now: Instant,
): ExecutionRow | null {
  if (events.some((event) => changesTheList(state, event))) return rowOf(state);
  const needed = nextWake(state);
  const early = stored !== null && stored > now && (needed === null || stored <= needed);
  return needed === stored || early ? null : rowOf(state);
}

function changesTheList(state: ExecutionState, event: ExecutionEvent): boolean {
  switch (event.type) {
    case 'StepStarted':
    case 'StepStopping':
    case 'StageReused':
    case 'LoopExpanded':
    case 'ChildStarted':
    case 'CheckUndecided':
    case 'CheckRepeated':
      return false;
    case 'StepScheduled':
      return event.work.kind !== 'task' || event.work.checks !== undefined;
    case 'StepEnded':
      return (
        event.outcome.status !== 'Success' ||
        event.decision !== undefined ||
        !ranAsTask(state, event.node)
      );
    case 'ExecutionCreated':
    case 'NodeStarted':
    case 'NodeSkipped':
    case 'NodeTimedOut':
    case 'NodeEnded':
    case 'AttemptFailed':
    case 'NodeInterrupted':
    case 'InputRequested':
    case 'InputGiven':
    case 'RollbackRequested':
    case 'GroupRestartPlanned':
    case 'GroupRestarted':
    case 'GroupRestartDropped':
    case 'PipelineRollbackPlanned':
    case 'ApprovalGiven':
    case 'AbortRequested':
    case 'QueueRejoined':
    case 'QueueRegained':
    case 'ExecutionPaused':
    case 'ExecutionResumed':
      return true;
  }
}

/** What waited without a delegate was seen in the list while it waited. */
function ranAsTask({ nodes }: ExecutionState, key: NodeKey): boolean {
  const at = nodes.get(key);
  return at?.phase === 'ended' && at.work?.kind === 'task' && at.work.checks === undefined;
}
