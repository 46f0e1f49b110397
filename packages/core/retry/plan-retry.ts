import { type NodeKey, ok, type Result, refused } from '@reprise/core';
import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { hasDependencies, type ListedStage, laterSiblings, stagesOf } from '@reprise/core/plan';
import { continueChildren } from './chained-stage.ts';
import { NOTHING_CHANGED } from './changes.ts';
import { objectionTo } from './eligibility.ts';
import { decideInstances, reuseInstances } from './looped-stage.ts';
import type {
  RetryContext,
  RetryPlan,
  RetryRefusal,
  RetryRequest,
  StageDecision,
} from './model.ts';
import { planDigest } from './plan-digest.ts';
import { savedTime } from './saved-time.ts';
import { type Selection, select } from './selection.ts';
import { howItEnded, startRefusals } from './start-positions.ts';

/**
 * What a retry of `source` will do with each stage, before it is done: the named stages run, and so does all that comes
 * after them (I8); what comes before is reused, and must have ended well (I7); of what stands beside them, either all
 * runs or only what did not end well. Refuses with the first rule that says no.
 */
export function planRetry(
  source: ExecutionState,
  request: RetryRequest,
  context: RetryContext,
): Result<RetryPlan, RetryRefusal> {
  const objection = objectionTo(source, context);
  if (objection !== null) return refused(objection);
  const selection = select(source, request);
  if (!selection.ok) return refused(withStages(source, selection.error));
  // Only a list has groups that run whole: what stands on another path has nothing to do with the named stages.
  const isList = !hasDependencies(source.plan.pipeline.stages);
  const decided = decideStages(source, selection.value, request.runAllStages && isList);
  const continued = continueChildren(source, decided, context.children ?? NO_CHILDREN);
  if (!continued.ok) return continued;
  const stages = continued.value;
  const { executionId, retry } = source.created;
  const plan = {
    source: executionId,
    root: retry?.root ?? executionId,
    rootCreatedAt: context.rootCreatedAt,
    from: selection.value.from.map((stage) => stage.identifier),
    runAllStages: request.runAllStages,
    stages,
    changed: context.changed ?? NOTHING_CHANGED,
  };
  const digest = planDigest(plan, source.created.definition, context);
  return ok({ ...plan, digest, savedTime: savedTime(source, stages) });
}

const NO_CHILDREN: NonNullable<RetryContext['children']> = new Map();

interface Fate {
  readonly decision: StageDecision['decision'];
  readonly reason: string;
}

function decideStages(
  source: ExecutionState,
  selection: Selection,
  runAllStages: boolean,
): readonly StageDecision[] {
  const named = selection.from.map((stage) => stage.identifier).join(', ');
  const fates = new Map<NodeKey, Fate>();
  const beside: NodeKey[] = [];
  for (const stage of stagesOf(source.plan)) {
    const fate = fateOf(source, stage, selection, { named, runAllStages });
    fates.set(stage.key, fate);
    if (fate.decision === 'run') beside.push(stage.key);
  }
  // What comes after a stage that runs beside the named ones runs too; in a list those are the same stages.
  for (const key of laterSiblings(source.plan, beside)) {
    if (fates.get(key)?.decision !== 'reuse') continue;
    fates.set(key, { decision: 'run', reason: 'it comes after a stage that runs again' });
  }
  const wholeGroup = runAllStages && besides(source, selection) > 1;
  const startsRefused = startRefusals(source);
  return stagesOf(source.plan).map((stage) => {
    const startRefused = startsRefused.get(stage.key);
    const decided = {
      ...decisionOf(source, stage, fates.get(stage.key)),
      ...(startRefused !== undefined && { startRefused }),
    };
    const instances =
      decided.decision === 'reuse'
        ? reuseInstances(source, stage)
        : decideInstances(source, stage, !(wholeGroup || selection.later.has(stage.key)));
    return instances === null ? decided : { ...decided, instances };
  });
}

/** How many stages there are at the position of the named ones: all of a parallel group, or the only one of a list. */
const besides = ({ plan }: ExecutionState, { earlier, later }: Selection): number =>
  stagesOf(plan).filter(({ key }) => !earlier.has(key) && !later.has(key)).length;

/** A refusal that says of each stage whether a retry can start from it, and why not. */
function withStages(source: ExecutionState, refusal: RetryRefusal): RetryRefusal {
  const startsRefused = startRefusals(source);
  const decisions = stagesOf(source.plan).map(({ key, identifier }) => {
    const no = startsRefused.get(key);
    return { identifier, startsHere: no === undefined, reason: no?.reason ?? null };
  });
  return { ...refusal, facts: { ...refusal.facts, decisions } };
}

function fateOf(
  source: ExecutionState,
  stage: ListedStage,
  { from, earlier, later }: Selection,
  { named, runAllStages }: { readonly named: string; readonly runAllStages: boolean },
): Fate {
  const status = nodeStatus(source, stage.key);
  if (from.includes(stage)) return { decision: 'run', reason: 'the retry starts from it' };
  if (later.has(stage.key)) return { decision: 'run', reason: `it comes after ${named}` };
  if (earlier.has(stage.key)) {
    return { decision: 'reuse', reason: `it ended ${status} and comes before ${named}` };
  }
  if (runAllStages) {
    return { decision: 'run', reason: `it runs in parallel with ${named}, and all of them run` };
  }
  if (endedWell(status)) {
    return { decision: 'reuse', reason: `it ended ${status} in parallel with ${named}` };
  }
  const reason = `it runs in parallel with ${named} and ${howItEnded(status)}`;
  return { decision: 'run', reason };
}

function decisionOf(
  source: ExecutionState,
  stage: ListedStage,
  fate: Fate | undefined,
): StageDecision {
  if (fate === undefined) throw new Error(`nothing was decided about ${stage.key}`);
  const at = source.nodes.get(stage.key);
  return {
    stage: stage.key,
    identifier: stage.identifier,
    name: stage.name,
    row: stage.row,
    ...fate,
    sourceStatus: nodeStatus(source, stage.key),
    ...(fate.decision === 'reuse' && at?.phase === 'ended' && { origin: at.origin }),
  };
}
