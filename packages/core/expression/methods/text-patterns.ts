import { ok } from '@reprise/core';
import type { Value } from '../model.ts';
import { Pattern } from '../pattern.ts';
import { toNumber, toText } from '../value.ts';
import { type Answer, type CallContext, fault, type Row, tooLarge } from './model.ts';

/** The methods of text that take a regular expression, as Java's String has them. */
export const patternMethods: readonly Row<string>[] = [
  ['matches', { least: 1, most: 1, call: matches }],
  ['split', { least: 1, most: 2, call: split }],
  ['replaceAll', { least: 2, most: 2, call: replaceBy('all') }],
  ['replaceFirst', { least: 2, most: 2, call: replaceBy('first') }],
];

/** Whether the pattern matches the whole text, as in Java. */
function matches(text: string, [pattern = null]: readonly Value[], context: CallContext): Answer {
  const compiled = Pattern.compile(toText(pattern), context.spend);
  return compiled.ok ? compiled.value.matches(text) : compiled;
}

/** Java's split: empty pieces at the end are left out, unless a limit says otherwise. */
function split(
  text: string,
  [pattern = null, most = 0]: readonly Value[],
  context: CallContext,
): Answer {
  const limit = toNumber(most);
  if (limit === undefined || !Number.isInteger(limit)) {
    return fault('type', 'split takes a pattern and, perhaps, how many pieces to make at most');
  }
  const compiled = Pattern.compile(toText(pattern), context.spend);
  return compiled.ok ? compiled.value.split(text, limit) : compiled;
}

function replaceBy(which: 'first' | 'all') {
  return (text: string, [pattern = null, by = null]: readonly Value[], context: CallContext) =>
    replacePattern(text, toText(pattern), toText(by), which, context);
}

/** The text with what the pattern matches replaced. What it can grow to at most is known before it is built. */
export function replacePattern(
  text: string,
  pattern: string,
  replacement: string,
  which: 'first' | 'all',
  context: CallContext,
): Answer {
  const groups = replacement.split('$').length - 1;
  const most = (text.length + 1) * (replacement.length + 1) + groups * text.length;
  const compiled = Pattern.compile(pattern, context.spend);
  if (!compiled.ok) return compiled;
  if (most > context.limits.resultLength * 64) return tooLarge(context);
  const replaced = compiled.value.replace(text, replacement, which);
  return replaced.ok ? ok(replaced.value) : replaced;
}
