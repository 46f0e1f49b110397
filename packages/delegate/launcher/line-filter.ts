import { formsOf, type SecretForm } from './secret-forms.ts';

/** What a line of text becomes before it may reach the disk. The one place where secret values are taken out (I10). */
export interface LineFilter {
  readonly mask: (line: string) => string;
  /** A text of any number of lines, or of values that NUL ends. */
  readonly maskText: (text: string) => string;
  /**
   * Where a line that is too long for one entry is cut: at `limit`, or before a secret that stands across it. Needs to
   * see `lookahead` bytes past the limit.
   */
  readonly cutOf: (bytes: Buffer, limit: number) => number;
  /** Bytes of the longest text that is masked. */
  readonly lookahead: number;
}

const MASK = '**************';

/** A piece of a broken-up encoded text is recognised from this many characters on. */
const SHORTEST_PIECE = 6;

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * A filter that takes every form of the values out (`secret-forms.ts`). A value of several lines is masked line by line,
 * because a log is; an encoded text may be broken into lines anywhere. Known limit: what the script itself changes in
 * any other way (reversed, compressed, a character a line) is not recognised.
 */
export function maskingFilter(secrets: readonly string[]): LineFilter {
  const byText = new Map(secrets.flatMap(formsOf).map((form) => [form.text, form]));
  const forms = [...byText.values()];
  const patterns = forms.map(({ text }) => Buffer.from(text, 'utf8'));
  const mask = (line: string): string => {
    const spans = forms.flatMap((form) => spansOf(form, line));
    return masked(line, spans);
  };
  return {
    mask,
    // Whole first, for values of several lines; then line by line, for what was broken into lines.
    maskText: (text) =>
      mask(text)
        .split(/([\n\0])/)
        .map(mask)
        .join(''),
    cutOf: (bytes, limit) => cutBefore(patterns, bytes, limit),
    lookahead: Math.max(0, ...patterns.map(({ length }) => length)),
  };
}

/** Every place of the form, overlapping ones too. */
function spansOf(form: SecretForm, line: string): readonly Span[] {
  const { text, encoded } = form;
  const spans: Span[] = [];
  for (let start = line.indexOf(text); start >= 0; start = line.indexOf(text, start + 1)) {
    const end = start + text.length;
    spans.push(encoded ? widened(line, start, end) : { start, end });
  }
  if (encoded && spans.length === 0) spans.push(...piecesOf(text, line));
  return spans;
}

/** With the characters beside it that may hold bits of the secret, and the padding. */
function widened(line: string, start: number, end: number): Span {
  const before = /[\w+/-]$/.test(line.slice(0, start)) ? 1 : 0;
  const after = /^[\w+/-]?={0,2}/.exec(line.slice(end, end + 3))?.[0].length ?? 0;
  return { start: start - before, end: end + after };
}

/** The piece of a broken-up text that this line holds: its beginning at the line's end, its end, or its middle. */
function piecesOf(text: string, whole: string): readonly Span[] {
  const line = whole.replace(/\r$/, '');
  if (line.length < SHORTEST_PIECE || text.length <= SHORTEST_PIECE) return [];
  if (text.includes(line)) return [{ start: 0, end: line.length }];
  const spans: Span[] = [];
  const head = line.lastIndexOf(text.slice(0, SHORTEST_PIECE));
  if (head >= 0 && text.startsWith(line.slice(head))) spans.push(widened(line, head, line.length));
  const tail = line.indexOf(text.slice(-SHORTEST_PIECE));
  const end = tail + SHORTEST_PIECE;
  if (tail >= 0 && text.endsWith(line.slice(0, end))) spans.push(widened(line, 0, end));
  return spans;
}

function masked(line: string, spans: readonly Span[]): string {
  if (spans.length === 0) return line;
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    // Overlapping places become one mask; a mask's length tells nothing about the secret.
    if (start >= done) parts.push(line.slice(done, start), MASK);
    done = Math.max(done, end);
  }
  parts.push(line.slice(done));
  return parts.join('');
}

function cutBefore(patterns: readonly Buffer[], bytes: Buffer, limit: number): number {
  let cut = limit;
  for (let moved = true; moved; ) {
    const starts = patterns.map((pattern) => startAcross(pattern, bytes, cut));
    const earliest = Math.min(cut, ...starts);
    moved = earliest < cut;
    cut = earliest;
  }
  return cut > 0 ? cut : limit;
}

/** Where an occurrence that stands across `cut` begins; `cut` itself when there is none. */
function startAcross(pattern: Buffer, bytes: Buffer, cut: number): number {
  const from = Math.max(0, cut - pattern.length + 1);
  const at = bytes.subarray(from, cut + pattern.length - 1).indexOf(pattern);
  return at < 0 ? cut : from + at;
}
