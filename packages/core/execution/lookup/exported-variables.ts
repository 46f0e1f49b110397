import type { NodeKey } from '@reprise/core';
import { type Found, type Namespace, Unavailable, type Value } from '@reprise/core/expression';
import { nodeOf, type Plan, type PlanNode, type StepNode, stageOf } from '@reprise/core/plan';
import { isTargetSpec, type OutputAlias, readOutput } from '@reprise/core/step-types';
import type { ExecutionState } from '../state.ts';
import type { LookupContext } from './context.ts';
import { namespaceBy } from './namespace.ts';

const SCOPES = { pipeline: 'Pipeline', stage: 'Stage', stepGroup: 'StepGroup' } as const;
type ScopeName = keyof typeof SCOPES;

const isScope = (name: string): name is ScopeName => Object.hasOwn(SCOPES, name);

/**
 * `<+exportedVariables.getValue("stage.KEY.NAME")>`: outputs that steps publish under an alias, seen by what stands in
 * the same pipeline, stage or step group. Null until such a step has ended well.
 */
export function exportedVariables(context: LookupContext, node: PlanNode): Namespace {
  const { plan } = context.state;
  return namespaceBy(
    () => aliases(plan).map(({ name }) => name),
    (path) => {
      const [scope = '', key = '', ...rest] = path.split('.');
      const name = rest.join('.');
      if (!isScope(scope) || key === '' || name === '') return malformed(path);
      const exporting = aliases(plan).filter(
        ({ alias, step }) =>
          alias.key === key && alias.scope === SCOPES[scope] && isVisible(plan, alias, step, node),
      );
      const steps = exporting.map(({ step }) => step);
      if (!steps.some((step) => declares(step, name))) return isComplete(plan) ? undefined : null;
      return newestOf(context.state, steps, name);
    },
  );
}

function malformed(path: string): Found {
  const message = `"${path}" is no exported variable: write "pipeline.KEY.NAME", "stage.KEY.NAME" or "stepGroup.KEY.NAME"`;
  return new Unavailable('type', message);
}

interface Exporting {
  readonly step: StepNode;
  readonly alias: OutputAlias;
  readonly name: string;
}

/** The steps of a plan that export their outputs; a plan grows into a new one when a loop expands. */
const known = new WeakMap<Plan, { readonly size: number; readonly found: readonly Exporting[] }>();

function aliases(plan: Plan): readonly Exporting[] {
  const kept = known.get(plan);
  if (kept !== undefined && kept.size === plan.nodes.size) return kept.found;
  const found = [...plan.nodes.values()].flatMap((step) => {
    const alias = step.kind === 'step' ? aliasOf(step) : undefined;
    if (step.kind !== 'step' || alias === undefined) return [];
    const scope = Object.keys(SCOPES)
      .filter(isScope)
      .find((name) => SCOPES[name] === alias.scope);
    return [{ step, alias, name: `${scope}.${alias.key}` }];
  });
  known.set(plan, { size: plan.nodes.size, found });
  return found;
}

/** Steps of a loop whose turn has not come are not known yet. */
const isComplete = (plan: Plan): boolean =>
  [...plan.nodes.values()].every((node) => node.kind !== 'strategy' || node.children.length > 0);

const aliasOf = ({ step: { spec } }: StepNode): OutputAlias | undefined =>
  'outputAlias' in spec ? spec.outputAlias : undefined;

const declares = ({ step: { spec } }: StepNode, name: string): boolean =>
  'outputAlias' in spec && spec.outputs.some((output) => output.name === name);

function isVisible(plan: Plan, { scope }: OutputAlias, step: StepNode, from: PlanNode): boolean {
  switch (scope) {
    case 'Pipeline':
      return true;
    case 'Stage':
      return stageOf(plan, from.key)?.key === step.stageKey;
    case 'StepGroup': {
      const group = groupAround(plan, step);
      return group !== null && isInside(plan, from, group);
    }
  }
}

function groupAround(plan: Plan, { parent }: StepNode): NodeKey | null {
  for (let at: PlanNode = nodeOf(plan, parent); ; at = nodeOf(plan, at.parent)) {
    if (at.kind === 'group') return at.key;
    if (at.parent === null) return null;
  }
}

function isInside(plan: Plan, node: PlanNode, container: NodeKey): boolean {
  for (let at: PlanNode = node; ; at = nodeOf(plan, at.parent)) {
    if (at.key === container) return true;
    if (at.parent === null) return false;
  }
}

/** What the step published that ended last: when several use one alias, a later one stands in for those before it. */
function newestOf(state: ExecutionState, steps: readonly StepNode[], name: string): Value {
  let newest: { readonly at: number; readonly value: Value } | null = null;
  for (const { key, step } of steps) {
    const at = state.nodes.get(key);
    if (at?.phase !== 'ended' || at.outputs === undefined) continue;
    const value = published(at.outputs['outputVariables'], name);
    if (value === undefined || (newest !== null && newest.at > at.endedAt)) continue;
    const read = isTargetSpec(step.spec) ? value : readOutput(step.spec, name, value);
    newest = { at: at.endedAt, value: read };
  }
  return newest?.value ?? null;
}

function published(outputs: Value | undefined, name: string): Value | undefined {
  if (typeof outputs !== 'object' || outputs === null) return undefined;
  return new Map<string, Value>(Object.entries(outputs)).get(name);
}
