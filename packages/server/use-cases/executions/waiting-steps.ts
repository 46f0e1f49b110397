/** What waits for people besides approvals. */
import { ok, type Scope } from '@reprise/core';
import {
  type AskedOfPeople,
  askedOfPeople,
  LIVE_STATUSES,
  type NodeView,
  viewNode,
} from '@reprise/core/execution';
import { stageOf } from '@reprise/core/plan';
import type { ExecutionStore, StoredExecutionRow } from '../../ports/index.ts';
import type { UseCase } from '../needs.ts';
import { openScope, type ScopeHint } from '../scopes/scope.ts';
import { type OpenExecution, openExecution } from './open-execution.ts';

/** A node that waits for people, what it asks them, and where it is. */
export interface WaitingStepView {
  readonly row: StoredExecutionRow;
  readonly node: NodeView;
  /** The name of its stage, which may be the node itself. */
  readonly stage: string;
  readonly asked: AskedOfPeople;
}

/** What people are asked for in a project, what began first first. An execution that cannot be opened shows nothing. */
export const waitingSteps: UseCase<
  { readonly scope: ScopeHint },
  readonly WaitingStepView[]
> = async (needs, caller, { scope: hint }) => {
  const scope = await openScope(needs, caller, 'core_pipeline_view', hint);
  if (!scope.ok) return scope;
  const waiting: WaitingStepView[] = [];
  for (const { executionId } of await askingIn(needs.store.executions, scope.value)) {
    const where = { scope: scope.value, execution: executionId };
    const opened = await openExecution(needs, caller, 'core_pipeline_view', where);
    if (opened.ok) waiting.push(...stepsOf(opened.value));
  }
  return ok(waiting.toSorted((a, b) => (a.node.startedAt ?? 0) - (b.node.startedAt ?? 0)));
};

/** So many rows are read at a time. */
const SIZE = 500;

/** The executions in which people are asked, by their rows: the others, which are most, are not opened. */
async function askingIn(
  executions: ExecutionStore,
  scope: Scope,
): Promise<readonly StoredExecutionRow[]> {
  const filter = { scope, statuses: LIVE_STATUSES, newestOnly: false };
  const asking: StoredExecutionRow[] = [];
  for (let offset = 0; ; offset += SIZE) {
    const { items } = await executions.list(filter, offset, SIZE);
    asking.push(...items.filter(asksPeople));
    if (items.length < SIZE) return asking;
  }
}

/** Rows of before this was kept say it by their status, unless something else went on as well. */
const asksPeople = ({ asksPeople: asks, status }: StoredExecutionRow): boolean =>
  asks === true || status === 'InterventionWaiting' || status === 'InputWaiting';

const stepsOf = ({ row, state }: OpenExecution): readonly WaitingStepView[] =>
  askedOfPeople(state).map((asked) => ({
    row,
    asked,
    node: viewNode(state, asked.node),
    stage: stageOf(state.plan, asked.node)?.name ?? '',
  }));
