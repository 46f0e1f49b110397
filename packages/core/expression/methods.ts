import { didYouMean, ok, type Result, refused } from '@reprise/core';
import { equal } from './arithmetic.ts';
import type { Limits } from './limits.ts';
import type { Value } from './model.ts';
import { isData, isList, isSecret, kindOf, ownMember, sizeOf, toNumber, toText } from './value.ts';

/** Why a call has no value. */
export interface CallFault {
  readonly code: 'unknown-function' | 'type' | 'limit';
  readonly message: string;
}

type Answer = Result<Value, CallFault>;

/** A method of one kind of receiver, as Java or JEXL has it under that name. */
interface Method<Receiver> {
  readonly least: number;
  readonly most: number;
  call(receiver: Receiver, args: readonly Value[], limits: Limits): Answer;
}
type Table<Receiver> = ReadonlyMap<string, Method<Receiver>>;
type Row<Receiver> = readonly [string, Method<Receiver>];
type Data = Readonly<Record<string, Value>>;

/**
 * Calls a method of a value. The tables below are all there is: nothing of JavaScript's own objects can be reached.
 * Null answers null to every method, since what is not yet known has no parts either.
 */
export function callMethod(
  receiver: Value,
  name: string,
  args: readonly Value[],
  limits: Limits,
): Answer {
  if (receiver === null) return ok(null);
  if (isSecret(receiver) || args.some(isSecret)) {
    return fault('type', 'a secret can be placed in the text of a task, and nothing else');
  }
  if (typeof receiver === 'string') return dispatch(textMethods, receiver, name, args, limits);
  if (isList(receiver)) return dispatch(listMethods, receiver, name, args, limits);
  if (isData(receiver)) return dispatch(dataMethods, receiver, name, args, limits);
  return dispatch(plainMethods, receiver, name, args, limits);
}

/** Calls a function that stands alone: `empty(x)` and `size(x)`. */
export function callFunction(name: string, args: readonly Value[], limits: Limits): Answer {
  const method = functions.get(name);
  const [subject] = args;
  if (method === undefined) return unknown('function', name, functions.keys());
  if (args.length !== 1 || subject === undefined) {
    return fault('type', `\`${name}\` takes one value, not ${args.length}`);
  }
  return callMethod(subject ?? '', method, [], limits);
}

const functions: ReadonlyMap<string, string> = new Map([
  ['empty', 'isEmpty'],
  ['size', 'size'],
]);

function dispatch<Receiver extends Value>(
  table: Table<Receiver>,
  receiver: Receiver,
  name: string,
  args: readonly Value[],
  limits: Limits,
): Answer {
  const method = table.get(name);
  if (method === undefined) return unknown(`method of ${kindOf(receiver)}`, name, table.keys());
  if (args.length < method.least || args.length > method.most) {
    const takes = method.least === method.most ? method.most : `${method.least} to ${method.most}`;
    return fault('type', `\`${name}\` takes ${takes} values, not ${args.length}`);
  }
  const answer = method.call(receiver, args, limits);
  return answer.ok && sizeOf(answer.value) > limits.resultLength ? tooLarge(limits) : answer;
}

const fault = (code: CallFault['code'], message: string): Answer => refused({ code, message });

const tooLarge = (limits: Limits): Answer =>
  fault('limit', `the result has more than ${limits.resultLength} characters`);

const unknown = (what: string, name: string, names: Iterable<string>): Answer =>
  fault('unknown-function', `there is no ${what} \`${name}\`.${didYouMean(name, names)}`);

/** A row for a method that takes `count` arguments and cannot fail. */
function row<Receiver>(
  name: string,
  count: number,
  call: (receiver: Receiver, ...args: readonly Value[]) => Value,
): Row<Receiver> {
  const method = (receiver: Receiver, args: readonly Value[]): Answer =>
    ok(call(receiver, ...args));
  return [name, { least: count, most: count, call: method }];
}

/** A row for a method of text that takes one text and cannot fail. */
const textRow = (name: string, call: (text: string, other: string) => Value): Row<string> =>
  row(name, 1, (text: string, other = '') => call(text, toText(other)));

const textMethods: Table<string> = new Map<string, Method<string>>([
  row('toString', 0, (text: string) => text),
  row('length', 0, (text: string) => text.length),
  row('size', 0, (text: string) => text.length),
  row('isEmpty', 0, (text: string) => text === ''),
  row('isBlank', 0, (text: string) => text.trim() === ''),
  row('trim', 0, (text: string) => text.trim()),
  row('toLowerCase', 0, (text: string) => text.toLowerCase()),
  row('toUpperCase', 0, (text: string) => text.toUpperCase()),
  textRow('contains', (text, other) => text.includes(other)),
  textRow('concat', (text, other) => text + other),
  textRow('startsWith', (text, other) => text.startsWith(other)),
  textRow('endsWith', (text, other) => text.endsWith(other)),
  textRow('indexOf', (text, other) => text.indexOf(other)),
  textRow('lastIndexOf', (text, other) => text.lastIndexOf(other)),
  textRow('equals', (text, other) => text === other),
  textRow('equalsIgnoreCase', (text, other) => text.toLowerCase() === other.toLowerCase()),
  ['substring', { least: 1, most: 2, call: substring }],
  ['replace', { least: 2, most: 2, call: replace }],
  ['split', { least: 1, most: 1, call: split }],
  ['matches', { least: 1, most: 1, call: noPatterns }],
  ['replaceAll', { least: 2, most: 2, call: noPatterns }],
]);

const listMethods: Table<readonly Value[]> = new Map<string, Method<readonly Value[]>>([
  row('toString', 0, (list: readonly Value[]) => toText(list)),
  row('size', 0, (list: readonly Value[]) => list.length),
  row('length', 0, (list: readonly Value[]) => list.length),
  row('isEmpty', 0, (list: readonly Value[]) => list.length === 0),
  row('contains', 1, (list: readonly Value[], item = null) => list.some((it) => equal(it, item))),
  row('indexOf', 1, (list: readonly Value[], item = null) =>
    list.findIndex((each) => equal(each, item)),
  ),
  ['get', { least: 1, most: 1, call: itemAt }],
  ['join', { least: 1, most: 1, call: join }],
]);

const dataMethods: Table<Data> = new Map<string, Method<Data>>([
  row('toString', 0, (data: Data) => toText(data)),
  row('size', 0, (data: Data) => Object.keys(data).length),
  row('isEmpty', 0, (data: Data) => Object.keys(data).length === 0),
  row('keySet', 0, (data: Data) => Object.keys(data)),
  row('values', 0, (data: Data) => Object.values(data)),
  row('containsKey', 1, (data: Data, key = null) => Object.hasOwn(data, toText(key))),
  row('get', 1, (data: Data, key = null) => ownMember(data, toText(key)) ?? null),
]);

/** Of numbers and booleans. */
const plainMethods: Table<Value> = new Map<string, Method<Value>>([
  row('toString', 0, (value: Value) => toText(value)),
  row('equals', 1, (value: Value, other = null) => equal(value, other)),
]);

function substring(text: string, args: readonly Value[]): Answer {
  const start = toNumber(args[0] ?? null);
  const end = args[1] === undefined ? text.length : toNumber(args[1]);
  const valid = Number.isInteger(start) && Number.isInteger(end);
  if (start === undefined || end === undefined || !valid || start < 0 || start > end) {
    return fault('type', 'substring takes a start and an end that is not before it, from 0');
  }
  return end > text.length
    ? fault('type', `substring ends at ${end}, and the text has ${text.length} characters`)
    : ok(text.slice(start, end));
}

/** Every occurrence; both sides are literal text. The size is known before anything is built. */
function replace(text: string, args: readonly Value[], limits: Limits): Answer {
  const [from, to] = [toText(args[0] ?? ''), toText(args[1] ?? '')];
  if (from === '') return fault('type', 'replace needs something to look for, not empty text');
  const pieces = text.split(from);
  const size = text.length + (pieces.length - 1) * (to.length - from.length);
  return size > limits.resultLength ? tooLarge(limits) : ok(pieces.join(to));
}

/**
 * Java's split takes a regular expression. Here the separator is literal text; of patterns only an escaped sign (`\\.`,
 * `\\|`) is understood, and a bare one is refused rather than read differently. Empty pieces at the end are left out.
 */
function split(text: string, args: readonly Value[]): Answer {
  const pattern = toText(args[0] ?? '');
  const separator = pattern.replace(/\\([^A-Za-z0-9])/g, '$1');
  if (/[.$|()[{^?*+\\]/.test(pattern.replace(/\\[^A-Za-z0-9]/g, ''))) {
    const message =
      'regular expressions are not supported yet; put \\\\ before a sign to split on it';
    return fault('type', message);
  }
  const pieces = text.split(separator);
  const last = pieces.findLastIndex((piece) => piece !== '');
  return ok(last === -1 ? pieces.slice(0, 1) : pieces.slice(0, last + 1));
}

function itemAt(list: readonly Value[], args: readonly Value[]): Answer {
  const index = toNumber(args[0] ?? null);
  const item = index === undefined ? undefined : list[index];
  return item === undefined
    ? fault('type', `the list has ${list.length} items, counted from 0`)
    : ok(item);
}

function join(list: readonly Value[], args: readonly Value[], limits: Limits): Answer {
  const separator = toText(args[0] ?? '');
  const size = sizeOf(list) + list.length * separator.length;
  if (list.some(isSecret)) return fault('type', 'a secret cannot be joined with other text');
  return size > limits.resultLength * 2 ? tooLarge(limits) : ok(list.map(toText).join(separator));
}

function noPatterns(): Answer {
  const message = 'regular expressions are not supported yet; use contains, replace or split';
  return fault('type', message);
}
