import type { Span } from './syntax.ts';

export interface Token extends Span {
  /** `open` is `<+`; `end` is the end of the text; a `quote` begins text whose content the parser reads itself. */
  readonly kind: 'name' | 'number' | 'sign' | 'quote' | 'open' | 'end' | 'unknown';
  readonly text: string;
}

const blanks = /\s*/y;
const name = /[A-Za-z_$][A-Za-z0-9_$]*/y;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const key = /[A-Za-z0-9_$]+/y;
/** Longest first, so that `>=` is not read as `>` and `=`. */
const signs = /&&|\|\||==|!=|<=|>=|=~|!~|=\^|!\^|=\$|!\$|\?:|\?\?|[+\-*/%!<>?:()[\],.]/y;

/** The token at `position`, blanks before it skipped. Every pattern is linear in what it matches. */
export function tokenAt(source: string, position: number): Token {
  const start = position + matchAt(blanks, source, position).length;
  const first = source[start];
  if (first === undefined) return { kind: 'end', text: '', start, end: start };
  if (first === '"' || first === "'") return token('quote', first, start);
  if (source.startsWith('<+', start)) return token('open', '<+', start);
  for (const [kind, pattern] of patterns) {
    const text = matchAt(pattern, source, start);
    if (text !== '') return token(kind, text, start);
  }
  return token('unknown', String.fromCodePoint(source.codePointAt(start) ?? 0), start);
}

/** The letters, digits, `_` and `$` at `position`: a key after a dot, which may begin with a digit. May be empty. */
export function keyAt(source: string, position: number): string {
  return matchAt(key, source, position);
}

/** The character at `position` inside quotes and how much of the source says it: a backslash has a meaning of its own. */
export function unescape(source: string, position: number): { text: string; length: number } {
  const first = source[position] ?? '';
  const second = source[position + 1] ?? '';
  if (first !== '\\' || second === '') return { text: first, length: 1 };
  const digits = source.slice(position + 2, position + 6);
  if (second === 'u' && /^[0-9a-fA-F]{4}$/.test(digits)) {
    return { text: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 };
  }
  return { text: escapes.get(second) ?? `\\${second}`, length: 2 };
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ['"', '"'],
  ["'", "'"],
]);

const patterns = [
  ['name', name],
  ['number', number],
  ['sign', signs],
] as const;

function token(kind: Token['kind'], text: string, start: number): Token {
  return { kind, text, start, end: start + text.length };
}

function matchAt(pattern: RegExp, source: string, position: number): string {
  pattern.lastIndex = position;
  return pattern.exec(source)?.[0] ?? '';
}
