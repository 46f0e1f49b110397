import type { Stage, StageEntry } from '@reprise/core/pipeline';

/** A stage of a pipeline whose stages say what they depend on. */
export interface PlacedStage {
  readonly stage: Stage;
  /** How many stages come before it on the longest way to it: where it is drawn. */
  readonly row: number;
  readonly after: readonly Stage[];
  readonly before: readonly Stage[];
}

/** Whether the stages say their own order: then the list says none. */
export const hasDependencies = (stages: readonly StageEntry[]): boolean =>
  stages.some((entry) => entry.kind === 'stage' && entry.stage.dependsOn !== undefined);

/**
 * The stages by their rows, those of one row in the order of the file. What cannot be placed, because it waits for itself
 * or for what does not exist, is an error of the file and does not come here.
 */
export function placeDependents(stages: readonly Stage[]): readonly PlacedStage[] {
  const byIdentifier = new Map(stages.map((stage) => [stage.identifier, stage]));
  const afterOf = ({ dependsOn = [] }: Stage): readonly Stage[] =>
    [...new Set(dependsOn)].flatMap((identifier) => byIdentifier.get(identifier) ?? []);
  const before = new Map<Stage, Stage[]>(stages.map((stage) => [stage, []]));
  const waits = new Map<Stage, number>();
  for (const stage of stages) {
    const after = afterOf(stage);
    waits.set(stage, after.length);
    for (const each of after) before.get(each)?.push(stage);
  }
  const rows = new Map<Stage, number>();
  const ready = stages.filter((stage) => waits.get(stage) === 0);
  for (const stage of ready) {
    rows.set(stage, 1 + Math.max(-1, ...afterOf(stage).map((each) => rows.get(each) ?? 0)));
    for (const next of before.get(stage) ?? []) {
      const left = (waits.get(next) ?? 0) - 1;
      waits.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  if (rows.size < stages.length) throw new Error('stages of the pipeline wait for each other');
  return stages
    .map((stage) => ({
      stage,
      row: rows.get(stage) ?? 0,
      after: afterOf(stage),
      before: before.get(stage) ?? [],
    }))
    .toSorted((one, other) => one.row - other.row);
}
