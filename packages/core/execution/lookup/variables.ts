import {
  evaluateText,
  type Found,
  type Lookup,
  type Namespace,
  secretOf,
  toNumber,
  Unavailable,
  type Value,
} from '@reprise/core/expression';
import { isAskedWhileRunning, type Variable } from '@reprise/core/pipeline';
import type { PlanNode } from '@reprise/core/plan';
import type { LookupContext } from './context.ts';
import { namespaceBy } from './namespace.ts';
import { once } from './once.ts';

/**
 * `variables` of a pipeline, stage or group, or of what a stage deploys. A value is evaluated when it is asked for, with the names that are known
 * where the variable stands, and at most once for one step.
 */
export function variablesNamespace(
  context: LookupContext,
  owner: Pick<PlanNode, 'key'>,
  variables: readonly Variable[],
  lookup: () => Lookup,
): Namespace {
  return namespaceBy(
    () => variables.map((variable) => variable.name),
    (name) => {
      const variable = variables.find((each) => each.name === name);
      if (variable === undefined) return undefined;
      if (isAskedWhileRunning(variable.value.text)) return givenFor(context, owner, variable);
      const what = `the variable ${name} (line ${variable.at.line})`;
      const id = `${owner.key} ${name}`;
      return once(context, { id, what }, () => evaluate(variable, lookup()));
    },
  );
}

function evaluate(variable: Variable, lookup: Lookup): Found {
  const evaluated = evaluateText(variable.value.text, lookup);
  if (!evaluated.ok) {
    const { code, message } = evaluated.error;
    return new Unavailable(code, `the variable ${variable.name} has no value: ${message}`);
  }
  return typed(variable, evaluated.value.value);
}

/** What people gave for a variable of this node; null until they have. It is data, and never evaluated. */
function givenFor(
  { state }: LookupContext,
  { key }: Pick<PlanNode, 'key'>,
  variable: Variable,
): Found {
  const values = state.nodes.get(key)?.inputs;
  if (values === undefined || !Object.hasOwn(values, variable.name)) return null;
  return typed(variable, values[variable.name] ?? null);
}

function typed({ type }: Variable, value: Value): Found {
  switch (type) {
    case 'Secret':
      // The value names the secret; the secret itself is fetched where a task needs it (I10).
      return typeof value === 'string' ? secretOf(value) : value;
    case 'Number':
      return toNumber(value) ?? value;
    case 'String':
      return value;
  }
}
