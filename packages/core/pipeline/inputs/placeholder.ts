import { ok, type Result, refused } from '@reprise/core';
import type { Report, YamlScalar } from '../../yaml/index.ts';

/** What `<+input>` and its suffixes ask for. */
export interface Placeholder {
  /** The value when none is given. */
  readonly default?: string;
  /** The only values that may be given; with `several`, any number of them separated by commas. */
  readonly allowed?: readonly string[];
  readonly several: boolean;
}

interface Fault {
  readonly severity: 'error' | 'unsupported';
  readonly message: string;
}

const listSuffixes = ['allowedValues', 'selectOneFrom', 'selectManyFrom'];
const laterSuffixes = ['regex', 'executionInput'];

/**
 * Reads `<+input>` with `.default(x)`, `.allowedValues(a,b)`, `.selectOneFrom(a,b)` and `.selectManyFrom(a,b)` in any
 * order. A value with a comma stands between \' and \'. Refuses other suffixes, and a default that is not allowed.
 */
export function parsePlaceholder(text: string): Result<Placeholder, Fault> {
  let rest = text.trim().slice('<+input>'.length);
  let found: Placeholder = { several: false };
  while (rest !== '') {
    const suffix = suffixAt(rest);
    if (suffix === undefined) return wrong(`"${rest}" after <+input> is not understood`);
    const { name, argument, length } = suffix;
    rest = rest.slice(length);
    if (name === 'default') found = { ...found, default: unquote(argument) };
    else if (listSuffixes.includes(name)) {
      found = { ...found, allowed: split(argument), several: name === 'selectManyFrom' };
    } else if (laterSuffixes.includes(name)) {
      return refused({ severity: 'unsupported', message: `.${name}() is not supported yet` });
    } else return wrong(`.${name}() is no suffix of <+input>`);
  }
  const { default: value } = found;
  if (value !== undefined && !isAllowed(found, value)) {
    return wrong(`the default "${value}" is not one of ${found.allowed?.join(', ')}`);
  }
  return ok(found);
}

/** Reports a placeholder that cannot be understood. */
export function checkPlaceholder({ text }: YamlScalar, report: Report): void {
  const parsed = parsePlaceholder(text.text);
  if (parsed.ok) return;
  const message = `This runtime input is wrong: ${parsed.error.message}.`;
  if (parsed.error.severity === 'error') report.error('bad-input', message, text.at);
  else report.unsupported('unsupported-input', message, text.at);
}

/** Whether a value may be given. */
export function isAllowed({ allowed, several }: Placeholder, value: string): boolean {
  if (allowed === undefined) return true;
  return several ? split(value).every((each) => allowed.includes(each)) : allowed.includes(value);
}

const wrong = (message: string): Result<never, Fault> => refused({ severity: 'error', message });

/** `.name(argument)` at the start of a text. Brackets in the argument count as long as they are in pairs. */
function suffixAt(text: string) {
  const head = /^\.([a-zA-Z]{1,30})\(/.exec(text);
  if (head === null) return undefined;
  const [opening, name = ''] = head;
  let depth = 1;
  for (let at = opening.length; at < text.length; at++) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return { name, argument: text.slice(opening.length, at), length: at + 1 };
  }
  return undefined;
}

/** Values between commas; a comma between \' and \' belongs to its value. */
function split(list: string): readonly string[] {
  const values: string[] = [];
  let value = '';
  let quoted = false;
  for (let at = 0; at < list.length; at++) {
    if (list.startsWith("\\'", at)) {
      quoted = !quoted;
      at += 1;
    } else if (list[at] === ',' && !quoted) {
      values.push(value.trim());
      value = '';
    } else value += list[at];
  }
  return [...values, value.trim()];
}

const unquote = (text: string): string => text.replaceAll("\\'", '').trim();
