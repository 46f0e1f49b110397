import { parseNodeExecutionId } from '@reprise/api';
import { type ExecutionId, type NodeKey, ok, type Result, refused } from '@reprise/core';
import { askingAt, asksOf } from '@reprise/core/execution';
import { type AskedInputs, fillGivenInputs, readGivenInputs } from '@reprise/core/pipeline';
import type { Answer, Caller, Refused } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { refusal, yamlRefusal } from '../refusals.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import { openExecution } from './open-execution.ts';

export interface AskedNode {
  readonly scope: ScopeHint;
  readonly nodeExecutionId: string;
}

export interface AskedAt {
  readonly execution: ExecutionId;
  readonly node: NodeKey;
  readonly asks: AskedInputs;
  /** Until when it is waited for; null when it is not. */
  readonly deadline: number | null;
}

/** What a node asks for while it runs, whether it waits for that now or not. */
export const getExecutionInputs: UseCase<AskedNode, AskedAt> = (needs, caller, input) =>
  askedAt(needs, caller, 'core_pipeline_view', input);

/** The skeleton with values in it, or values by the names of what is asked for. */
export type GivenToNode = AskedNode &
  ({ readonly yaml: string } | { readonly pairs: Readonly<Record<string, string>> });

/** Gives a node what it waits for. */
export const giveExecutionInputs: UseCase<GivenToNode, null> = async (needs, caller, input) => {
  const found = await askedAt(needs, caller, 'core_pipeline_execute', input);
  if (!found.ok) return found;
  const { asks, execution, node } = found.value;
  const filled = 'yaml' in input ? ok(input.yaml) : fillGivenInputs(asks.template, input.pairs);
  if (!filled.ok) return refused(refusal('EXECUTION_INPUT_INVALID', filled.error));
  const { values, problems } = readGivenInputs(asks.template, filled.value);
  if (problems.length > 0) {
    return refused(yamlRefusal('EXECUTION_INPUT_INVALID', 'These inputs will not do:', problems));
  }
  const by = caller.principal;
  const done = await needs.engine.perform(execution, { type: 'GiveInputs', node, by, values });
  return done.ok ? ok(null) : done;
};

async function askedAt(
  needs: UseCaseNeeds,
  caller: Caller,
  permission: 'core_pipeline_view' | 'core_pipeline_execute',
  { scope, nodeExecutionId }: AskedNode,
): Answer<AskedAt> {
  const named = parseNodeExecutionId(nodeExecutionId);
  if (named === null) return nothingAsked(nodeExecutionId);
  const { execution, node } = named;
  const opened = await openExecution(needs, caller, permission, { scope, execution });
  if (!opened.ok) return opened;
  const { state } = opened.value;
  const planned = state.plan.nodes.get(node);
  const asks = planned === undefined ? null : asksOf(planned);
  if (asks === null) return nothingAsked(nodeExecutionId);
  return ok({ execution, node, asks, deadline: askingAt(state, node)?.deadline ?? null });
}

const nothingAsked = (node: string): Result<never, Refused> =>
  refused(
    refusal('NODE_NOT_FOUND', `There is no node ${node} that asks for inputs while it runs.`, {
      node,
    }),
  );
