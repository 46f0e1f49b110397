import { ok } from '@reprise/core';
import { equal } from '../arithmetic.ts';
import type { Value } from '../model.ts';
import { isSecret, ownMember, sizeOf, toNumber, toText } from '../value.ts';
import {
  type Answer,
  type CallContext,
  fault,
  type Method,
  row,
  type Table,
  tooLarge,
} from './model.ts';

export type Data = Readonly<Record<string, Value>>;
type List = readonly Value[];

export const listMethods: Table<List> = new Map<string, Method<List>>([
  row('toString', 0, (list: List) => toText(list)),
  row('size', 0, (list: List) => list.length),
  row('length', 0, (list: List) => list.length),
  row('isEmpty', 0, (list: List) => list.length === 0),
  row('contains', 1, (list: List, item = null) => list.some((it) => equal(it, item))),
  row('indexOf', 1, (list: List, item = null) => list.findIndex((each) => equal(each, item))),
  row('lastIndexOf', 1, (list: List, item = null) =>
    list.findLastIndex((each) => equal(each, item)),
  ),
  ['get', { least: 1, most: 1, call: itemAt }],
  ['subList', { least: 2, most: 2, call: subList }],
  ['join', { least: 1, most: 1, call: join }],
]);

export const dataMethods: Table<Data> = new Map<string, Method<Data>>([
  row('toString', 0, (data: Data) => toText(data)),
  row('size', 0, (data: Data) => Object.keys(data).length),
  row('isEmpty', 0, (data: Data) => Object.keys(data).length === 0),
  row('keySet', 0, (data: Data) => Object.keys(data)),
  row('values', 0, (data: Data) => Object.values(data)),
  row('containsKey', 1, (data: Data, key = null) => Object.hasOwn(data, toText(key))),
  row('containsValue', 1, (data: Data, value = null) =>
    Object.values(data).some((each) => equal(each, value)),
  ),
  row('get', 1, (data: Data, key = null) => ownMember(data, toText(key)) ?? null),
  row(
    'getOrDefault',
    2,
    (data: Data, key = null, otherwise = null) => ownMember(data, toText(key)) ?? otherwise,
  ),
]);

/** Of numbers and booleans. */
export const plainMethods: Table<Value> = new Map<string, Method<Value>>([
  row('toString', 0, (value: Value) => toText(value)),
  row('equals', 1, (value: Value, other = null) => equal(value, other)),
  row('intValue', 0, (value: Value) => Math.trunc(toNumber(value) ?? Number(value === true))),
]);

function itemAt(list: List, args: readonly Value[]): Answer {
  const index = toNumber(args[0] ?? null);
  const item = index === undefined ? undefined : list[index];
  return item === undefined
    ? fault('type', `the list has ${list.length} items, counted from 0`)
    : ok(item);
}

function subList(list: List, args: readonly Value[]): Answer {
  const [from, to] = [toNumber(args[0] ?? null), toNumber(args[1] ?? null)];
  const fits = Number.isInteger(from) && Number.isInteger(to);
  if (
    !fits ||
    from === undefined ||
    to === undefined ||
    from < 0 ||
    from > to ||
    to > list.length
  ) {
    const message = `subList takes a start and an end; the list has ${list.length} items, counted from 0`;
    return fault('type', message);
  }
  return ok(list.slice(from, to));
}

function join(list: List, args: readonly Value[], context: CallContext): Answer {
  const separator = toText(args[0] ?? '');
  const size = sizeOf(list) + list.length * separator.length;
  if (list.some(isSecret)) return fault('type', 'a secret cannot be joined with other text');
  return size > context.limits.resultLength * 2
    ? tooLarge(context)
    : ok(list.map(toText).join(separator));
}
