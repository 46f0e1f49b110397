import { didYouMean } from '@reprise/core';
import type { Report } from '../../yaml/index.ts';
import type { Pipeline, Stage, StageEntry } from '../model.ts';
import { type HardDependency, hardDependencies } from './dependencies.ts';

/** Checks that each stage takes its service, environment and infrastructure from one that comes before it and has one. */
export function checkUseFromStage(pipeline: Pipeline, report: Report): void {
  const all = pipeline.stages.flatMap(membersOf);
  const earlier = new Map<string, Stage>();
  for (const entry of pipeline.stages) {
    const members = membersOf(entry);
    for (const stage of members) {
      for (const dependency of hardDependencies(stage)) {
        const message = objectionTo(dependency, earlier, all);
        if (message !== null) report.error('bad-use-from-stage', message, dependency.at);
      }
    }
    for (const stage of members) earlier.set(stage.identifier, stage);
  }
}

function objectionTo(
  { part, stage: from }: HardDependency,
  earlier: ReadonlyMap<string, Stage>,
  all: readonly Stage[],
): string | null {
  const source = earlier.get(from);
  if (source === undefined) {
    const known = all.some(({ identifier }) => identifier === from);
    return known
      ? `The stage "${from}" does not come before this one: its ${part} is not known yet.`
      : `There is no stage "${from}" in this pipeline.${didYouMean(from, [...earlier.keys()])}`;
  }
  if (source.strategy !== undefined) {
    return `The stage "${from}" is looped: it has no one ${part} that this stage could use.`;
  }
  const use = source[part];
  if (use === undefined) return `The stage "${from}" has no ${part} that this stage could use.`;
  if (use.useFromStage === undefined) return null;
  return `The stage "${from}" takes its own ${part} from "${use.useFromStage}": use it from there.`;
}

const membersOf = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(membersOf);
