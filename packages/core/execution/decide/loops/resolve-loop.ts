import { type Instant, ok, type Position, refused, type Text } from '@reprise/core';
import {
  evaluateText,
  isList,
  type Lookup,
  toNumber,
  toText,
  type Value,
} from '@reprise/core/expression';
import type { Count, Items, LoopValue, Matrix } from '@reprise/core/pipeline';
import { MAXIMUM_WIDTH } from '@reprise/core/pipeline';
import {
  type Axis,
  type Coordinate,
  combinationsOf,
  type LoopInstance,
  partitionsOf,
  type StrategyNode,
  sizeOfMatrix,
  suffixesOf,
} from '@reprise/core/plan';
import { lookupFor } from '../../lookup/lookup.ts';
import { loopNames } from '../../lookup/loop-namespaces.ts';
import type { ExecutionState } from '../../state.ts';
import { describeError, errorIn } from '../texts.ts';
import { evaluateLoopValue, type Resolved, type Values } from './loop-value.ts';
import { valuesOfTargets } from './values-of-targets.ts';

/** What a loop does, once its values are known. */
export interface ResolvedLoop {
  readonly instances: readonly LoopInstance[];
  readonly maxConcurrency?: number;
}

/** A matrix may have so many combinations before the exclusions, and still be worth counting. */
const MOST_COMBINATIONS = 10_000;

/**
 * The instances of a loop whose turn has come, with the values that its texts are worth now, or why it has none. Those
 * that it has already, because a retry took them over, stay as they are.
 */
export function resolveLoop(
  state: ExecutionState,
  node: StrategyNode,
  now: Instant,
): Resolved<ResolvedLoop> {
  const lookup = lookupFor(state, node.key, now);
  const { loop, maxConcurrency: text } = node.strategy;
  const limit = text === undefined ? ok(undefined) : countIn(text, lookup, 1);
  if (!limit.ok) return limit;
  const made = node.children.length > 0 ? ok([]) : valuesOf(loop, lookup, state);
  if (!made.ok) return made;
  if (made.value.length > MAXIMUM_WIDTH) return tooMany(made.value.length, node.strategy.at);
  if (sizeOf(made.value) > LARGEST) return refused(TOO_LARGE);
  const instances = named(node, made.value, lookup);
  if (!instances.ok) return instances;
  const maxConcurrency = limit.value;
  return ok({
    instances: instances.value,
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  });
}

/** Characters that the values of all instances may have together: they are stored, and shown, with each instance. */
const LARGEST = 512 * 1024;
const TOO_LARGE = `the values of this loop have more than ${LARGEST} characters`;

const sizeOf = (made: readonly Values[]): number =>
  made.reduce((sum, { texts }) => texts.reduce((inner, text) => inner + text.length, sum), 0);

function valuesOf(
  loop: StrategyNode['strategy']['loop'],
  lookup: Lookup,
  { created }: ExecutionState,
): Resolved<readonly Values[]> {
  switch (loop.kind) {
    case 'matrix':
      return valuesOfMatrix(loop, lookup);
    case 'items':
      return valuesOfItems(loop, lookup);
    case 'times':
    case 'parallelism':
      return valuesOfCount(loop, lookup);
    case 'targets':
      return valuesOfTargets(loop, lookup, created.surroundings);
  }
}

function valuesOfCount({ times }: Count, lookup: Lookup): Resolved<readonly Values[]> {
  const count = countIn(times, lookup, 0);
  if (!count.ok) return count;
  // Said before they are made: a number of any size may come out of an expression.
  if (count.value > MAXIMUM_WIDTH) return tooMany(count.value, times.at);
  return ok(Array.from({ length: count.value }, (_, at) => ({ texts: [String(at)], values: {} })));
}

function valuesOfItems(loop: Items, lookup: Lookup): Resolved<readonly Values[]> {
  const items = listIn(loop.items, lookup);
  if (!items.ok) return items;
  const range: { start?: number; end?: number; partitionSize?: number } = {};
  for (const key of ['start', 'end', 'partitionSize'] as const) {
    const text = loop[key];
    if (text === undefined) continue;
    const count = countIn(text, lookup, key === 'partitionSize' ? 1 : 0);
    if (!count.ok) return count;
    range[key] = count.value;
  }
  const parts = partitionsOf(items.value, { ...range, unit: loop.unit });
  const partitioned = loop.partitionSize !== undefined;
  return ok(
    parts.map((part) => ({
      texts: part.map(toText),
      values: partitioned ? { item: part, partition: part } : { item: part[0] ?? null },
    })),
  );
}

function valuesOfMatrix(loop: Matrix, lookup: Lookup): Resolved<readonly Values[]> {
  const axes: Axis<Value>[] = [];
  for (const { name, values } of loop.axes) {
    const list = listIn(values, lookup);
    if (!list.ok) return list;
    axes.push({ name, values: list.value });
  }
  const exclude: Coordinate<Value>[][] = [];
  for (const exclusion of loop.exclude) {
    const coordinates: Coordinate<Value>[] = [];
    for (const { axis, value } of exclusion) {
      const evaluated = evaluateLoopValue(value, lookup);
      if (!evaluated.ok) return evaluated;
      coordinates.push({ axis, value: evaluated.value });
    }
    exclude.push(coordinates);
  }
  const size = sizeOfMatrix(axes);
  if (size > MOST_COMBINATIONS) return refused(`the matrix has ${size} combinations, far too many`);
  const combinations = combinationsOf(axes, exclude, (one, other) => toText(one) === toText(other));
  return ok(
    combinations.map((combination) => ({
      texts: combination.map(({ value }) => toText(value)),
      values: { matrix: Object.fromEntries(combination.map(({ axis, value }) => [axis, value])) },
    })),
  );
}

/** Gives the instances their names: the author's, or the element's with the values. */
function named(
  { key, name, strategy }: StrategyNode,
  made: readonly Values[],
  lookup: Lookup,
): Resolved<readonly LoopInstance[]> {
  const suffixes = suffixesOf(made.map(({ texts }) => texts));
  const instances: LoopInstance[] = [];
  for (const [iteration, { texts, values }] of made.entries()) {
    const suffix = suffixes[iteration] ?? '';
    const label = `${name} (${texts.map((text) => shortened(text, LONGEST_VALUE)).join(', ')})`;
    const instance = { suffix, name: shortened(label, LONGEST_NAME), ...values };
    const { nodeName } = strategy;
    if (nodeName === undefined) {
      instances.push(instance);
      continue;
    }
    const place = { loop: key, iteration, iterations: made.length, instance };
    const own = loopNames(place);
    const evaluated = evaluateText(nodeName.text, (root) => own(root) ?? lookup(root));
    if (!evaluated.ok) return refused(describeError(errorIn(nodeName, evaluated.error)));
    instances.push({ ...instance, name: shortened(toText(evaluated.value.value), LONGEST_NAME) });
  }
  return ok(instances);
}

/** Names are for people, who need not read all of a long value. */
const LONGEST_NAME = 128;
const LONGEST_VALUE = 40;

const shortened = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;

/** The list that the author wrote, or that an expression is worth: a list, or the JSON text of one. */
function listIn(value: LoopValue, lookup: Lookup): Resolved<readonly Value[]> {
  const evaluated = evaluateLoopValue(value, lookup);
  if (!evaluated.ok) return evaluated;
  const list = isList(evaluated.value) ? evaluated.value : listInText(evaluated.value);
  if (list !== null) return ok(list);
  const at = value.kind === 'text' ? value.text.at : value.at;
  const hint = 'write a list, or an expression that is worth one such as <+….split(",")>';
  return refused(describeError({ message: `this is no list of values: ${hint}`, at }));
}

function listInText(value: Value): readonly Value[] | null {
  if (typeof value !== 'string' || !value.trimStart().startsWith('[')) return null;
  if (depthOf(value) > DEEPEST) return null;
  try {
    const parsed: Value = JSON.parse(value);
    return isList(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

/** Lists and maps in one another: more come from nobody who means well. */
const DEEPEST = 32;

/** How deep the brackets of a JSON text are, at most: those in its strings count too. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const mark of json) {
    if (mark === '[' || mark === '{') deepest = Math.max(deepest, ++depth);
    else if (mark === ']' || mark === '}') depth -= 1;
  }
  return deepest;
}

/** A whole number of at least `least` that a text is worth. */
function countIn(text: Text, lookup: Lookup, least: number): Resolved<number> {
  const evaluated = evaluateText(text.text, lookup);
  if (!evaluated.ok) return refused(describeError(errorIn(text, evaluated.error)));
  const number = toNumber(evaluated.value.value);
  if (number !== undefined && Number.isSafeInteger(number) && number >= least) return ok(number);
  const message = `this must be a whole number of at least ${least}`;
  return refused(describeError({ message, at: text.at }));
}

const tooMany = (count: number, at: Position): Resolved<never> =>
  refused(
    describeError({
      message: `this loop makes ${count} instances; at most ${MAXIMUM_WIDTH} may run side by side`,
      at,
    }),
  );
