import { ok, type Result, refused } from '@reprise/core';
import type { Value } from '../model.ts';
import { Pattern } from '../pattern.ts';
import { isList, isSecret, kindOf, toText } from '../value.ts';
import { selectJson } from './json-path.ts';
import {
  type Answer,
  type CallContext,
  type CallFault,
  dispatch,
  fault,
  type Method,
  type Table,
} from './model.ts';
import { replacePattern } from './text-patterns.ts';
import { selectXml } from './xml.ts';

/** How deep a JSON text may be nested: deeper ones would overflow whoever walks them. */
const deepest = 200;

const json: Table<null> = new Map<string, Method<null>>([
  ['select', { least: 2, most: 2, call: (_, [path = null, from = null]) => select(path, from) }],
  ['list', { least: 2, most: 2, call: (_, [path = null, from = null]) => list(path, from) }],
  ['object', { least: 1, most: 1, call: (_, [from = null]) => parse(from) }],
  ['format', { least: 1, most: 1, call: (_, [value = null]) => ok(JSON.stringify(value)) }],
]);

const xml: Table<null> = new Map<string, Method<null>>([
  [
    'select',
    {
      least: 2,
      most: 2,
      call: (_, [path = null, from = null]) => selectXml(toText(path), toText(from)),
    },
  ],
]);

const regex: Table<null> = new Map<string, Method<null>>([
  [
    'extract',
    {
      least: 2,
      most: 2,
      call: (_, args, context) =>
        withPattern(args, context, (pattern, text) => pattern.first(text)),
    },
  ],
  [
    'match',
    {
      least: 2,
      most: 2,
      call: (_, args, context) =>
        withPattern(args, context, (pattern, text) => pattern.finds(text)),
    },
  ],
  [
    'replace',
    {
      least: 3,
      most: 3,
      call: (_, [pattern = null, by = null, text = null], context) =>
        replacePattern(toText(text), toText(pattern), toText(by), 'all', context),
    },
  ],
]);

/** The names before a dot whose methods are functions: `<+json.select(…)>`. */
export const functors: ReadonlyMap<string, Table<null>> = new Map([
  ['json', json],
  ['xml', xml],
  ['regex', regex],
]);

/** The names on which functions are called: `json.select(…)`. */
export const functorNames: readonly string[] = [...functors.keys()];

/** Calls `name.method(…)`; undefined when `name` is no functor. */
export function callFunctor(
  name: string,
  method: string,
  args: readonly Value[],
  context: CallContext,
): Answer | undefined {
  const table = functors.get(name);
  if (table === undefined) return undefined;
  if (args.some(isSecret)) {
    return fault('type', 'a secret can be placed in the text of a task, and nothing else');
  }
  return dispatch(table, `function of ${name}`, null, method, args, context);
}

function select(path: Value, from: Value): Answer {
  const parsed = parse(from);
  return parsed.ok ? selectJson(toText(path), parsed.value) : parsed;
}

function list(path: Value, from: Value): Answer {
  const selected = select(path, from);
  if (!selected.ok || isList(selected.value)) return selected;
  return fault(
    'type',
    `json.list: "${toText(path)}" leads to ${kindOf(selected.value)}, not to a list`,
  );
}

/** JSON text as data; what is data already stays as it is. */
function parse(from: Value): Answer {
  if (typeof from !== 'string') return ok(from);
  if (nesting(from) > deepest)
    return fault('limit', `the JSON is nested more than ${deepest} deep`);
  try {
    // JSON.parse makes nothing but plain data; `__proto__` becomes an own key of it.
    return ok(JSON.parse(from) as Value);
  } catch {
    const start = from.trim().slice(0, 40);
    return fault('type', `this is not JSON: ${start === '' ? 'empty text' : `"${start}"`}`);
  }
}

/** An upper bound of the depth; brackets in text count as well. */
function nesting(text: string): number {
  let [depth, most] = [0, 0];
  for (const sign of text.matchAll(/[[\]{}]/g)) {
    depth += sign[0] === '[' || sign[0] === '{' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}

function withPattern<Found extends Value>(
  [source = null, text = null]: readonly Value[],
  context: CallContext,
  use: (pattern: Pattern, text: string) => Result<Found, CallFault>,
): Answer {
  const pattern = Pattern.compile(toText(source), context.spend);
  return pattern.ok ? use(pattern.value, toText(text)) : refused(pattern.error);
}
