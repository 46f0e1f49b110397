/** FirstGen's stages: a sequential position with all that stands there, known as "STAGE n". */
import { ok, type Result, refused } from '@reprise/core';
import type { ExecutionState } from '@reprise/core/execution';
import { type ListedStage, type Plan, stagesOf } from '@reprise/core/plan';
import type { RetryRefusal } from './model.ts';
import { refuse } from './refuse.ts';

/** One sequential position of a pipeline. */
export interface StageSet {
  /** `STAGE 1`, `STAGE 2`, … in the order of the pipeline. */
  readonly name: string;
  readonly stages: readonly ListedStage[];
}

/** The positions of a pipeline, first to last. */
export function stageSets(plan: Plan): readonly StageSet[] {
  const stages = stagesOf(plan);
  const rows = [...new Set(stages.map(({ row }) => row))].toSorted((a, b) => a - b);
  return rows.map((row, index) => ({
    name: `STAGE ${index + 1}`,
    stages: stages.filter((stage) => stage.row === row),
  }));
}

/**
 * The stages to name to a retry so that the whole set runs which is called `name`: by its position, in any case, or
 * else by the identifier or the name of a stage in it. Members that never ended have nothing to retry, and run beside
 * those that did; a set of which none ended is named whole, for the retry to say whether that can be.
 */
export function stagesToResume(
  source: ExecutionState,
  name: string,
): Result<readonly string[], RetryRefusal> {
  const sets = stageSets(source.plan);
  const found = findSets(sets, name.trim());
  const [only] = found;
  if (only === undefined) return noSuchSet(sets, name);
  if (found.length > 1) return ambiguous(found, name);
  const ended = only.stages.filter(({ key }) => source.nodes.get(key)?.phase === 'ended');
  const named = ended.length > 0 ? ended : only.stages;
  return ok(named.map(({ identifier }) => identifier));
}

/** What FirstGen itself would call so comes first; a stage's own name may stand in several positions. */
function findSets(sets: readonly StageSet[], name: string): readonly StageSet[] {
  const byPosition = sets.filter((set) => set.name === name.toUpperCase());
  if (byPosition.length > 0) return byPosition;
  const holding = (part: 'identifier' | 'name') =>
    sets.filter(({ stages }) => stages.some((stage) => stage[part] === name));
  const byIdentifier = holding('identifier');
  return byIdentifier.length > 0 ? byIdentifier : holding('name');
}

const described = (sets: readonly StageSet[]): string =>
  sets
    .map(({ name, stages }) => `${name} (${stages.map((stage) => stage.name).join(', ')})`)
    .join(', ');

function noSuchSet(sets: readonly StageSet[], name: string): Result<never, RetryRefusal> {
  const message = `the execution has no stage ${name}; it has ${described(sets)}`;
  return refused(refuse('STAGE_NOT_FOUND', message, { stage: name }));
}

function ambiguous(found: readonly StageSet[], name: string): Result<never, RetryRefusal> {
  const message = `several stages are called ${name}: say which by its position, one of ${described(found)}`;
  return refused(refuse('STAGE_NOT_FOUND', message, { stage: name }));
}
