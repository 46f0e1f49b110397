import { ok, type Result, refused } from '@reprise/core';
import { type BadPattern, checkPattern, Pattern } from '@reprise/core/expression';
import {
  excerpt,
  nameOfKind,
  type Report,
  type YamlNode,
  type YamlScalar,
} from '../../yaml/index.ts';

/** What `<+input>` and its suffixes ask for. */
export interface Placeholder {
  /** The value when none is given. */
  readonly default?: string;
  /** The only values that may be given; with `several`, any number of them separated by commas. */
  readonly allowed?: readonly string[];
  readonly several: boolean;
  /** A regular expression that matches the whole of a value. */
  readonly pattern?: string;
  /** Asked for when the turn of its stage or step has come, not before the run. */
  readonly whileRunning?: true;
}

interface Fault {
  readonly severity: 'error' | 'unsupported';
  readonly message: string;
}

const listSuffixes = ['allowedValues', 'selectOneFrom', 'selectManyFrom'];

/**
 * Reads `<+input>` with `.default(x)`, `.allowedValues(a,b)`, `.selectOneFrom(a,b)`, `.selectManyFrom(a,b)`,
 * `.regex(pattern)` and `.executionInput()` in any order. A value with a comma stands between \' and \'. Refuses other suffixes, and a default
 * that is not allowed.
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
    } else if (name === 'regex') {
      const pattern = checkPattern(argument);
      if (!pattern.ok) return badPattern(pattern.error);
      found = { ...found, pattern: argument };
    } else if (name === 'executionInput') found = { ...found, whileRunning: true };
    else return wrong(`.${name}() is no suffix of <+input>`);
  }
  const { default: value } = found;
  const fault = value === undefined ? undefined : whyNot(found, value);
  return fault === undefined ? ok(found) : wrong(`the default "${value}" ${fault}`);
}

const badPattern = ({ message, isJava }: BadPattern): Result<never, Fault> =>
  refused({
    severity: isJava ? 'unsupported' : 'error',
    message: message.charAt(0).toLowerCase() + message.slice(1),
  });

/** Reports a placeholder that cannot be understood. */
export function checkPlaceholder({ text }: YamlScalar, report: Report): void {
  const parsed = parsePlaceholder(text.text);
  if (parsed.ok) return;
  const message = `This runtime input is wrong: ${parsed.error.message}.`;
  if (parsed.error.severity === 'error') report.error('bad-input', message, text.at);
  else report.unsupported('unsupported-input', message, text.at);
}

/** Reports each value that may not be given; `path` names the place for messages. */
export function checkGiven(
  placeholder: Placeholder,
  given: YamlNode,
  path: string,
  report: Report,
): void {
  for (const value of given.kind === 'list' ? given.items : [given]) {
    const said = value.kind === 'scalar' ? value.text.text : nameOfKind(value);
    // What an expression will be worth is not known before the run.
    if (value.kind === 'scalar' && said.includes('<+')) continue;
    const fault = whyNot(placeholder, said);
    if (fault === undefined) continue;
    report.error('input-not-allowed', `"${excerpt(said)}" given for ${path} ${fault}.`, value.at);
  }
}

/** Whether a text is a runtime input that is asked for while the pipeline runs. */
export function isAskedWhileRunning(text: string): boolean {
  if (!text.trimStart().startsWith('<+input>')) return false;
  const placeholder = parsePlaceholder(text);
  return placeholder.ok && placeholder.value.whileRunning === true;
}

/** Why a value may not be given; undefined when it may. */
export function whyNot(
  { allowed, several, pattern }: Placeholder,
  value: string,
): string | undefined {
  const values = several ? split(value) : [value];
  if (allowed !== undefined && !values.every((each) => allowed.includes(each))) {
    return `is not one of ${allowed.join(', ')}`;
  }
  return pattern === undefined || matches(pattern, value)
    ? undefined
    : `does not match the pattern ${pattern}`;
}

/** What one value may cost to match. */
const budget = 50_000_000;

function matches(source: string, value: string): boolean {
  let left = budget;
  const pattern = Pattern.compile(source, (characters) => {
    left -= characters;
    return left >= 0;
  });
  const answer = pattern.ok ? pattern.value.matches(value) : pattern;
  return answer.ok && answer.value;
}

const wrong = (message: string): Result<never, Fault> => refused({ severity: 'error', message });

/** `.name(argument)` at the start of a text. Brackets in the argument count as long as they are in pairs. */
function suffixAt(text: string) {
  const head = /^\.([a-zA-Z]{1,30})\(/.exec(text);
  if (head === null) return undefined;
  const [opening, name = ''] = head;
  let depth = 1;
  for (let at = opening.length; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
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
