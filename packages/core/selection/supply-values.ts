import { ok, type Result } from '@reprise/core';
import type { Value } from '@reprise/core/expression';
import { Report, readYaml, type YamlNode, type YamlScalar } from '../yaml/index.ts';
import { literalOf } from './literal.ts';
import type { ExpressionValues, PlacedYaml, SelectionRefusal, StageReading } from './model.ts';
import { distinct, type Reading, readingsOf } from './readings.ts';
import { valueMissing, valueNotAsked } from './refusals.ts';
import { printed } from './select-stages.ts';
import { changed, stagesIn } from './stage-list.ts';

/** What a value is known for: an expression with or without the brackets around it. */
const keyOf = (expression: string): string =>
  /^<\+([\s\S]*)>$/.exec(expression.trim())?.[1]?.trim() ?? expression.trim();

/** What an expression is worth that people gave no value for: a past execution may know. Undefined when it does not. */
export type PastValue = (reading: StageReading) => Value | undefined;

/** The expressions of a narrowed pipeline that ask stages which it does not have. */
export function expressionsAsked(
  yaml: string,
  leftOut: ReadonlySet<string>,
): readonly StageReading[] {
  const root = readYaml(yaml, new Report());
  return root === null ? [] : distinct(askedIn(root, leftOut));
}

/** The innermost of what is asked needs no value when what is around it has one. */
function askedIn(root: YamlNode, leftOut: ReadonlySet<string>): readonly Reading[] {
  const stages = stagesIn(root);
  const known = new Set([...stages.map(({ identifier }) => identifier), ...leftOut]);
  const nodes = stages.map(({ node }) => node);
  const asked = readingsOf(root, nodes, known).filter(
    ({ stage }) => leftOut.size > 0 && (stage === null || leftOut.has(stage)),
  );
  return asked.filter((one) => !asked.some((other) => other !== one && isWithin(one, other)));
}

const isWithin = (one: Reading, other: Reading): boolean =>
  one.scalar === other.scalar &&
  other.start <= one.start &&
  one.end <= other.end &&
  (other.start < one.start || one.end < other.end);

/**
 * The pipeline with the values in the places of the expressions that ask stages which are left out: each becomes a
 * literal of the expression around it, so that no value can turn into anything but data. Refused when a value is missing,
 * and for one that nothing asks for. What nobody gave is looked up in `past`. Variables that only what is left out uses
 * go with it.
 */
export function supplyValues(
  { yaml, place }: PlacedYaml,
  leftOut: ReadonlySet<string>,
  given: ExpressionValues,
  past: PastValue = () => undefined,
): Result<PlacedYaml, SelectionRefusal> {
  const root = readYaml(yaml, new Report(), place);
  if (root === null) return ok({ yaml, place });
  const asked = askedIn(root, leftOut);
  const values = valuesFor(asked, given, past);
  if (!values.ok) return values;
  const edits = new Map<YamlScalar, Reading[]>();
  for (const reading of asked) {
    edits.set(reading.scalar, [...(edits.get(reading.scalar) ?? []), reading]);
  }
  const literal = ({ expression }: Reading) =>
    literalOf(values.value.get(keyOf(expression)) ?? null);
  const supplied = replaceScalars(root, (scalar) => {
    const here = edits.get(scalar);
    return here === undefined ? scalar : withLiterals(scalar, here, literal);
  });
  return ok(printed(withoutIdleVariables(supplied, leftOut)));
}

/** The value of each expression that is asked for, by its key. */
function valuesFor(
  asked: readonly Reading[],
  given: ExpressionValues,
  past: PastValue,
): Result<ReadonlyMap<string, Value>, SelectionRefusal> {
  const byKey = new Map(Object.entries(given).map(([name, value]) => [keyOf(name), value]));
  const expressions = distinct(asked);
  const values = new Map<string, Value>();
  for (const reading of expressions) {
    const value = byKey.get(keyOf(reading.expression)) ?? past(reading);
    if (value !== undefined) values.set(keyOf(reading.expression), value);
  }
  const missing = expressions.filter(({ expression }) => !values.has(keyOf(expression)));
  if (missing.length > 0) return valueMissing(missing);
  const needless = Object.keys(given).find((name) => !values.has(keyOf(name)));
  return needless === undefined
    ? ok(values)
    : valueNotAsked(
        needless,
        expressions.map(({ expression }) => expression),
      );
}

function withLiterals(
  scalar: YamlScalar,
  readings: readonly Reading[],
  literal: (reading: Reading) => string,
): YamlScalar {
  let { text } = scalar.text;
  for (const reading of readings.toSorted((one, other) => other.start - one.start)) {
    text = text.slice(0, reading.start) + literal(reading) + text.slice(reading.end);
  }
  return { ...scalar, value: text, text: { text, at: scalar.text.at } };
}

function replaceScalars(node: YamlNode, replace: (scalar: YamlScalar) => YamlScalar): YamlNode {
  if (node.kind === 'scalar') return replace(node);
  if (node.kind === 'list') {
    return { ...node, items: node.items.map((item) => replaceScalars(item, replace)) };
  }
  const entries = [...node.entries].map(
    ([key, entry]) => [key, { ...entry, value: replaceScalars(entry.value, replace) }] as const,
  );
  return { ...node, entries: new Map(entries) };
}

/** What nobody who runs uses and still asks a stage that is left out would be an error, and is of no use. */
function withoutIdleVariables(root: YamlNode, leftOut: ReadonlySet<string>): YamlNode {
  return changed(root, 'pipeline', (pipeline) =>
    changed(pipeline, 'variables', (list) => {
      if (list.kind !== 'list') return list;
      const items = list.items.filter(
        (item) =>
          !readingsOf(root, [item], leftOut).some(
            ({ stage }) => stage !== null && leftOut.has(stage),
          ),
      );
      return { ...list, items };
    }),
  );
}
