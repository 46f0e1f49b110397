import { type ExecutionState, nodeStatus } from '@reprise/core/execution';
import { type ListedStage, stagesOf } from '@reprise/core/plan';
import type { RetryableGroup } from './model.ts';
import { startRefusals } from './start-positions.ts';

/**
 * The positions that a retry may start from, in the order of the pipeline: up to and including the first with a stage
 * that did not end well, for what comes after that one cannot be reached without it (I7). Whether the execution may be
 * retried at all is another question: see `planRetry`.
 */
export function retryableGroups(source: ExecutionState): readonly RetryableGroup[] {
  const refused = startRefusals(source);
  const stages = stagesOf(source.plan).filter(({ key }) => !refused.has(key));
  return rowsOf(stages).map((row) => ({ stages: row.map((stage) => describe(source, stage)) }));
}

function rowsOf(stages: readonly ListedStage[]): readonly (readonly ListedStage[])[] {
  const rows = new Map<number, ListedStage[]>();
  for (const stage of stages) {
    const row = rows.get(stage.row);
    if (row === undefined) rows.set(stage.row, [stage]);
    else row.push(stage);
  }
  return [...rows.values()];
}

function describe(source: ExecutionState, stage: ListedStage): RetryableGroup['stages'][number] {
  const at = source.nodes.get(stage.key);
  return {
    identifier: stage.identifier,
    name: stage.name,
    status: nodeStatus(source, stage.key),
    ...(at?.startedAt !== undefined && { startedAt: at.startedAt }),
  };
}
