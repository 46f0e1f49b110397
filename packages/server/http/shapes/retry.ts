/** Retries as clients read them. */
import type { RetryableStages, RetryHistory, RetryPlanDocument } from '@reprise/api';
import type { ExecutionState } from '@reprise/core/execution';
import { stagesOf } from '@reprise/core/plan';
import type {
  ChangedDefinition,
  ContinuedChild,
  InstanceDecision,
  RetryPlan,
} from '@reprise/core/retry';
import type * as history from '../../use-cases/retry/retry-history.ts';

export const retryPlanDocument = (plan: RetryPlan): RetryPlanDocument => ({
  sourceExecutionId: plan.source,
  rootExecutionId: plan.root,
  from: [...plan.from],
  runAllStages: plan.runAllStages,
  stages: plan.stages.map((stage) => ({
    identifier: stage.identifier,
    name: stage.name,
    row: stage.row,
    decision: stage.decision,
    reason: stage.reason,
    sourceStatus: stage.sourceStatus,
    originExecutionId: stage.origin ?? null,
    startRefused: stage.startRefused ?? null,
    ...(stage.child !== undefined && { child: childDocument(stage.child) }),
    ...(stage.instances !== undefined && {
      instances: stage.instances.map(instanceDocument),
    }),
  })),
  changed: changedDocument(plan.changed),
  digest: plan.digest,
  savedTime: plan.savedTime,
});

function childDocument(child: ContinuedChild) {
  if (child.kind === 'take') {
    const { execution, stages } = child.taken;
    return { executionId: execution, from: [], reuse: [...stages], run: [] };
  }
  const { source, from, stages } = child.plan;
  const named = (fate: 'reuse' | 'run') =>
    stages.flatMap(({ decision, identifier }) => (decision === fate ? [identifier] : []));
  return { executionId: source, from: [...from], reuse: named('reuse'), run: named('run') };
}

function changedDocument(changed: RetryPlan['changed']): RetryPlanDocument['changed'] {
  const { definition, chained, secrets, missingPermissions } = changed;
  return {
    definition: definition === undefined ? null : definitionDocument(definition),
    ...(chained !== undefined && {
      chained: chained.map(({ name, version = null }) => ({ name, version })),
    }),
    secrets: secrets.map(({ version = null, ...secret }) => ({ ...secret, version })),
    missingPermissions: [...missingPermissions],
  };
}

const definitionDocument = ({
  version,
  templates,
  onlyTemplates,
  differences = [],
}: ChangedDefinition) => ({
  version,
  ...(templates !== undefined && {
    templates: templates.map(({ name, version: saved = null }) => ({ name, version: saved })),
  }),
  ...(onlyTemplates === true && { onlyTemplates }),
  differences:
    typeof differences === 'string'
      ? []
      : differences.map(({ stage = null, step = null, change }) => ({ stage, step, change })),
  unreadable: typeof differences === 'string' ? differences : null,
});

const instanceDocument = (instance: InstanceDecision) => ({
  identifier: instance.identifier,
  name: instance.name,
  decision: instance.decision,
  reason: instance.reason,
  sourceStatus: instance.sourceStatus,
  originExecutionId: instance.origin ?? null,
});

/** `parentId` and `nextId` are the first stages of the positions before and after. */
export function retryableStages({ obstacle, groups }: history.RetryableStages): RetryableStages {
  const firstOf = (at: number): string => groups[at]?.stages[0]?.identifier ?? '';
  return {
    resumable: obstacle === null,
    isResumable: obstacle === null,
    errorMessage: obstacle,
    groups: groups.map(({ stages }, at) => ({
      info: stages.map(({ name, identifier, status, startedAt }) => ({
        name,
        identifier,
        status,
        createdAt: startedAt ?? null,
        parentId: firstOf(at - 1),
        nextId: firstOf(at + 1),
      })),
    })),
  };
}

export function retryHistory({ row, state, chain }: history.RetryHistory): RetryHistory {
  return {
    latestExecutionId: chain[0]?.executionId ?? row.executionId,
    errorMessage: null,
    executionInfos: chain.map((one) => ({
      uuid: one.executionId,
      startTs: one.startedAt,
      endTs: one.endedAt,
      status: one.status,
      runSequence: one.runSequence,
    })),
    retryStagesMetadata: stagesMetadata(state),
  };
}

function stagesMetadata(state: ExecutionState): RetryHistory['retryStagesMetadata'] {
  const { retry } = state.created;
  if (retry === undefined) return null;
  const reused = stagesOf(state.plan).filter(({ key }) => {
    const node = state.nodes.get(key);
    return node?.phase === 'ended' && node.reused !== undefined;
  });
  return {
    retryStagesIdentifier: [...retry.from],
    skipStagesIdentifier: reused.map(({ identifier }) => identifier),
  };
}
