import { type Instant, ok, type Result, refused } from '@reprise/core';
import {
  type Found,
  isNamespace,
  isSecret,
  Unavailable,
  type Value,
} from '@reprise/core/expression';
import type { TargetPart } from '@reprise/core/pipeline';
import { type StepNode, stageOf } from '@reprise/core/plan';
import { subjectIn } from '../lookup/lookup.ts';
import type { StepOutputs } from '../outcome.ts';
import type { ExecutionState } from '../state.ts';
import { findTarget } from './find-target.ts';
import type { FoundTarget } from './found-target.ts';
import { variablesOf } from './overrides.ts';
import { type PendingPart, pendingPart } from './part-names.ts';

/**
 * Finds out one part of what a stage deploys: the object, and every value in it, worked out once. What comes of it is the
 * node's output: data, which a retry takes over with the stage. Refused with what a person must mend.
 */
export function resolveTarget(
  state: ExecutionState,
  node: StepNode,
  part: TargetPart,
  now: Instant,
): Result<StepOutputs, string> {
  const stage = stageOf(state.plan, node.key);
  if (stage === null) throw new Error(`${node.key} stands in no stage`);
  const found = findTarget(state, stage, now);
  if (!found.ok) return found;
  const names = pendingPart(subjectIn(state, node, now, found.value), stage, part, found.value);
  if (names === null) throw new Error(`${stage.key} has no ${part}`);
  return outputsOf(part, found.value, names);
}

function outputsOf(
  part: TargetPart,
  found: FoundTarget,
  names: PendingPart,
): Result<StepOutputs, string> {
  const { own } = names;
  const variables: [string, Value][] = [];
  for (const { name } of variablesOf(part, found)) {
    const value = plainOf(names.variables.get(name));
    if (value instanceof Unavailable) return refused(`${part} ${own.ref}: ${value.message}`);
    variables.push([name, storedVariable(value)]);
  }
  const details: [string, Value][] = [];
  for (const name of Object.keys(own.object.parts)) {
    const value = plainOf(names.detail(name));
    if (value instanceof Unavailable) return refused(`${part} ${own.ref}: ${value.message}`);
    details.push([name, value]);
  }
  return ok({
    facts: names.facts,
    variables: Object.fromEntries(variables),
    ...Object.fromEntries(details),
  });
}

/** A secret is kept as what names it (I10): `{ secret }` beside the `{ value }` of all others. */
const storedVariable = (value: Value): Value =>
  isSecret(value) ? { secret: value.reference.secret } : { value };

function plainOf(found: Found | undefined): Value | Unavailable {
  if (found === undefined) return null;
  if (!isNamespace(found)) return found;
  const entries: [string, Value][] = [];
  for (const key of found.keys()) {
    const value = plainOf(found.get(key));
    if (value instanceof Unavailable) return value;
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}
