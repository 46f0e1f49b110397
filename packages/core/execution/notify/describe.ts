import type { Instant, Json } from '@reprise/core';
import type { NotificationEvent } from '@reprise/core/pipeline';
import { stageOf, titleOf } from '@reprise/core/plan';
import { executionUrl, pipelineUrl } from '../lookup/execution-url.ts';
import type { ExecutionState } from '../state.ts';
import { failureOf } from '../view/failure.ts';
import type { Occurrence } from './occurrences.ts';

/** The body of a webhook, with Harness's names; what is not known is null. */
export function webhookBody(state: ExecutionState, occurrence: Occurrence, now: Instant): Json {
  const { created } = state;
  const { node, type } = occurrence;
  const startedAt = startOf(state, occurrence) ?? now;
  const hasEnded = STATE[type] === 'completed' || STATE[type] === 'failed';
  const endedAt = hasEnded ? now : null;
  return {
    eventData: {
      accountIdentifier: created.scope.accountId,
      orgIdentifier: created.scope.orgId,
      projectIdentifier: created.scope.projectId,
      pipelineIdentifier: created.pipelineId,
      pipelineName: created.pipelineName,
      planExecutionId: created.executionId,
      runSequence: created.runSequence,
      stageIdentifier: stageOf(state.plan, node.key)?.identifier ?? null,
      stepIdentifier: node.kind === 'step' ? node.identifier : null,
      executionUrl: executionUrl(created),
      pipelineUrl: pipelineUrl(created),
      eventType: type,
      nodeStatus: STATE[type],
      triggeredBy: {
        triggerType: created.trigger.type,
        name: created.trigger.by.name,
        email: created.trigger.by.email ?? null,
      },
      startTime: textOf(startedAt),
      startTs: seconds(startedAt),
      endTime: endedAt && textOf(endedAt),
      endTs: endedAt && seconds(endedAt),
      errorMessage: errorOf(state, occurrence),
    },
  };
}

/** What a mail says: one line as its subject, and what is known of it below. */
export function mailOf(
  state: ExecutionState,
  occurrence: Occurrence,
): { readonly subject: string; readonly body: string } {
  const { created } = state;
  const { node, type } = occurrence;
  const place = node.kind === 'pipeline' ? '' : `, ${titleOf(node)}`;
  const error = errorOf(state, occurrence);
  const page = executionUrl(created);
  const { accountId, orgId, projectId } = created.scope;
  const lines = [
    `${created.pipelineName}, run ${created.runSequence}${place} ${SAID[type]}.`,
    ...(error === null ? [] : ['', error]),
    '',
    `Started by ${created.trigger.by.name}.`,
    `Execution ${created.executionId} in ${accountId}/${orgId}/${projectId}.`,
    ...(page === null ? [] : [page]),
  ];
  const subject = `${created.pipelineName} #${created.runSequence}${place} ${SAID[type]}`;
  return { subject: subject.replaceAll(/\s+/g, ' '), body: lines.join('\n') };
}

function errorOf(state: ExecutionState, { type, node }: Occurrence): string | null {
  const ended = STATE[type] === 'failed' || type === 'PipelineEnd';
  if (ended) return failureOf(state, node.key)?.message ?? null;
  // What people are asked about is an attempt that is over, of a step that is not.
  return state.nodes.get(node.key)?.tried?.at(-1)?.outcome.failure.message ?? null;
}

function startOf(state: ExecutionState, { node }: Occurrence): Instant | null {
  return state.nodes.get(node.key)?.startedAt ?? null;
}

const STATE = {
  PipelineStart: 'started',
  PipelineEnd: 'completed',
  PipelineSuccess: 'completed',
  PipelineFailed: 'failed',
  PipelinePaused: 'paused',
  PipelineResumed: 'resumed',
  StageStart: 'started',
  StageSuccess: 'completed',
  StageFailed: 'failed',
  StepFailed: 'failed',
  WaitingForUserAction: 'waiting',
  TriggerFailed: 'failed',
} as const satisfies Readonly<Record<NotificationEvent, string>>;

const SAID = {
  PipelineStart: 'has begun',
  PipelineEnd: 'has ended',
  PipelineSuccess: 'has succeeded',
  PipelineFailed: 'has failed',
  PipelinePaused: 'is paused',
  PipelineResumed: 'goes on',
  StageStart: 'has begun',
  StageSuccess: 'has succeeded',
  StageFailed: 'has failed',
  StepFailed: 'has failed',
  WaitingForUserAction: 'waits for somebody',
  TriggerFailed: 'could not be triggered',
} as const satisfies Readonly<Record<NotificationEvent, string>>;

const seconds = (at: Instant): number => Math.floor(at / 1000);
const textOf = (at: Instant): string => new Date(at).toISOString();
