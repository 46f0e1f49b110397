import { Report, readYaml, type YamlNode } from '../yaml/index.ts';
import type { StageDependencies } from './model.ts';
import { distinct, readingsOf } from './readings.ts';
import { stagesIn, type YamlStage } from './stage-list.ts';
import { isGate, takenFrom } from './structure.ts';

/** How the stages of a pipeline, its templates resolved, stand to each other. Empty when it cannot be read. */
export function analyseStages(yaml: string): readonly StageDependencies[] {
  const root = readYaml(yaml, new Report());
  return root === null ? [] : dependenciesIn(root);
}

/** The same of a file that was read. */
export function dependenciesIn(root: YamlNode): readonly StageDependencies[] {
  const stages = stagesIn(root);
  const known = new Set(stages.map(({ identifier }) => identifier));
  const gates = stages.filter(isGate);
  return stages.map((stage) => ({
    identifier: stage.identifier,
    name: stage.name,
    gate: gates.includes(stage),
    takesFrom: providersOf(stage, stages),
    gatesBefore: gates.filter(({ row }) => row < stage.row).map(({ identifier }) => identifier),
    reads: distinct(
      readingsOf(root, [stage.node], known).filter((each) => each.stage !== stage.identifier),
    ),
  }));
}

/** The stages that a stage takes something over from, and those that these do. */
function providersOf(stage: YamlStage, stages: readonly YamlStage[]): readonly string[] {
  const found = new Set<string>();
  const waiting = [stage];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const name of takenFrom(at)) {
      const provider = stages.find(({ identifier }) => identifier === name);
      if (provider === undefined || provider === stage || found.has(name)) continue;
      found.add(name);
      waiting.push(provider);
    }
  }
  return stages.map(({ identifier }) => identifier).filter((each) => found.has(each));
}
