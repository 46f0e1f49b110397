import { ok, type Result } from '@reprise/core';
import { readInputs } from '../pipeline/inputs/read-inputs.ts';
import {
  type PlaceOf,
  placedBy,
  printYaml,
  Report,
  readYaml,
  scalarText,
  valueAt,
  type YamlNode,
} from '../yaml/index.ts';
import { dependenciesIn } from './analyse.ts';
import type { PlacedYaml, SelectedStages, SelectionRefusal, StageDependencies } from './model.ts';
import { gateLeftOut, noStageNamed, notAllowed, stageNotFound, stageRequired } from './refusals.ts';
import { stagesIn, withoutStages } from './stage-list.ts';
import { takenFrom } from './structure.ts';

/**
 * The pipeline with only the chosen stages, in their order. Refused when the pipeline does not allow it, for a stage that
 * does not exist, and when a stage is left out that a chosen one takes something over from, or that is a gate on the way.
 * The templates are resolved; inputs and values of expressions come afterwards. Null when the YAML cannot be read.
 */
export function selectStages(
  { yaml, place }: PlacedYaml,
  chosen: readonly string[],
): Result<SelectedStages | null, SelectionRefusal> {
  const root = readYaml(yaml, new Report(), place);
  if (root === null) return ok(null);
  if (scalarText(valueAt(valueAt(root, 'pipeline'), 'allowStageExecutions')) !== 'true') {
    return notAllowed();
  }
  const objection = objectionTo(dependenciesIn(root), chosen);
  return objection ?? ok(narrowedTo(root, chosen));
}

/** The same without the rules: what a selection would ask for, before anything is to run. Refuses unknown stages only. */
export function previewStages(
  { yaml, place }: PlacedYaml,
  chosen: readonly string[],
): Result<SelectedStages | null, SelectionRefusal> {
  const root = readYaml(yaml, new Report(), place);
  if (root === null) return ok(null);
  return (
    unknownStage(
      stagesIn(root).map(({ identifier }) => identifier),
      chosen,
    ) ?? ok(narrowedTo(root, chosen))
  );
}

/**
 * The same rule once more, of a narrowed pipeline with its inputs in it: a stage may take something over from another by
 * an input.
 */
export function requiredStages(
  { yaml, place }: PlacedYaml,
  leftOut: ReadonlySet<string>,
): Result<null, SelectionRefusal> {
  const root = readYaml(yaml, new Report(), place);
  for (const stage of root === null ? [] : stagesIn(root)) {
    const required = takenFrom(stage).filter((name) => leftOut.has(name));
    if (required.length > 0) return stageRequired(stage.identifier, required);
  }
  return ok(null);
}

type Refused = Extract<Result<never, SelectionRefusal>, { readonly ok: false }>;

function objectionTo(
  stages: readonly StageDependencies[],
  chosen: readonly string[],
): Refused | null {
  const known = stages.map(({ identifier }) => identifier);
  if (chosen.length === 0) return noStageNamed(known);
  const unknown = unknownStage(known, chosen);
  if (unknown !== null) return unknown;
  const running = stages.filter(({ identifier }) => chosen.includes(identifier));
  const leftOut = (names: readonly string[]) => names.filter((name) => !chosen.includes(name));
  for (const { identifier, takesFrom } of running) {
    const required = leftOut(takesFrom);
    if (required.length > 0) return stageRequired(identifier, required);
  }
  for (const { identifier, gatesBefore } of running) {
    const gates = leftOut(gatesBefore);
    if (gates.length > 0) return gateLeftOut(identifier, gates);
  }
  return null;
}

function unknownStage(known: readonly string[], chosen: readonly string[]): Refused | null {
  const unknown = chosen.find((name) => !known.includes(name));
  return unknown === undefined ? null : stageNotFound(unknown, known);
}

function narrowedTo(root: YamlNode, chosen: readonly string[]): SelectedStages {
  const stages = stagesIn(root);
  const isChosen = ({ identifier }: { readonly identifier: string }) => chosen.includes(identifier);
  const leftOut = new Set(
    stages.filter((stage) => !isChosen(stage)).map(({ identifier }) => identifier),
  );
  return {
    ...printed(withoutStages(root, leftOut)),
    stages: stages.filter(isChosen).map(({ identifier, name }) => ({ identifier, name })),
    leftOut,
  };
}

/** Inputs without what they say of stages that are left out: input sets are made for whole pipelines. */
export function inputsWithoutStages(inputs: string, leftOut: ReadonlySet<string>): PlacedYaml {
  const unchanged = { yaml: inputs, place: samePlace };
  const root = inputs.trim() === '' ? null : readInputs(inputs, new Report());
  if (root === null || !stagesIn(root).some(({ identifier }) => leftOut.has(identifier))) {
    return unchanged;
  }
  return printed(withoutStages(root, leftOut));
}

const samePlace: PlaceOf = (position) => position;

/** A tree as a file again, every place of it being where it was. */
export function printed(root: YamlNode): PlacedYaml {
  const { yaml, map } = printYaml(root);
  return { yaml, place: placedBy(map) };
}
