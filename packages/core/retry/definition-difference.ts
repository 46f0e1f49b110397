import type { Pipeline, Stage, StageEntry, Step, StepEntry } from '@reprise/core/pipeline';
import { samePart } from './same-part.ts';

/** One thing that differs between what ran and what is stored now: a stage, a step of one, or the pipeline around them. */
export interface DefinitionDifference {
  /** Absent: something of the pipeline itself, such as its variables. */
  readonly stage?: string;
  /** A step of that stage, wherever in it. Absent: the stage itself, such as its condition. */
  readonly step?: string;
  readonly change: 'added' | 'removed' | 'changed' | 'moved';
}

/**
 * How a pipeline as it is stored now differs from the one that ran: by identifiers, never by places in a text (I5). What
 * only was written in another way does not differ; nor does what is worth an `UNKNOWN_VALUE` now.
 */
export function definitionDifferences(
  ran: Pipeline,
  now: Pipeline,
): readonly DefinitionDifference[] {
  const before = stagesIn(ran.stages);
  const after = stagesIn(now.stages);
  const { stages: _, ...pipelineThen } = ran;
  const { stages: __, ...pipelineNow } = now;
  const kept = [...after.keys()].filter((id) => before.has(id));
  const keptOnes = new Set(kept);
  const moved = !samePart(shapeOf(ran.stages, keptOnes), shapeOf(now.stages, keptOnes));
  return [
    ...(samePart(pipelineThen, pipelineNow) ? [] : [{ change: 'changed' as const }]),
    ...named('removed', missingIn(before, after)),
    ...named('added', missingIn(after, before)),
    ...(moved ? named('moved', movedAmong([...before.keys()], kept)) : []),
    ...kept.flatMap((id) => stageDifferences(id, before.get(id), after.get(id))),
  ];
}

const named = (
  change: DefinitionDifference['change'],
  stages: readonly string[],
): readonly DefinitionDifference[] => stages.map((stage) => ({ stage, change }));

const missingIn = <Value>(
  all: ReadonlyMap<string, Value>,
  others: ReadonlyMap<string, Value>,
): readonly string[] => [...all.keys()].filter((id) => !others.has(id));

/** Those that stand at another place among the kept; all of them when only what is parallel to what has changed. */
function movedAmong(before: readonly string[], kept: readonly string[]): readonly string[] {
  const keptOnes = new Set(kept);
  const then = before.filter((id) => keptOnes.has(id));
  const elsewhere = kept.filter((id, place) => then[place] !== id);
  return elsewhere.length > 0 ? elsewhere : kept;
}

/** Which of these stand one after the other, and which side by side. */
type Shape = readonly (string | Shape)[];
const shapeOf = (entries: readonly StageEntry[], kept: ReadonlySet<string>): Shape =>
  entries.flatMap((entry): Shape => {
    if (entry.kind === 'stage') {
      return kept.has(entry.stage.identifier) ? [entry.stage.identifier] : [];
    }
    const members = shapeOf(entry.stages, kept);
    return members.length > 1 ? [members] : members;
  });

function stagesIn(entries: readonly StageEntry[]): ReadonlyMap<string, Stage> {
  const list = (all: readonly StageEntry[]): readonly Stage[] =>
    all.flatMap((entry) => (entry.kind === 'stage' ? [entry.stage] : list(entry.stages)));
  return new Map(list(entries).map((stage) => [stage.identifier, stage]));
}

function stageDifferences(
  stage: string,
  then: Stage | undefined,
  now: Stage | undefined,
): readonly DefinitionDifference[] {
  if (then === undefined || now === undefined || samePart(then, now)) return [];
  const before = stepsIn([...then.steps, ...(then.rollbackSteps ?? [])]);
  const after = stepsIn([...now.steps, ...(now.rollbackSteps ?? [])]);
  const changed = [...after].filter(([id, step]) => {
    const old = before.get(id);
    return old !== undefined && !samePart(old, step);
  });
  const steps: readonly DefinitionDifference[] = [
    ...missingIn(before, after).map((step) => ({ stage, step, change: 'removed' as const })),
    ...missingIn(after, before).map((step) => ({ stage, step, change: 'added' as const })),
    ...changed.map(([step]) => ({ stage, step, change: 'changed' as const })),
  ];
  return steps.length > 0 ? steps : [{ stage, change: 'changed' }];
}

/** Steps by where they stand: `group/step`, for an identifier may be used again in another group. */
function stepsIn(entries: readonly StepEntry[]): ReadonlyMap<string, Step> {
  const list = (all: readonly StepEntry[], path: string): readonly (readonly [string, Step])[] =>
    all.flatMap((entry) => {
      if (entry.kind === 'step') return [[path + entry.step.identifier, entry.step]];
      if (entry.kind === 'parallel') return list(entry.steps, path);
      const { identifier, steps, rollbackSteps = [] } = entry.group;
      return list([...steps, ...rollbackSteps], `${path}${identifier}/`);
    });
  return new Map(list(entries, ''));
}
