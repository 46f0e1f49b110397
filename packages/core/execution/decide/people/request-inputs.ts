import { after } from '@reprise/core';
import type { PlanNode } from '@reprise/core/plan';
import type { Draft } from '../draft.ts';
import { inputTimeoutOf } from '../timeouts.ts';

/** Asks people for the inputs of a node whose turn has come; of a step for this attempt. */
export function requestInputs(draft: Draft, node: PlanNode, attempt?: number): void {
  const { now } = draft;
  draft.emit({
    type: 'InputRequested',
    at: now,
    node: node.key,
    ...(attempt !== undefined && { attempt }),
    deadline: after(now, inputTimeoutOf(node)),
  });
}
