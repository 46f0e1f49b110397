import type { Instant } from '@reprise/core';
import type { NotificationRule, WantedEvent } from '@reprise/core/pipeline';
import { type PlanNode, stageOf } from '@reprise/core/plan';
import type { ExecutionEvent } from '../event.ts';
import type { ExecutionState } from '../state.ts';
import { messageFor } from './message-for.ts';
import type { Notification } from './model.ts';
import { type Occurrence, occurrencesIn } from './occurrences.ts';

/**
 * Whom these events, which led to `state`, have to be told to: one notification for each rule that asks for something
 * that happened. What a retry reuses did not happen in it, and is not told again.
 */
export function notificationsOf(
  state: ExecutionState,
  events: readonly ExecutionEvent[],
  now: Instant,
): readonly Notification[] {
  const rules = state.plan.pipeline.notificationRules?.filter(({ enabled }) => enabled) ?? [];
  if (rules.length === 0) return [];
  const occurrences = events.flatMap((event) => occurrencesIn(state, event));
  return occurrences.flatMap((occurrence) =>
    rules
      .filter((rule) => asksFor(rule, state, occurrence))
      .flatMap((rule) => notificationOf(rule, state, occurrence, now) ?? []),
  );
}

function asksFor({ events }: NotificationRule, state: ExecutionState, occurrence: Occurrence) {
  return events.some((wanted) => means(wanted, state, occurrence));
}

function means(wanted: WantedEvent, state: ExecutionState, { type, node }: Occurrence): boolean {
  if (wanted.type !== 'AllEvents' && wanted.type !== type) return false;
  if (node.kind === 'pipeline') return true;
  if (wanted.steps.length > 0 && node.kind === 'step' && !wanted.steps.includes(written(node))) {
    return false;
  }
  const stage = stageOf(state.plan, node.key);
  return wanted.stages.length === 0 || (stage !== null && wanted.stages.includes(written(stage)));
}

/** The identifier that stands in the YAML, of an instance of a loop too. */
function written(node: PlanNode): string {
  if (node.kind === 'stage') return node.stage.identifier;
  return node.kind === 'step' ? node.step.identifier : node.identifier;
}

function notificationOf(
  rule: NotificationRule,
  state: ExecutionState,
  occurrence: Occurrence,
  now: Instant,
): Notification | null {
  const { node, type, ordinal } = occurrence;
  const { executionId } = state.created;
  const message = messageFor(rule.method, state, occurrence, now);
  if (message === null) return null;
  const id = JSON.stringify([executionId, rule.name, type, node.key, ordinal]);
  return { id, executionId, rule: rule.name, event: type, node: node.key, message };
}
