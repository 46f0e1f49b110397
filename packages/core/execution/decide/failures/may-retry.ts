import {
  asMilliseconds,
  type Instant,
  type Milliseconds,
  type NodeKey,
  type Text,
} from '@reprise/core';
import { evaluateCondition, type Lookup, toBoolean } from '@reprise/core/expression';
import type { RetryStep } from '@reprise/core/pipeline';
import { lookupFor } from '../../lookup/lookup.ts';
import type { FailedOutcome } from '../../outcome.ts';
import type { ExecutionState } from '../../state.ts';
import { describeError, errorIn } from '../texts.ts';

/** Whether a step is tried again, after how long; or why not, where its failure does not tell. */
export type MayRetry =
  | { readonly kind: 'yes'; readonly interval: Milliseconds }
  | { readonly kind: 'no'; readonly remark?: string };

interface FailedAttempt {
  readonly node: NodeKey;
  readonly outcome: FailedOutcome;
}

const NO: MayRetry = { kind: 'no' };

/**
 * Asks a Retry. Its count bounds the automatic retries of the step in this execution, whichever entry asked for them:
 * those that people ask for do not count, and a retry of the execution starts anew. A condition that cannot be worked
 * out does not hold: what its author wanted is not known (I12).
 */
export function mayRetry(
  state: ExecutionState,
  { node, outcome }: FailedAttempt,
  { retryCount, retryIntervals, condition }: RetryStep,
  now: Instant,
): MayRetry {
  const tried = state.nodes.get(node)?.tried ?? [];
  const used = tried.filter(({ action }) => action === 'Retry').length;
  if (used >= retryCount) return NO;
  const lookup = lookupFor(state, node, now, outcome);
  const refused = condition === undefined ? null : refusal(condition, lookup);
  if (refused !== null) return refused;
  const interval = retryIntervals[used] ?? retryIntervals.at(-1) ?? asMilliseconds(0);
  return { kind: 'yes', interval };
}

function refusal(condition: Text, lookup: Lookup): MayRetry | null {
  const unknown = (why: string): MayRetry => ({
    kind: 'no',
    remark: `not tried again, for its retry condition has no value: ${why}`,
  });
  const evaluated = evaluateCondition(condition.text, lookup);
  if (!evaluated.ok) return unknown(describeError(errorIn(condition, evaluated.error)));
  const holds = toBoolean(evaluated.value.value);
  if (holds === undefined) {
    return unknown(describeError({ message: 'it is neither true nor false', at: condition.at }));
  }
  return holds ? null : NO;
}
