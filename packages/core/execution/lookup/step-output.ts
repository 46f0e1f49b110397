import { type Namespace, Unavailable, type Value } from '@reprise/core/expression';
import type { StepNode } from '@reprise/core/plan';
import {
  type DeclaredOutputs,
  declaredOutputs,
  isTargetSpec,
  readOutput,
} from '@reprise/core/step-types';
import type { StepOutputs } from '../outcome.ts';
import { ACTIVITIES, activitiesOf } from './approvals.ts';
import type { LookupContext } from './context.ts';
import { namespaceBy } from './namespace.ts';

/**
 * `….output` of a step: the names that it declares, each worth null until it is published. An output that was published
 * is data: what looks like an expression in it is text, and is never evaluated.
 */
export function outputNamespace(context: LookupContext, step: StepNode): Namespace | Unavailable {
  if (step.key === context.self) {
    return new Unavailable('self-reference', `step ${step.identifier} refers to its own output`);
  }
  const { spec } = step.step;
  const node = context.state.nodes.get(step.key);
  const outputs = node?.phase === 'ended' ? (node.outputs ?? {}) : {};
  const groups: DeclaredOutputs = isTargetSpec(spec) ? {} : declaredOutputs(spec);
  return namespaceBy(
    () => Object.keys(groups),
    (group) => {
      const names = Object.hasOwn(groups, group) ? groups[group] : undefined;
      if (names === undefined) return undefined;
      if (names !== 'value') {
        const read = (name: string, value: Value) =>
          isTargetSpec(spec) ? value : readOutput(spec, name, value);
        return publishedNames(outputs, { group, names, read });
      }
      if (spec.type === 'HarnessApproval' && group === ACTIVITIES) {
        return activitiesOf(context.state, step.key);
      }
      return (Object.hasOwn(outputs, group) ? outputs[group] : undefined) ?? null;
    },
  );
}

interface Group {
  readonly group: string;
  readonly names: readonly string[];
  readonly read: (name: string, value: Value) => Value;
}

function publishedNames(outputs: StepOutputs, { group, names, read }: Group): Namespace {
  return namespaceBy(
    () => names,
    (name) =>
      names.includes(name) ? read(name, publishedIn(outputs, group, name) ?? null) : undefined,
  );
}

/** An output of a group, once it is published. */
export function publishedIn(outputs: StepOutputs, group: string, name: string): Value | undefined {
  const values = Object.hasOwn(outputs, group) ? outputs[group] : undefined;
  if (typeof values !== 'object' || values === null) return undefined;
  const own = new Map<string, Value>(Object.entries(values));
  return own.get(name);
}
