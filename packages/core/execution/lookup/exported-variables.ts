import type { NodeKey } from '@reprise/core';
import { type Found, type Namespace, Unavailable, type Value } from '@reprise/core/expression';
import {
  isWithin,
  nodeOf,
  type Plan,
  type PlanNode,
  type StepNode,
  stageOf,
} from '@reprise/core/plan';
import { type OutputAlias, readOutput, type StepSpec } from '@reprise/core/step-types';
import type { ExecutionState } from '../state.ts';
import type { LookupContext } from './context.ts';
import { namespaceBy } from './namespace.ts';
import { publishedIn } from './step-output.ts';

/** `stage.KEY.NAME`: an alias, as expressions begin with it, and the name of an output. */
const FORM = /^((?:pipeline|stage|stepGroup)\.[^.]+)\.(.+)$/s;
const SCOPES = { Pipeline: 'pipeline', Stage: 'stage', StepGroup: 'stepGroup' } as const;

/**
 * `<+exportedVariables.getValue("stage.KEY.NAME")>`: outputs that steps publish under an alias, seen by what stands in
 * the same pipeline, stage or step group. Null until such a step has ended well.
 */
export function exportedVariables({ state }: LookupContext, node: PlanNode): Namespace {
  const { plan } = state;
  return namespaceBy(
    () => exportsOf(plan).map(({ alias }) => alias),
    (path) => {
      const parts = FORM.exec(path);
      if (parts === null) return malformed(path);
      const [, alias, name = ''] = parts;
      const seen = exportsOf(plan).filter(
        (each) => each.alias === alias && isVisible(plan, each, node),
      );
      const isDeclared = seen.some(({ spec }) => spec.outputs.some((each) => each.name === name));
      if (!isDeclared) return isComplete(plan) ? undefined : null;
      return newestOf(state, seen, name);
    },
  );
}

function malformed(path: string): Found {
  const message = `"${path}" is no exported variable: write "pipeline.KEY.NAME", "stage.KEY.NAME" or "stepGroup.KEY.NAME"`;
  return new Unavailable('type', message);
}

/** A spec that exports its outputs. */
type ExportingSpec = Extract<StepSpec, { readonly type: 'ShellScript' | 'Run' }> & {
  readonly outputAlias: OutputAlias;
};

const isExporting = (spec: StepNode['step']['spec']): spec is ExportingSpec =>
  'outputAlias' in spec;

interface Export {
  readonly step: StepNode;
  readonly spec: ExportingSpec;
  /** `stage.KEY` */
  readonly alias: string;
}

/** The steps of a plan that export their outputs; a plan grows when a loop expands. */
const known = new WeakMap<Plan, { readonly size: number; readonly found: readonly Export[] }>();

function exportsOf(plan: Plan): readonly Export[] {
  const kept = known.get(plan);
  if (kept !== undefined && kept.size === plan.nodes.size) return kept.found;
  const found = [...plan.nodes.values()].flatMap((node) =>
    node.kind === 'step' ? exportOf(node) : [],
  );
  known.set(plan, { size: plan.nodes.size, found });
  return found;
}

function exportOf(step: StepNode): readonly Export[] {
  const { spec } = step.step;
  if (!isExporting(spec)) return [];
  const { key, scope } = spec.outputAlias;
  return [{ step, spec, alias: `${SCOPES[scope]}.${key}` }];
}

/** Steps of a loop whose turn has not come are not known yet. */
const isComplete = (plan: Plan): boolean =>
  [...plan.nodes.values()].every((node) => node.kind !== 'strategy' || node.children.length > 0);

function isVisible(plan: Plan, { spec, step }: Export, from: PlanNode): boolean {
  switch (spec.outputAlias.scope) {
    case 'Pipeline':
      return true;
    case 'Stage':
      return stageOf(plan, from.key)?.key === step.stageKey;
    case 'StepGroup': {
      const group = groupAround(plan, step.parent);
      return group !== null && isWithin(plan, from.key, group);
    }
  }
}

function groupAround(plan: Plan, key: NodeKey | null): NodeKey | null {
  if (key === null) return null;
  const { kind, parent } = nodeOf(plan, key);
  return kind === 'group' ? key : groupAround(plan, parent);
}

/** What the step published that ended last: when several use one alias, a later one stands in for those before it. */
function newestOf(state: ExecutionState, exports: readonly Export[], name: string): Value {
  const values = exports.flatMap(({ step, spec }) => {
    const at = state.nodes.get(step.key);
    if (at?.phase !== 'ended') return [];
    const value = publishedIn(at.outputs ?? {}, 'outputVariables', name);
    return value === undefined ? [] : [{ at: at.endedAt, value: readOutput(spec, name, value) }];
  });
  return values.toSorted((one, other) => one.at - other.at).at(-1)?.value ?? null;
}
