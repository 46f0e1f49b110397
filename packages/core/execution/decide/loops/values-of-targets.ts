import { ok, type Text } from '@reprise/core';
import { type Lookup, toText } from '@reprise/core/expression';
import {
  type StageTarget,
  TARGET_PARTS,
  type TargetPart,
  type Targets,
  type TargetUse,
} from '@reprise/core/pipeline';
import type { Surroundings } from '../../surroundings.ts';
import { everyPlace } from './every-place.ts';
import { evaluateLoopValue, type Resolved, type Values } from './loop-value.ts';
import { AXES, type References } from './references.ts';

/**
 * An instance for each target of a stage, known by what its references are worth and never by its place (I5). One that
 * goes to all infrastructures of its environment or group is an instance for each that the execution has kept (I11).
 */
export function valuesOfTargets(
  { targets }: Targets,
  lookup: Lookup,
  known: Pick<Surroundings, 'objects' | 'environmentGroups'> = {},
): Resolved<readonly Values[]> {
  const made: Values[] = [];
  for (const [target, uses] of targets.entries()) {
    const named = referencesOf(uses, lookup);
    if (!named.ok) return named;
    const instances = uses.deployToAll ? everyPlace(uses, named.value, known) : ok([named.value]);
    if (!instances.ok) return instances;
    for (const references of instances.value) {
      const texts = references.map(([, text]) => text);
      made.push({ texts, values: { matrix: Object.fromEntries(references), target } });
    }
  }
  return ok(made);
}

function referencesOf(uses: StageTarget, lookup: Lookup): Resolved<References> {
  const references: [string, string][] = [];
  for (const part of TARGET_PARTS) {
    const use = uses[part];
    if (use === undefined) continue;
    const value = evaluateLoopValue({ kind: 'text', text: referenceOf(part, use) }, lookup);
    if (!value.ok) return value;
    references.push([AXES[part], toText(value.value)]);
  }
  return ok(references);
}

/** What the object is called that a stage names; of another stage's, what that one found. */
const referenceOf = (part: TargetPart, use: TargetUse): Text =>
  use.useFromStage === undefined
    ? use.ref
    : { text: `<+pipeline.stages.${use.useFromStage}.spec.${part}.ref>`, at: use.at };
