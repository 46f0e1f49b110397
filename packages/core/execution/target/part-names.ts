import { type Found, isData, type Namespace, secretOf, type Value } from '@reprise/core/expression';
import type { TargetPart } from '@reprise/core/pipeline';
import { type StageNode, targetKey } from '@reprise/core/plan';
import type { YamlNode } from '../../yaml/index.ts';
import type { Subject } from '../lookup/context.ts';
import { namespaceBy } from '../lookup/namespace.ts';
import { once } from '../lookup/once.ts';
import { variablesNamespace } from '../lookup/variables.ts';
import type { StepOutputs } from '../outcome.ts';
import { evaluateTree } from './evaluate-tree.ts';
import type { FoundPart, FoundTarget } from './found-target.ts';
import { variablesOf } from './overrides.ts';

/** What expressions may ask of one part of a target. */
export interface PartNames {
  readonly facts: Data;
  readonly variables: Namespace;
  /** The artifacts and manifests of a service, the spec of an infrastructure. */
  readonly detail: (name: string) => Found | undefined;
}
/** Those of a part of a target in the making, with the part itself. */
export interface PendingPart extends PartNames {
  readonly own: FoundPart;
}
type Data = { readonly [name: string]: Value };

/** The names of a part that is found out: data, all of it. */
export function publishedPart(outputs: StepOutputs): PartNames {
  const variables = dataAt(outputs, 'variables');
  return {
    facts: dataAt(outputs, 'facts'),
    variables: namespaceBy(
      () => Object.keys(variables),
      (name) => (Object.hasOwn(variables, name) ? publishedVariable(variables[name]) : undefined),
    ),
    detail: (name) => (Object.hasOwn(outputs, name) ? outputs[name] : undefined),
  };
}

function publishedVariable(stored: Value | undefined): Found | undefined {
  const { secret, value } = dataOf(stored);
  return typeof secret === 'string' ? secretOf(secret) : value;
}

const dataAt = (outputs: StepOutputs, name: string): Data =>
  dataOf(Object.hasOwn(outputs, name) ? outputs[name] : undefined);

function dataOf(value: Value | undefined): Data {
  return isData(value) ? value : {};
}

/** The names of a part that is just being found out: what holds expressions is worked out when it is asked for. */
export function pendingPart(
  subject: Subject,
  stage: StageNode,
  part: TargetPart,
  found: FoundTarget,
): PendingPart | null {
  const own = found[part];
  if (own === undefined) return null;
  const { context, node, lookupAt } = subject;
  const key = targetKey(stage.key, part);
  const lookup = () => lookupAt(context, node);
  const evaluated = (name: string, tree: YamlNode): Found =>
    once(
      context,
      { id: `${key} part ${name}`, what: `the ${name} of the ${part} ${own.ref}` },
      () => evaluateTree(tree, lookup()),
    );
  return {
    own,
    facts: {
      ...own.object.facts,
      ref: own.ref,
      ...(own.group !== undefined && { envGroupRef: own.group.ref }),
      ...(own.group?.name !== undefined && { envGroupName: own.group.name }),
    },
    variables: variablesNamespace(context, { key }, variablesOf(part, found), lookup),
    detail: (name) => {
      const tree = own.object.parts[name];
      if (tree === undefined) return undefined;
      if (name !== 'spec' || tree.kind !== 'map') return evaluated(name, tree);
      return namespaceBy(
        () => [...tree.entries.keys()],
        (field) => {
          const value = tree.entries.get(field)?.value;
          return value === undefined ? undefined : evaluated(`${name}.${field}`, value);
        },
      );
    },
  };
}
