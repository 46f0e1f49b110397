/** Reading executions. */
import { parseNodeExecutionId } from '@reprise/api';
import { type ExecutionId, ok, refused } from '@reprise/core';
import {
  END_STATUSES,
  LIVE_STATUSES,
  type NodeView,
  type Status,
  viewNode,
} from '@reprise/core/execution';
import type { Definition, ExecutionFilter, Page, StoredExecutionRow } from '../../ports/index.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import { executionNotFound, refusal } from '../refusals.ts';
import { openScope, type ScopeHint } from '../scopes/scope.ts';
import {
  type ExecutionInput,
  type OpenExecution,
  openExecution,
  openRow,
} from './open-execution.ts';

export interface ExecutionListInput
  extends Omit<ExecutionFilter, 'scope' | 'pipelineIds' | 'statuses' | 'search' | 'newestOnly'> {
  readonly scope: ScopeHint;
  readonly pipelines: readonly string[];
  /** Statuses by name, in any case. */
  readonly statuses: readonly string[];
  readonly search?: string | undefined;
  readonly newestOnly: boolean;
  readonly page: number;
  readonly size: number;
}

const STATUS_NAMES = new Map(
  [...END_STATUSES, ...LIVE_STATUSES].map((status): [string, Status] => [
    status.toLowerCase(),
    status,
  ]),
);

/** One page of executions, newest first. A status that no execution here can have matches none. */
export const listExecutions: UseCase<ExecutionListInput, Page<StoredExecutionRow>> = async (
  needs,
  caller,
  { scope: hint, pipelines, statuses, search, page, size, ...narrowing },
) => {
  const scope = await openScope(needs, caller, 'core_pipeline_view', hint);
  if (!scope.ok) return scope;
  const known = statuses.flatMap((name) => STATUS_NAMES.get(name.toLowerCase()) ?? []);
  if (statuses.length > 0 && known.length === 0) return ok({ items: [], total: 0 });
  const filter = {
    scope: scope.value,
    ...(pipelines.length > 0 && { pipelineIds: pipelines }),
    ...(known.length > 0 && { statuses: known }),
    ...(search !== undefined && { search }),
    ...narrowing,
  };
  return ok(await needs.store.executions.list(filter, page * size, size));
};

/** One execution with its state, and the newest of its chain: an earlier one says that it is not. */
export const getExecution: UseCase<
  ExecutionInput,
  OpenExecution & { readonly newest: ExecutionId }
> = async (needs, caller, input) => {
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  return ok({ ...opened.value, newest: await newestOf(needs, opened.value.row) });
};

/** The row of one execution, and the newest of its chain. */
export const getExecutionHead: UseCase<
  ExecutionInput,
  Pick<OpenExecution, 'row'> & { readonly newest: ExecutionId }
> = async (needs, caller, input) => {
  const row = await openRow(needs, caller, 'core_pipeline_view', input);
  if (!row.ok) return row;
  return ok({ row: row.value, newest: await newestOf(needs, row.value) });
};

async function newestOf(
  { store }: UseCaseNeeds,
  { executionId, rootId, retriedBy }: StoredExecutionRow,
): Promise<ExecutionId> {
  const chain = retriedBy === null ? [] : await store.executions.chain(rootId);
  return chain.at(-1)?.executionId ?? executionId;
}

export interface NodeInput {
  readonly scope: ScopeHint;
  readonly nodeExecutionId: string;
}

/** One node of an execution, by its name at the API. */
export const getExecutionNode: UseCase<
  NodeInput,
  OpenExecution & { readonly node: NodeView }
> = async (needs, caller, { scope, nodeExecutionId }) => {
  const named = parseNodeExecutionId(nodeExecutionId);
  if (named === null) return refused(executionNotFound(nodeExecutionId));
  const input = { scope, execution: named.execution };
  const opened = await openExecution(needs, caller, 'core_pipeline_view', input);
  if (!opened.ok) return opened;
  const { state } = opened.value;
  if (!state.plan.nodes.has(named.node)) {
    return refused(
      refusal('NODE_NOT_FOUND', `Execution ${named.execution} has no node ${named.node}.`, {
        planExecutionId: named.execution,
        node: named.node,
      }),
    );
  }
  return ok({ ...opened.value, node: viewNode(state, named.node) });
};

/** What an execution ran (I11). */
export const getDefinition: UseCase<ExecutionInput, Definition> = async (needs, caller, input) => {
  const row = await openRow(needs, caller, 'core_pipeline_view', input);
  if (!row.ok) return row;
  return ok(await storedDefinition(needs, row.value));
};

/** The definition of an execution: it was stored with it. */
export async function storedDefinition(
  { store }: UseCaseNeeds,
  { definition: digest }: StoredExecutionRow,
): Promise<Definition> {
  const definition = await store.executions.definition(digest);
  if (definition === null) throw new Error(`the definition ${digest} is not stored`);
  return definition;
}
