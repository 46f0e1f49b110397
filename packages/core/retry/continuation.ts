import type { ExecutionId, NodeKey } from '@reprise/core';
import type {
  Continuation,
  ExecutionState,
  RetryOrigin,
  ReusedLoop,
} from '@reprise/core/execution';
import { nodeOf } from '@reprise/core/plan';
import type { ContinuedChild, RetryPlan, StageDecision } from './model.ts';
import { reusedLoop, reusedPart } from './reused-stage.ts';

/**
 * What a retry by this plan takes over from its source: where it comes from, and the nodes of the reused stages and
 * instances (I9). Throws when the plan was made for another execution.
 */
export function continuationOf(
  plan: RetryPlan,
  source: ExecutionState,
  note?: string,
): Continuation {
  const { executionId, retry, trigger } = source.created;
  if (plan.source !== executionId) {
    throw new Error(`the retry plan is for ${plan.source}, not ${executionId}`);
  }
  const partly = plan.stages.filter(isPartlyReused);
  const loops = partly.flatMap(({ stage }) => loopOf(source, stage));
  return {
    origin: {
      root: plan.root,
      parent: plan.source,
      rootCreatedAt: plan.rootCreatedAt,
      planDigest: plan.digest,
      from: plan.from,
      runAllStages: plan.runAllStages,
      starters: [...(retry?.starters ?? []), trigger.by],
      runs: runsOf(plan),
      ...continuedChildren(plan),
      ...(note !== undefined && { note }),
    },
    reused: plan.stages.flatMap((stage) => reusedOf(plan, source, stage)),
    ...(loops.length > 0 && { loops }),
  };
}

function continuedChildren({ stages }: RetryPlan): Pick<RetryOrigin, 'continues'> {
  const continues = stages.flatMap(({ stage, child }) =>
    child === undefined ? [] : [{ stage, child: executionOf(child) }],
  );
  return continues.length === 0 ? {} : { continues };
}

const executionOf = (child: ContinuedChild): ExecutionId =>
  child.kind === 'retry' ? child.plan.source : child.taken.execution;

/** What runs, by the reason for it: many stages have one, so that each reason is kept once. */
function runsOf({ stages }: RetryPlan): NonNullable<RetryOrigin['runs']> {
  const nodes = new Map<string, NodeKey[]>();
  const add = (node: NodeKey, { decision, reason }: Pick<StageDecision, 'decision' | 'reason'>) => {
    if (decision !== 'run') return;
    const others = nodes.get(reason);
    if (others === undefined) nodes.set(reason, [node]);
    else others.push(node);
  };
  for (const stage of stages) {
    add(stage.stage, stage);
    for (const instance of stage.instances ?? []) add(instance.instance, instance);
  }
  return [...nodes].map(([reason, those]) => ({ reason, nodes: those }));
}

/** A stage that runs, and of which some instances are reused: the others are those that it has in the source. */
const isPartlyReused = ({ decision, instances }: StageDecision): boolean =>
  decision === 'run' && instances?.some((each) => each.decision === 'reuse') === true;

function loopOf(source: ExecutionState, stage: StageDecision['stage']): readonly ReusedLoop[] {
  const loop = nodeOf(source.plan, stage);
  return loop.kind === 'strategy' ? [reusedLoop(source, loop)] : [];
}

function reusedOf(
  plan: RetryPlan,
  source: ExecutionState,
  { stage, decision, reason, instances = [] }: StageDecision,
): Continuation['reused'] {
  if (decision === 'reuse') {
    return [{ stage, source: plan.source, reason, ...reusedPart(source, stage) }];
  }
  return instances
    .filter((each) => each.decision === 'reuse')
    .map(({ instance, reason }) => ({
      stage: instance,
      source: plan.source,
      reason,
      ...reusedPart(source, instance),
    }));
}
