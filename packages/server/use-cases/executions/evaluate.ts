import { asNodeKey, type Json, ok, type Result, refused } from '@reprise/core';
import { lookupFor } from '@reprise/core/execution';
import { type Explained, explain, type Lookup, lookupIn } from '@reprise/core/expression';
import type { Refused } from '../answer.ts';
import type { UseCase } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { openScope, type ScopeHint } from '../scopes/scope.ts';
import { openExecution } from './open-execution.ts';

export interface EvaluateInput {
  readonly scope: ScopeHint;
  readonly expression: string;
  /** A condition is an expression as a whole, as `when` has it. */
  readonly as: 'text' | 'condition';
  /** The execution whose names it may use, as they are now. */
  readonly execution?: string | undefined;
  /** The node of the execution at which it stands; the pipeline when left out. */
  readonly node?: string | undefined;
  /** Without an execution: the names that there are. */
  readonly context?: { readonly [name: string]: Json } | undefined;
}

/** What an expression is worth, and how that comes about. Nothing is started or changed. */
export const evaluateExpression: UseCase<EvaluateInput, Explained> = async (
  needs,
  caller,
  { scope, expression, as, execution, node, context = {} },
) => {
  const now = needs.clock.now();
  if (execution === undefined) {
    const opened = await openScope(needs, caller, 'core_pipeline_view', scope);
    return opened.ok ? explained(expression, lookupIn(context, now), as) : opened;
  }
  const opened = await openExecution(needs, caller, 'core_pipeline_view', { scope, execution });
  if (!opened.ok) return opened;
  const { state } = opened.value;
  const at = node === undefined ? state.plan.root : asNodeKey(node);
  return state.plan.nodes.has(at)
    ? explained(expression, lookupFor(state, at, now), as)
    : refused(noNode(execution, at));
};

function explained(
  expression: string,
  lookup: Lookup,
  as: EvaluateInput['as'],
): Result<Explained, Refused> {
  const answer = explain(expression, lookup, as);
  if (answer.ok) return ok(answer.value);
  const { message, ...where } = answer.error;
  return refused(refusal('INVALID_EXPRESSION', `The expression has no value: ${message}`, where));
}

const noNode = (execution: string, node: string): Refused =>
  refusal('NODE_NOT_FOUND', `Execution ${execution} has no node ${node}.`, {
    planExecutionId: execution,
    node,
  });
