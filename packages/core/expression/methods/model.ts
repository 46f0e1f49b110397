import { didYouMean, ok, type Result, refused } from '@reprise/core';
import type { Limits } from '../limits.ts';
import type { Value } from '../model.ts';
import type { Spend } from '../pattern.ts';
import { sizeOf, toText } from '../value.ts';

/** Why a call has no value. */
export interface CallFault {
  readonly code: 'unknown-function' | 'undefined-variable' | 'type' | 'limit';
  readonly message: string;
}

export type Answer = Result<Value, CallFault>;

/** What a call may cost, and the moment at which it is made, if that is known. */
export interface CallContext {
  readonly limits: Limits;
  readonly spend: Spend;
  /** Milliseconds since 1970. */
  readonly now: number | undefined;
}

/** A method of one kind of receiver, as Java or JEXL has it under that name. */
export interface Method<Receiver> {
  readonly least: number;
  readonly most: number;
  call(receiver: Receiver, args: readonly Value[], context: CallContext): Answer;
}
export type Table<Receiver> = ReadonlyMap<string, Method<Receiver>>;
export type Row<Receiver> = readonly [string, Method<Receiver>];

/** Calls the method of that name; `what` names the table in messages. The size of the result is checked here. */
export function dispatch<Receiver>(
  table: Table<Receiver>,
  what: string,
  receiver: Receiver,
  name: string,
  args: readonly Value[],
  context: CallContext,
): Answer {
  const method = table.get(name);
  if (method === undefined) return unknown(what, name, table.keys());
  if (args.length < method.least || args.length > method.most) {
    const takes = method.least === method.most ? method.most : `${method.least} to ${method.most}`;
    return fault('type', `\`${name}\` takes ${takes} values, not ${args.length}`);
  }
  const answer = method.call(receiver, args, context);
  if (!answer.ok) return answer;
  return sizeOf(answer.value) > context.limits.resultLength ? tooLarge(context) : answer;
}

export const fault = (code: CallFault['code'], message: string): Answer =>
  refused({ code, message });

export const tooLarge = ({ limits }: CallContext): Answer =>
  fault('limit', `the result has more than ${limits.resultLength} characters`);

export const unknown = (what: string, name: string, names: Iterable<string>): Answer =>
  fault('unknown-function', `there is no ${what} \`${name}\`.${didYouMean(name, names)}`);

/** A row for a method that takes `count` arguments and cannot fail. */
export function row<Receiver>(
  name: string,
  count: number,
  call: (receiver: Receiver, ...args: readonly Value[]) => Value,
): Row<Receiver> {
  const method = (receiver: Receiver, args: readonly Value[]): Answer =>
    ok(call(receiver, ...args));
  return [name, { least: count, most: count, call: method }];
}

/** A row for a method of text that takes one text and cannot fail. */
export const textRow = (name: string, call: (text: string, other: string) => Value): Row<string> =>
  row(name, 1, (text: string, other = '') => call(text, toText(other)));
