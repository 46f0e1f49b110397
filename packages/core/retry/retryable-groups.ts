import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { hasDependencies, type ListedStage, laterSiblings, stagesOf } from '@reprise/core/plan';
import type { RetryableGroup } from './model.ts';

/**
 * The positions that a retry may start from, in the order of the pipeline: up to and including the first with a stage
 * that did not end well, for what comes after that one cannot be reached without it (I7). Whether the execution may be
 * retried at all is another question: see `planRetry`.
 */
export function retryableGroups(source: ExecutionState): readonly RetryableGroup[] {
  if (hasDependencies(source.plan.pipeline.stages)) return groupsByDependency(source);
  const groups: RetryableGroup[] = [];
  for (const row of rowsOf(stagesOf(source.plan))) {
    if (!row.some(({ key }) => source.nodes.has(key))) break;
    groups.push({ stages: row.map((stage) => describe(source, stage)) });
    if (!row.every(({ key }) => endedWell(nodeStatus(source, key)))) break;
  }
  return groups;
}

/** Where stages say what they depend on: every stage that ran and whose dependencies all ended well, by rows. */
function groupsByDependency(source: ExecutionState): readonly RetryableGroup[] {
  const stages = stagesOf(source.plan);
  const unwell = stages.filter(({ key }) => !endedWell(nodeStatus(source, key)));
  const behind = laterSiblings(
    source.plan,
    unwell.map(({ key }) => key),
  );
  const reachable = stages.filter(({ key }) => source.nodes.has(key) && !behind.has(key));
  return rowsOf(reachable).map((row) => ({ stages: row.map((stage) => describe(source, stage)) }));
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
