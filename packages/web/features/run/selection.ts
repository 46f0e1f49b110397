/** Choosing stages: what one asks for comes with it. */
import type { StageExecution } from '@reprise/api';

/** All stages that must run when this one does, itself among them, in the order of the pipeline. */
function withRequired(
  stages: readonly StageExecution[],
  wanted: readonly string[],
): readonly string[] {
  const needed = new Set<string>();
  const visit = (identifier: string): void => {
    if (needed.has(identifier)) return;
    needed.add(identifier);
    const stage = stages.find((each) => each.stageIdentifier === identifier);
    for (const required of stage?.stagesRequired ?? []) visit(required);
  };
  for (const identifier of wanted) visit(identifier);
  return stages.map((each) => each.stageIdentifier).filter((each) => needed.has(each));
}

/** The chosen stages after one was ticked or unticked: what it needs is ticked with it, what needs it unticked. */
export function toggled(
  stages: readonly StageExecution[],
  chosen: readonly string[],
  identifier: string,
): readonly string[] {
  if (!chosen.includes(identifier)) return withRequired(stages, [...chosen, identifier]);
  return chosen.filter((each) => !withRequired(stages, [each]).includes(identifier));
}

/** The chosen stages that need this one, by their names. */
export const neededBy = (
  stages: readonly StageExecution[],
  chosen: readonly string[],
  identifier: string,
): readonly string[] =>
  stages
    .filter(
      ({ stageIdentifier }) =>
        stageIdentifier !== identifier &&
        chosen.includes(stageIdentifier) &&
        withRequired(stages, [stageIdentifier]).includes(identifier),
    )
    .map(({ stageName }) => stageName);
