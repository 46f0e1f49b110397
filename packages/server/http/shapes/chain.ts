/** A chain of retries as clients read it. */
import type { ExecutionChain } from '@reprise/api';
import { type ExecutionState, type NodeView, type Status, viewNode } from '@reprise/core/execution';
import { stagesOf } from '@reprise/core/plan';
import type { ChainAttempt, ChainPage } from '../../use-cases/retry/retry-history.ts';

type Attempt = ExecutionChain['attempts'][number];
type StageFate = Attempt['stages'][number];

export const executionChain = ({ root, newest, attempts, total }: ChainPage): ExecutionChain => ({
  rootExecutionId: root,
  latestExecutionId: newest,
  total,
  attempts: attempts.map((one) => attempt(one, one.row.executionId === newest)),
});

function attempt({ row, state }: ChainAttempt, isLatest: boolean): Attempt {
  const retry = state?.created.retry;
  return {
    executionId: row.executionId,
    parentExecutionId: row.parentId,
    isLatest,
    runSequence: row.runSequence,
    status: row.status,
    startTs: row.startedAt,
    endTs: row.endedAt,
    triggeredBy: row.triggeredBy.name,
    notes: row.note,
    from: [...(retry?.from ?? [])],
    runAllStages: retry?.runAllStages ?? null,
    stages: state === null ? [] : stageFates(state),
    quarantined: row.quarantined,
  };
}

const stageFates = (state: ExecutionState): StageFate[] =>
  stagesOf(state.plan).flatMap(({ key }) => {
    const stage = viewNode(state, key);
    if (stage.kind !== 'strategy') return [fateOf(stage, null)];
    const instances = stage.children.map((child) => fateOf(viewNode(state, child), stage));
    return [fateOf(stage, null), ...instances];
  });

/** What became of a stage that was not reused, where it is not that it ran. */
const FATES: Readonly<Partial<Record<Status, StageFate['fate']>>> = {
  Skipped: 'skipped',
  NotStarted: 'notStarted',
};

function fateOf(stage: NodeView, loop: NodeView | null): StageFate {
  const { identifier, name, status, reused, runReason } = stage;
  const about = { identifier, name, loop: loop?.identifier ?? null, status };
  if (reused !== null) {
    return { ...about, fate: 'reused', originExecutionId: reused.origin, reason: reused.reason };
  }
  return { ...about, fate: FATES[status] ?? 'ran', originExecutionId: null, reason: runReason };
}
