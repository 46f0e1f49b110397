import { type NodeKey, unreachable } from '@reprise/core';
import type { NotificationEvent } from '@reprise/core/pipeline';
import { nodeOf, type PlanNode } from '@reprise/core/plan';
import type { ExecutionEvent } from '../event.ts';
import type { ExecutionState } from '../state.ts';
import { type EndStatus, endedWell } from '../status.ts';

/** Something that rules can ask to be told of. */
export interface Occurrence {
  readonly type: NotificationEvent;
  readonly node: PlanNode;
  /** Tells it from others of its type at its node: the attempt, or the moment of a pause. */
  readonly ordinal: number;
}

/** What rules can ask to be told of in one event. */
export function occurrencesIn(state: ExecutionState, event: ExecutionEvent): readonly Occurrence[] {
  const at = (key: NodeKey, ordinal: number, ...types: readonly NotificationEvent[]) => {
    const node = nodeOf(state.plan, key);
    return types.map((type) => ({ type, node, ordinal }));
  };
  switch (event.type) {
    case 'NodeStarted':
      return at(event.node, 0, ...startOf(nodeOf(state.plan, event.node)));
    case 'NodeEnded':
      return at(event.node, 0, ...endOf(nodeOf(state.plan, event.node), event.status));
    case 'StepEnded':
      // As after a Retry: it is tried again.
      if (event.decision?.action === 'RetryStepGroup') return [];
      return hasFailed(event.outcome.status) ? at(event.node, event.attempt, 'StepFailed') : [];
    case 'StepScheduled':
      return event.work.kind === 'approval'
        ? at(event.node, event.attempt, 'WaitingForUserAction')
        : [];
    case 'AttemptFailed':
      if (event.next.action === 'Retry') return [];
      return [
        ...at(event.node, event.attempt, 'WaitingForUserAction'),
        ...at(state.plan.root, event.at, 'PipelinePaused'),
      ];
    case 'InputRequested':
      return at(event.node, event.attempt ?? 0, 'WaitingForUserAction');
    case 'ExecutionPaused':
      return at(state.plan.root, event.at, 'PipelinePaused');
    case 'ExecutionResumed':
      return at(state.plan.root, event.at, 'PipelineResumed');
    case 'ExecutionCreated':
    case 'StageReused':
    case 'LoopExpanded':
    case 'NodeSkipped':
    case 'StepStarted':
    case 'ChildStarted':
    case 'StepStopping':
    case 'CheckUndecided':
    case 'CheckRepeated':
    case 'NodeInterrupted':
    case 'InputGiven':
    case 'RollbackRequested':
    case 'GroupRestartPlanned':
    case 'GroupRestarted':
    case 'GroupRestartDropped':
    case 'PipelineRollbackPlanned':
    case 'ApprovalGiven':
    case 'NodeTimedOut':
    case 'AbortRequested':
    case 'QueueRejoined':
    case 'QueueRegained':
      return [];
    default:
      return unreachable(event);
  }
}

function startOf({ kind }: PlanNode): readonly NotificationEvent[] {
  if (kind === 'pipeline') return ['PipelineStart'];
  return kind === 'stage' ? ['StageStart'] : [];
}

function endOf({ kind }: PlanNode, status: EndStatus): readonly NotificationEvent[] {
  if (kind === 'pipeline') {
    if (endedWell(status)) return ['PipelineEnd', 'PipelineSuccess'];
    return hasFailed(status) ? ['PipelineEnd', 'PipelineFailed'] : ['PipelineEnd'];
  }
  if (kind !== 'stage') return [];
  if (endedWell(status)) return ['StageSuccess'];
  return hasFailed(status) ? ['StageFailed'] : [];
}

/** What people ended themselves has not failed. */
const hasFailed = (status: EndStatus): boolean => !endedWell(status) && status !== 'Aborted';
