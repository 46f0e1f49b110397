import { ok, type Text } from '@reprise/core';
import { type Lookup, toText } from '@reprise/core/expression';
import {
  TARGET_PARTS,
  type TargetPart,
  type Targets,
  type TargetUse,
} from '@reprise/core/pipeline';
import { evaluateLoopValue, type Resolved, type Values } from './loop-value.ts';

/** What expressions call the references of an instance: `<+matrix.serviceRef>`. */
const AXES: Readonly<Record<TargetPart, string>> = {
  service: 'serviceRef',
  environment: 'environmentRef',
  infrastructure: 'infraIdentifier',
};

/** An instance for each target of a stage, known by what its references are worth and never by its place (I5). */
export function valuesOfTargets({ targets }: Targets, lookup: Lookup): Resolved<readonly Values[]> {
  const made: Values[] = [];
  for (const [target, uses] of targets.entries()) {
    const matrix: [string, string][] = [];
    for (const part of TARGET_PARTS) {
      const use = uses[part];
      if (use === undefined) continue;
      const value = evaluateLoopValue({ kind: 'text', text: referenceOf(part, use) }, lookup);
      if (!value.ok) return value;
      matrix.push([AXES[part], toText(value.value)]);
    }
    const texts = matrix.map(([, text]) => text);
    made.push({ texts, values: { matrix: Object.fromEntries(matrix), target } });
  }
  return ok(made);
}

/** What the object is called that a stage names; of another stage's, what that one found. */
const referenceOf = (part: TargetPart, use: TargetUse): Text =>
  use.useFromStage === undefined
    ? use.ref
    : { text: `<+pipeline.stages.${use.useFromStage}.spec.${part}.ref>`, at: use.at };
