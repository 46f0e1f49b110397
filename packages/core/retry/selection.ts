import { type NodeKey, ok, type Result, refused } from '@reprise/core';
import { type ExecutionState, endedWell, nodeStatus } from '@reprise/core/execution';
import { earlierSiblings, type ListedStage, laterSiblings, stagesOf } from '@reprise/core/plan';
import type { RetryRefusal, RetryRequest } from './model.ts';
import { refuse } from './refuse.ts';
import { howItEnded, startRefusals } from './start-positions.ts';

/** How the stages stand to the ones that a retry starts from. Whatever is in neither set runs beside them. */
export interface Selection {
  /** In the order of the pipeline, each once. */
  readonly from: readonly ListedStage[];
  readonly earlier: ReadonlySet<NodeKey>;
  readonly later: ReadonlySet<NodeKey>;
}

/**
 * Finds the stages to retry from. Each must exist, none may come after another, and all before them must have ended well.
 * What never started may be chosen, too: an execution can be aborted where nothing runs, and goes on from there.
 */
export function select(
  source: ExecutionState,
  request: RetryRequest,
): Result<Selection, RetryRefusal> {
  const stages = stagesOf(source.plan);
  const unknown = request.from.find((id) => !stages.some((stage) => stage.identifier === id));
  if (unknown !== undefined) return stageNotFound(unknown, stages);
  const from = stages.filter((stage) => request.from.includes(stage.identifier));
  if (from.length === 0) return noStageNamed(source, stages);
  const keys = from.map((stage) => stage.key);
  const earlier = earlierSiblings(source.plan, keys);
  const ordered = from.find((stage) => earlier.has(stage.key));
  if (ordered !== undefined) return notInOneGroup(from);
  const notReusable = stages.find(
    ({ key }) => earlier.has(key) && !endedWell(nodeStatus(source, key)),
  );
  if (notReusable !== undefined) return notReachable(source, from, notReusable);
  return ok({ from, earlier, later: laterSiblings(source.plan, keys) });
}

type Refused = { readonly ok: false; readonly error: RetryRefusal };

const namesOf = (stages: readonly ListedStage[]): readonly string[] =>
  stages.map((stage) => stage.identifier);

function stageNotFound(identifier: string, stages: readonly ListedStage[]): Refused {
  const names = namesOf(stages);
  const message = `the pipeline has no stage ${identifier}; it has ${names.join(', ')}`;
  return refused(refuse('STAGE_NOT_FOUND', message, { stage: identifier, stages: names }));
}

function noStageNamed(source: ExecutionState, stages: readonly ListedStage[]): Refused {
  const message = `name the stage to retry from, one of ${startsIn(source).join(', ')}`;
  return refused(refuse('NO_STAGE_NAMED', message, { stages: namesOf(stages) }));
}

/** The stages that a retry can start from. */
function startsIn(source: ExecutionState): readonly string[] {
  const startsRefused = startRefusals(source);
  return namesOf(stagesOf(source.plan).filter(({ key }) => !startsRefused.has(key)));
}

function notInOneGroup(from: readonly ListedStage[]): Refused {
  const names = namesOf(from);
  const message = `${names.join(' and ')} come one after the other, and a retry starts from one position: name the first of them, and the others run after it`;
  return refused(refuse('STAGES_NOT_IN_ONE_GROUP', message, { from: names }));
}

function notStarted(source: ExecutionState, stage: ListedStage): Refused {
  const stages = stagesOf(source.plan);
  const ended = namesOf(stages.filter(({ key }) => source.nodes.has(key)));
  const starts = startsIn(source);
  const message = `stage ${stage.identifier} did not start in this execution, so there is nothing to retry; a retry can start from ${starts.join(', ')}`;
  return refused(refuse('STAGE_NOT_STARTED', message, { stage: stage.identifier, ended, starts }));
}

function notReachable(
  source: ExecutionState,
  from: readonly ListedStage[],
  earlier: ListedStage,
): Refused {
  const neverRan = from.find((stage) => source.nodes.get(stage.key)?.phase !== 'ended');
  return neverRan === undefined
    ? earlierNotReusable(source, from, earlier)
    : notStarted(source, neverRan);
}

/** I7: what did not end well is never reused, so a retry cannot start after it. */
function earlierNotReusable(
  source: ExecutionState,
  from: readonly ListedStage[],
  earlier: ListedStage,
): Refused {
  const status = nodeStatus(source, earlier.key);
  const message = `stage ${earlier.identifier} comes before ${namesOf(from).join(', ')} and ${howItEnded(status)}, so it cannot be reused; retry from ${earlier.identifier} or an earlier stage`;
  const facts = { stage: earlier.identifier, status, from: namesOf(from) };
  return refused(refuse('EARLIER_STAGE_NOT_REUSABLE', message, facts));
}
