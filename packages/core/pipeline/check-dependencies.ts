import { didYouMean } from '@reprise/core';
import { type Report, scalarText, valueAt, type YamlNode, type YamlScalar } from '../yaml/index.ts';
import { flatten, type Outline } from './outline.ts';

/** A stage and what it depends on, as the file says it. */
interface Dependent {
  readonly identifier: string;
  readonly on: readonly YamlScalar[];
}

/**
 * `dependsOn` says the order of all stages, so the list says none and `parallel` has no place beside it. Each stage that
 * is named must exist, and no stage may wait for itself.
 */
export function checkDependencies(root: YamlNode, outline: Outline, report: Report): void {
  const list = valueAt(valueAt(root, 'pipeline'), 'stages');
  const stages = [...flatten(list)].map((item) => valueAt(item, 'stage'));
  if (!stages.some((stage) => valueAt(stage, 'dependsOn') !== undefined)) return;
  if (list?.kind === 'list') for (const item of list.items) refuseParallel(item, report);
  const dependents = stages.flatMap(dependentOf);
  const known = new Set(outline.stages.map(({ identifier }) => identifier));
  for (const { on } of dependents) {
    for (const scalar of on) {
      const name = scalar.text.text;
      if (known.has(name) || outline.open) continue;
      const message = `There is no stage "${name}" in this pipeline.${didYouMean(name, [...known])}`;
      report.error('missing-reference', message, scalar.at);
    }
  }
  refuseCycles(dependents, report);
}

function refuseParallel(item: YamlNode, report: Report): void {
  const parallel = valueAt(item, 'parallel');
  if (parallel === undefined) return;
  const message =
    'A pipeline with "dependsOn" has no "parallel": stages run side by side unless one depends on the other.';
  report.error('bad-dependency', message, parallel.at);
}

function dependentOf(stage: YamlNode | undefined): readonly Dependent[] {
  const identifier = scalarText(valueAt(stage, 'identifier'));
  const list = valueAt(stage, 'dependsOn');
  if (identifier === undefined || list?.kind !== 'list') return [];
  return [{ identifier, on: list.items.filter((item) => item.kind === 'scalar') }];
}

/** Reports each cycle once, at a dependency that closes it. */
function refuseCycles(dependents: readonly Dependent[], report: Report): void {
  const left = new Map(dependents.map((each) => [each.identifier, each]));
  takeAway(left);
  for (let [first] = left.values(); first !== undefined; [first] = left.values()) {
    const cycle = cycleFrom(first, left);
    const at = cycle[0]?.on.find(({ text }) => left.has(text.text))?.at ?? first.on[0]?.at;
    const names = [...cycle, ...cycle.slice(0, 1)].map(({ identifier }) => identifier).join(' → ');
    const message =
      cycle.length === 1
        ? `The stage "${cycle[0]?.identifier}" waits for itself.`
        : `These stages wait for each other: ${names}.`;
    if (at !== undefined) report.error('bad-dependency', message, at);
    for (const { identifier } of cycle) left.delete(identifier);
    takeAway(left);
  }
}

/** Takes away, again and again, the stages that depend on nothing that is left. */
function takeAway(left: Map<string, Dependent>): void {
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const { identifier, on } of left.values()) {
      if (!on.some(({ text }) => left.has(text.text))) left.delete(identifier);
    }
  }
}

/** Follows the first dependency of each, where every stage has one, until a stage comes a second time. */
function cycleFrom(first: Dependent, left: ReadonlyMap<string, Dependent>): readonly Dependent[] {
  const path: Dependent[] = [];
  for (let at: Dependent | undefined = first; at !== undefined; ) {
    const seen = path.indexOf(at);
    if (seen >= 0) return path.slice(seen);
    path.push(at);
    const next: string | undefined = at.on.find(({ text }) => left.has(text.text))?.text.text;
    at = next === undefined ? undefined : left.get(next);
  }
  return [];
}
