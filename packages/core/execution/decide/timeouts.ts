import {
  after,
  asMilliseconds,
  formatDuration,
  type Instant,
  type Milliseconds,
} from '@reprise/core';
import type { Step } from '@reprise/core/pipeline';
import type { PlanNode } from '@reprise/core/plan';
import { asksOf } from '../asking.ts';
import type { RunningContainer } from '../node-state.ts';

/** How long a delegate may take to confirm that it stopped a step; then the step ends without it. */
export const STOP_PATIENCE = asMilliseconds(60_000);

/** How long an approval is waited for when its step names no `timeout`: one day, as in Harness. */
export const APPROVAL_TIMEOUT = asMilliseconds(24 * 60 * 60_000);

/** How long inputs are waited for when the node that asks for them names no `timeout`. */
export const INPUT_TIMEOUT = asMilliseconds(24 * 60 * 60_000);

/** How long a barrier or a queue is waited at when the step names no `timeout`: whoever waits crosswise does so no longer. */
export const MEETING_TIMEOUT = asMilliseconds(24 * 60 * 60_000);

const DEFAULT_TIMEOUTS: { readonly [Type in Step['spec']['type']]?: Milliseconds } = {
  HarnessApproval: APPROVAL_TIMEOUT,
  CustomApproval: APPROVAL_TIMEOUT,
  Barrier: MEETING_TIMEOUT,
  Queue: MEETING_TIMEOUT,
};

/** How long a node may take, if there is a limit. */
export function timeoutOf(node: PlanNode): Milliseconds | undefined {
  if (node.timeout !== undefined) return node.timeout;
  return node.kind === 'step' ? DEFAULT_TIMEOUTS[node.step.spec.type] : undefined;
}

/**
 * How long inputs are waited for that a node asks for while it runs: as it says itself when people start it, else as long
 * as the node may take, else one day.
 */
export const inputTimeoutOf = (node: PlanNode): Milliseconds =>
  asksOf(node)?.toBeStarted ?? timeoutOf(node) ?? INPUT_TIMEOUT;

/** When the time of a node that begins now has run out, if there is a limit. */
export function deadlineOf(node: PlanNode, now: Instant): Instant | undefined {
  const timeout = timeoutOf(node);
  return timeout === undefined ? undefined : after(now, timeout);
}

/** What is said of a node whose own time ran out. */
export function timeoutMessage(node: PlanNode): string {
  const timeout = timeoutOf(node);
  const length = timeout === undefined ? '' : ` of ${formatDuration(timeout)}`;
  return `it did not end within its timeout${length}`;
}

/** What is said of a container that a person expired; null when its own time ran out. */
export function expiryBy({ interrupts = [] }: RunningContainer): string | null {
  const expired = interrupts.findLast(({ type }) => type === 'ExpireAll');
  return expired === undefined ? null : `expired by ${expired.by.name}`;
}
