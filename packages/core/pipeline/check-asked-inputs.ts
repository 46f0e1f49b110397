import type { Position } from '@reprise/core';
import type { Report, YamlNode } from '../yaml/index.ts';
import { isAskedWhileRunning } from './inputs/placeholder.ts';
import type { Pipeline, Stage, StageEntry, StepEntry, StepGroup } from './model.ts';

/**
 * Reports every `<+input>.executionInput()` that nobody would be asked for: values are asked for by the variables of
 * stages and groups and by the texts of steps, whatever else needs its value before the turn of its element comes.
 */
export function checkAskedInputs(root: YamlNode, pipeline: Pipeline, report: Report): void {
  const asked = new Set(pipeline.stages.flatMap(stagesIn).flatMap(placesInStage));
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode): void => {
    // Almost all nodes are texts that ask for nothing: they need no remembering.
    if (node.kind === 'scalar' && !isAskedWhileRunning(node.text.text)) return;
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === 'list') for (const item of node.items) visit(item);
    else if (node.kind === 'map') for (const { value } of node.entries.values()) visit(value);
    else if (!asked.has(placeKey(node.text.at))) {
      report.unsupported('unsupported-input', MISPLACED, node.text.at);
    }
  };
  visit(root);
}

const MISPLACED =
  'This value cannot be asked for while the pipeline runs: variables of stages and groups and texts of steps can. Leave out .executionInput() to have it given before.';

const placeKey = ({ template = '', line, column }: Position): string =>
  `${template} ${line}:${column}`;

const stagesIn = (entry: StageEntry): readonly Stage[] =>
  entry.kind === 'stage' ? [entry.stage] : entry.stages.flatMap(stagesIn);

const placesInStage = (stage: Stage): readonly string[] => [...ownPlaces(stage), ...inside(stage)];

const inside = ({ steps, rollbackSteps = [] }: Stage | StepGroup): readonly string[] =>
  [...steps, ...rollbackSteps].flatMap(placesInEntry);

function placesInEntry(entry: StepEntry): readonly string[] {
  switch (entry.kind) {
    case 'step':
      return ownPlaces(entry.step);
    case 'group':
      return [...ownPlaces(entry.group), ...inside(entry.group)];
    case 'parallel':
      return entry.steps.flatMap(placesInEntry);
  }
}

const ownPlaces = ({ asks }: Pick<Stage, 'asks'>): readonly string[] =>
  (asks?.inputs ?? []).map(({ at }) => placeKey(at));
