import type { Instant, Text } from '@reprise/core';
import { evaluateCondition, type Lookup, toBoolean } from '@reprise/core/expression';
import { isInRollback, type PlanNode, type StrategyNode } from '@reprise/core/plan';
import { lookupFor } from '../../lookup/lookup.ts';
import type { Failure, SkipInfo } from '../../outcome.ts';
import type { ExecutionState } from '../../state.ts';
import type { Past } from '../history.ts';
import { describeError, errorIn } from '../texts.ts';

/** What a node's own `when` says when its turn has come. */
export type Verdict =
  | { readonly kind: 'run' }
  | { readonly kind: 'skip'; readonly skip: SkipInfo }
  | { readonly kind: 'fault'; readonly failure: Failure };

/**
 * Asks a node's `when`, which its broad status has let through. Null counts as false: something not reached yet. A
 * condition that cannot be worked out fails the node instead of skipping it: it is not known whether its author wanted
 * it to run, and that is not guessed (I12).
 */
export function askCondition(
  state: ExecutionState,
  node: PlanNode,
  past: Past,
  now: Instant,
): Verdict {
  const { when } = node;
  // What is undone has failed: in a rollback, on failure is always.
  const allWell = past === 'clean' && !isInRollback(state.plan, node);
  if (when?.status === 'Failure' && allWell) return skip(broadCondition(node));
  if (node.kind === 'strategy') return askLoop(state, node, now);
  return when?.condition === undefined
    ? { kind: 'run' }
    : evaluate(when.condition, lookupFor(state, node.key, now));
}

/**
 * `when` of a looping strategy: no instance is made when it is false. A loop whose instances a retry took over was asked
 * before they were made, and is not asked again.
 */
function askLoop(state: ExecutionState, node: StrategyNode, now: Instant): Verdict {
  const { when } = node.strategy;
  return when === undefined || node.children.length > 0
    ? { kind: 'run' }
    : evaluate(when, lookupFor(state, node.key, now));
}

function evaluate(condition: Text, lookup: Lookup): Verdict {
  const evaluated = evaluateCondition(condition.text, lookup);
  if (!evaluated.ok) return fault(describeError(errorIn(condition, evaluated.error)));
  const { value, trace } = evaluated.value;
  const holds = toBoolean(value);
  if (holds === true) return { kind: 'run' };
  if (holds === undefined) {
    return fault(describeError({ message: 'it is neither true nor false', at: condition.at }));
  }
  return skip(
    condition.text,
    trace.map((entry) => ({ expression: entry.expression, value: entry.value })),
  );
}

const skip = (condition: string, expressions: SkipInfo['expressions'] = []): Verdict => ({
  kind: 'skip',
  skip: { condition, evaluated: false, expressions },
});

const fault = (message: string): Verdict => ({
  kind: 'fault',
  failure: {
    message: `its condition has no value: ${message}`,
    types: ['ConfigurationFailure'],
  },
});

/** Harness's name for "runs on failure only". */
function broadCondition(node: PlanNode): string {
  const kind = node.kind === 'strategy' ? node.template.kind : node.kind;
  return kind === 'stage' ? '<+OnPipelineFailure>' : '<+OnStageFailure>';
}
