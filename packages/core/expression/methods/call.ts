import { ok } from '@reprise/core';
import type { Value } from '../model.ts';
import { isData, isList, isSecret, kindOf } from '../value.ts';
import { dataMethods, listMethods, plainMethods } from './collections.ts';
import { currentMoment } from './dates.ts';
import { functors } from './functors.ts';
import { type Answer, type CallContext, dispatch, fault, unknown } from './model.ts';
import { textMethods } from './text.ts';

/**
 * Calls a method of a value. The tables of this folder are all there is: nothing of JavaScript's own objects can be
 * reached. Null answers null to every method, since what is not yet known has no parts either.
 */
export function callMethod(
  receiver: Value,
  name: string,
  args: readonly Value[],
  context: CallContext,
): Answer {
  if (receiver === null) return ok(null);
  if (isSecret(receiver) || args.some(isSecret)) {
    return fault('type', 'a secret can be placed in the text of a task, and nothing else');
  }
  const what = `method of ${kindOf(receiver)}`;
  if (typeof receiver === 'string')
    return dispatch(textMethods, what, receiver, name, args, context);
  if (isList(receiver)) return dispatch(listMethods, what, receiver, name, args, context);
  if (isData(receiver)) return dispatch(dataMethods, what, receiver, name, args, context);
  return dispatch(plainMethods, what, receiver, name, args, context);
}

/** Calls a function that stands alone: `empty(x)`, `size(x)`, `currentDate()`. */
export function callFunction(name: string, args: readonly Value[], context: CallContext): Answer {
  if (name === 'currentDate' || name === 'currentTime') {
    return args.length === 0
      ? currentMoment(name === 'currentDate', context)
      : fault('type', `\`${name}\` takes no values, not ${args.length}`);
  }
  const method = sizes.get(name);
  const [subject] = args;
  if (method === undefined) return unknown('function', name, functionNames);
  if (args.length !== 1 || subject === undefined) {
    return fault('type', `\`${name}\` takes one value, not ${args.length}`);
  }
  return callMethod(subject ?? '', method, [], context);
}

const sizes: ReadonlyMap<string, string> = new Map([
  ['empty', 'isEmpty'],
  ['size', 'size'],
]);
const functionNames = [...sizes.keys(), 'currentDate', 'currentTime'];

/** Every function and method that an expression may call, by what it is called on. */
export const callables: Readonly<Record<string, readonly string[]>> = {
  'functions that stand alone': functionNames,
  ...Object.fromEntries(
    [...functors].map(([name, table]) => [`functions of ${name}`, [...table.keys()]]),
  ),
  'methods of text': [...textMethods.keys()],
  'methods of a list': [...listMethods.keys()],
  'methods of an object': [...dataMethods.keys()],
  'methods of a number or boolean': [...plainMethods.keys()],
};
