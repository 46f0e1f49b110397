import { type Instant, ok, refused, type Scope } from '@reprise/core';
import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { stagesOf } from '@reprise/core/plan';
import type { RetryBatchFilter } from '@reprise/core/retry';
import type { ExecutionFilter, StoredExecutionRow } from '../../ports/index.ts';
import type { Answer } from '../answer.ts';
import type { UseCaseNeeds } from '../needs.ts';
import { refusal } from '../refusals.ts';

/** How many executions one batch retries at most. */
export const LARGEST_BATCH = 1_000;
/** How many rows are read at a time. */
const PAGE = 500;
/** What ended like this did so by itself, and not because a person said so. */
const ENDED_BY_ITSELF = ['Failed', 'Expired'] as const;

/**
 * The executions that a filter means, oldest first: of each chain only the newest, and no child of a chained stage, which
 * is retried with its parent. What is older than any retry may be is not looked at.
 */
export async function membersFor(
  needs: UseCaseNeeds,
  scope: Scope,
  filter: RetryBatchFilter,
): Answer<readonly StoredExecutionRow[]> {
  const found = new Map<string, StoredExecutionRow>();
  for await (const row of candidates(needs, scope, filter)) {
    if (!(await matches(needs, row, filter))) continue;
    found.set(row.executionId, row);
    if (found.size > LARGEST_BATCH) return refused(TOO_LARGE);
  }
  return ok([...found.values()].toReversed());
}

/** Rows with the right pipeline and status, newest first, down to the earliest that can matter. */
async function* candidates(
  { store, clock, settings }: UseCaseNeeds,
  scope: Scope,
  { pipelines, statuses = ENDED_BY_ITSELF, startedFrom }: RetryBatchFilter,
): AsyncGenerator<StoredExecutionRow> {
  const wanted: ExecutionFilter = {
    scope,
    statuses,
    newestOnly: true,
    ...(pipelines === undefined ? {} : { pipelineIds: pipelines }),
  };
  const earliest = Math.max(startedFrom ?? 0, clock.now() - settings.retryLimit);
  for (let offset = 0; ; offset += PAGE) {
    const { items } = await store.executions.list(wanted, offset, PAGE);
    for (const row of items) {
      if (row.createdAt < earliest) return;
      yield row;
    }
    if (items.length < PAGE) return;
  }
}

async function matches(
  { engine }: UseCaseNeeds,
  { executionId, startedAt, failureMessage, parentStage, quarantined }: StoredExecutionRow,
  filter: RetryBatchFilter,
): Promise<boolean> {
  if (parentStage !== undefined || quarantined !== null) return false;
  if (!within(startedAt, filter)) return false;
  if (filter.failure !== undefined && !holds(failureMessage, filter.failure)) return false;
  if (filter.failedStage === undefined) return true;
  const read = await engine.read(executionId);
  return read !== null && failedIn(read.state, filter.failedStage);
}

const within = (at: Instant, { startedFrom, startedBefore }: RetryBatchFilter): boolean =>
  (startedFrom === undefined || at >= startedFrom) &&
  (startedBefore === undefined || at < startedBefore);

const holds = (text: string | null, part: string): boolean =>
  text !== null && text.toLowerCase().includes(part.toLowerCase());

const failedIn = (state: ExecutionState, identifier: string): boolean =>
  stagesOf(state.plan).some(
    (stage) =>
      stage.identifier === identifier &&
      state.nodes.has(stage.key) &&
      !endedWell(nodeStatus(state, stage.key)),
  );

const TOO_LARGE = refusal(
  'RETRY_BATCH_TOO_LARGE',
  `The filter means more than ${LARGEST_BATCH} executions, and one batch retries at most so many. ` +
    'Narrow it by pipeline, time, failed stage or failure text, and make several batches.',
  { limit: LARGEST_BATCH },
);
