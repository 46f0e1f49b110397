import { ok } from '@reprise/core';
import type { Value } from '../model.ts';
import { toNumber, toText } from '../value.ts';
import { dateMethods } from './dates.ts';
import {
  type Answer,
  type CallContext,
  fault,
  type Method,
  row,
  type Table,
  textRow,
  tooLarge,
} from './model.ts';
import { patternMethods } from './text-patterns.ts';

/** The methods of text: those of Java's String that need no other class, and those of the dates that text can say. */
export const textMethods: Table<string> = new Map<string, Method<string>>([
  row('toString', 0, (text: string) => text),
  row('length', 0, (text: string) => text.length),
  row('size', 0, (text: string) => text.length),
  row('isEmpty', 0, (text: string) => text === ''),
  row('isBlank', 0, (text: string) => text.trim() === ''),
  row('trim', 0, (text: string) => text.trim()),
  row('strip', 0, (text: string) => text.trim()),
  row('stripLeading', 0, (text: string) => text.trimStart()),
  row('stripTrailing', 0, (text: string) => text.trimEnd()),
  row('toLowerCase', 0, (text: string) => text.toLowerCase()),
  row('toUpperCase', 0, (text: string) => text.toUpperCase()),
  textRow('contains', (text, other) => text.includes(other)),
  textRow('concat', (text, other) => text + other),
  textRow('startsWith', (text, other) => text.startsWith(other)),
  textRow('endsWith', (text, other) => text.endsWith(other)),
  textRow('lastIndexOf', (text, other) => text.lastIndexOf(other)),
  textRow('equals', (text, other) => text === other),
  textRow('equalsIgnoreCase', (text, other) => text.toLowerCase() === other.toLowerCase()),
  textRow('compareTo', compare),
  textRow('compareToIgnoreCase', (text, other) => compare(text.toLowerCase(), other.toLowerCase())),
  ['indexOf', { least: 1, most: 2, call: indexOf }],
  ['charAt', { least: 1, most: 1, call: charAt }],
  ['substring', { least: 1, most: 2, call: substring }],
  ['replace', { least: 2, most: 2, call: replace }],
  ['repeat', { least: 1, most: 1, call: repeat }],
  ...patternMethods,
  ...dateMethods,
]);

/** As Java orders text: the difference of the first two characters that differ, or else of the lengths. */
function compare(text: string, other: string): number {
  const shorter = Math.min(text.length, other.length);
  for (let at = 0; at < shorter; at++) {
    const difference = text.charCodeAt(at) - other.charCodeAt(at);
    if (difference !== 0) return difference;
  }
  return text.length - other.length;
}

function indexOf(text: string, [other = null, from = 0]: readonly Value[]): Answer {
  const start = wholeNumber(from);
  if (start === undefined) return fault('type', 'indexOf starts at a whole number');
  return ok(text.indexOf(toText(other), start));
}

function charAt(text: string, [index = null]: readonly Value[]): Answer {
  const at = wholeNumber(index);
  const char = at === undefined ? undefined : text[at];
  return char === undefined
    ? fault('type', `charAt takes an index from 0; the text has ${text.length} characters`)
    : ok(char);
}

function substring(text: string, [from = null, to]: readonly Value[]): Answer {
  const start = wholeNumber(from);
  const end = to === undefined ? text.length : wholeNumber(to);
  if (start === undefined || end === undefined || start < 0 || start > end) {
    return fault('type', 'substring takes a start and an end that is not before it, from 0');
  }
  return end > text.length
    ? fault('type', `substring ends at ${end}, and the text has ${text.length} characters`)
    : ok(text.slice(start, end));
}

/** Every occurrence; both sides are literal text. The size is known before anything is built. */
function replace(text: string, args: readonly Value[], context: CallContext): Answer {
  const [from, to] = [toText(args[0] ?? ''), toText(args[1] ?? '')];
  if (from === '') return fault('type', 'replace needs something to look for, not empty text');
  const pieces = text.split(from);
  const size = text.length + (pieces.length - 1) * (to.length - from.length);
  return size > context.limits.resultLength ? tooLarge(context) : ok(pieces.join(to));
}

function repeat(text: string, [times = null]: readonly Value[], context: CallContext): Answer {
  const count = wholeNumber(times);
  if (count === undefined || count < 0) return fault('type', 'repeat takes a count from 0');
  return text.length * count > context.limits.resultLength
    ? tooLarge(context)
    : ok(text.repeat(count));
}

function wholeNumber(value: Value): number | undefined {
  const number = toNumber(value);
  return Number.isInteger(number) ? number : undefined;
}
