import { ok, type Result, refused, unreachable } from '@reprise/core';
import type { Value } from './model.ts';
import { Pattern, type PatternFault, type Spend } from './pattern.ts';
import type { ArithmeticOperator, ComparisonOperator } from './syntax.ts';
import {
  isData,
  isList,
  isSecret,
  kindOf,
  ownMember,
  toBoolean,
  toNumber,
  toText,
} from './value.ts';

type Answer = Result<Value, PatternFault>;

/** `left operator right` for values; refuses, with a message, what has no meaning. A secret takes part in nothing (I10). */
export function calculate(
  operator: ArithmeticOperator | ComparisonOperator,
  left: Value,
  right: Value,
  spend: Spend,
): Answer {
  if (isSecret(left) || isSecret(right)) {
    return no('a secret can be placed in the text of a task, and nothing else');
  }
  switch (operator) {
    case '==':
      return ok(equal(left, right));
    case '!=':
      return ok(!equal(left, right));
    case '<':
    case '>':
    case '<=':
    case '>=':
      return ok(ordered(operator, left, right));
    case '=~':
      return isMember(left, right, spend);
    case '!~':
      return negated(isMember(left, right, spend));
    case '=^':
      return ok(toText(left).startsWith(toText(right)));
    case '!^':
      return ok(!toText(left).startsWith(toText(right)));
    case '=$':
      return ok(toText(left).endsWith(toText(right)));
    case '!$':
      return ok(!toText(left).endsWith(toText(right)));
    case '+':
      return add(left, right);
    case '-':
    case '*':
    case '/':
    case '%':
      return numeric(operator, left, right);
    default:
      return unreachable(operator);
  }
}

/** JEXL's equality: a number beside text compares as numbers, a boolean beside text by the truth of the text. */
export function equal(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (typeof left === 'boolean' || typeof right === 'boolean') {
    const [first, second] = [toBoolean(left), toBoolean(right)];
    return first !== undefined && first === second;
  }
  if (typeof left === 'number' || typeof right === 'number') {
    const [first, second] = [toNumber(left), toNumber(right)];
    return first !== undefined && first === second;
  }
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item, index) => equalAt(item, right, index));
  }
  if (isData(left) && isData(right)) {
    const keys = Object.keys(left);
    return (
      keys.length === Object.keys(right).length &&
      keys.every((key) => equalMembers(ownMember(left, key), ownMember(right, key)))
    );
  }
  return false;
}

const equalAt = (item: Value, list: readonly Value[], index: number): boolean =>
  equalMembers(item, list[index]);

const equalMembers = (left: Value | undefined, right: Value | undefined): boolean =>
  left !== undefined && right !== undefined && equal(left, right);

/** Numbers by size when both sides are or spell numbers, text by its characters; nothing is before or after null. */
function ordered(operator: '<' | '>' | '<=' | '>=', left: Value, right: Value): boolean {
  const [first, second] = [toNumber(left), toNumber(right)];
  if (first !== undefined && second !== undefined) return inOrder(operator, first, second);
  if (typeof left === 'string' && typeof right === 'string') return inOrder(operator, left, right);
  return false;
}

function inOrder<Side extends string | number>(
  operator: '<' | '>' | '<=' | '>=',
  left: Side,
  right: Side,
): boolean {
  switch (operator) {
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return unreachable(operator);
  }
}

/**
 * `=~` with a list or an object on the right asks for membership. With text it asks whether the regular expression on
 * the right matches the whole of the left, as in JEXL.
 */
function isMember(left: Value, right: Value, spend: Spend): Result<boolean, PatternFault> {
  if (isList(right)) return ok(right.some((item) => equal(left, item)));
  if (isData(right)) return ok(Object.hasOwn(right, toText(left)));
  if (left === null || right === null) return ok(false);
  const pattern = Pattern.compile(toText(right), spend);
  return pattern.ok ? pattern.value.matches(toText(left)) : pattern;
}

const negated = (answer: Result<boolean, PatternFault>): Result<boolean, PatternFault> =>
  answer.ok ? ok(!answer.value) : answer;

/** Text is joined, numbers are added; a number beside text that spells one adds, as in JEXL. */
function add(left: Value, right: Value): Answer {
  const joins = typeof left === 'string' && typeof right === 'string';
  const [first, second] = [toNumber(left), toNumber(right)];
  if (!joins && first !== undefined && second !== undefined) return finite(first + second);
  if (typeof left !== 'string' && typeof right !== 'string') return unfit('+', left, right);
  if (left === null || right === null) return unfit('+', left, right);
  return ok(toText(left) + toText(right));
}

function numeric(operator: '-' | '*' | '/' | '%', left: Value, right: Value): Answer {
  const [first, second] = [toNumber(left), toNumber(right)];
  if (first === undefined || second === undefined) return unfit(operator, left, right);
  switch (operator) {
    case '-':
      return finite(first - second);
    case '*':
      return finite(first * second);
    case '/':
      return divide(first, second);
    case '%':
      return second === 0 ? no('division by zero') : finite(first % second);
    default:
      return unreachable(operator);
  }
}

/** Whole numbers divide to a whole number, as in JEXL: 7/2 is 3. */
function divide(left: number, right: number): Answer {
  if (right === 0) return no('division by zero');
  const whole = Number.isInteger(left) && Number.isInteger(right);
  return finite(whole ? Math.trunc(left / right) : left / right);
}

/** Without the negative zero, which JSON could not keep. */
const finite = (result: number): Answer =>
  Number.isFinite(result)
    ? ok(result === 0 ? 0 : result)
    : no('the result is too large for a number');

const unfit = (operator: string, left: Value, right: Value): Answer =>
  no(`\`${operator}\` cannot be applied to ${kindOf(left)} and ${kindOf(right)}`);

const no = (message: string): Result<never, PatternFault> => refused({ code: 'type', message });
