import type { Position } from '@reprise/core';
import { Lexer } from 'yaml';
import { yamlLimits } from './limits.ts';
import type { Report } from './report.ts';
import type { PlaceOf } from './source-map.ts';

/** The lexer's marks before each document and before each scalar. */
const documentMark = '\u0002';
const scalarMark = '\u001f';

/**
 * The tokens of a file that may be parsed; null for one that must not reach the YAML library's parser: it is too large,
 * nested so deep that the parser would overflow, or made of several documents. A bomb costs no more than its fuse.
 */
export function guardedTokens(
  source: string,
  report: Report,
  place: PlaceOf,
): readonly string[] | null {
  if (source.length > yamlLimits.size) {
    const sizes = `${source.length} characters; at most ${yamlLimits.size} are allowed`;
    report.error('too-large', `The file has ${sizes}.`, place({ line: 1, column: 1 }));
    return null;
  }
  const scan = new Scan();
  const tokens: string[] = [];
  for (const token of new Lexer().lex(source)) {
    scan.take(token);
    tokens.push(token);
    const objection = objectionTo(scan);
    if (objection === null) continue;
    report.error(objection.code, objection.message, place(scan.position()));
    return null;
  }
  return tokens;
}

function objectionTo(scan: Scan): { readonly code: string; readonly message: string } | null {
  if (scan.nesting > yamlLimits.nesting) {
    const message = `Values are nested far too deep here; ${yamlLimits.depth} levels are allowed.`;
    return { code: 'too-deep', message };
  }
  if (scan.tokens > yamlLimits.tokens) {
    const message = `The file has far too many values; ${yamlLimits.nodes} are allowed.`;
    return { code: 'too-many-values', message };
  }
  if (scan.documents > 1) {
    const message = 'The file holds several YAML documents (---); a pipeline is one document.';
    return { code: 'several-documents', message };
  }
  return null;
}

/** Follows the tokens of a file: where they are, and how deep at most. */
class Scan {
  tokens = 0;
  documents = 0;
  private line = 1;
  private indent = 0;
  private indicators = 0;
  private brackets = 0;
  private atLineStart = true;
  private hasContent = false;
  private previous = '';

  /** No value can be deeper than its brackets, its line's indentation and the `-`, `?` and `:` on the line say. */
  get nesting(): number {
    return this.brackets + this.indent + this.indicators;
  }

  position(): Position {
    return { line: this.line, column: 1 };
  }

  take(token: string): void {
    this.tokens += 1;
    const isText = this.previous === scalarMark;
    if (!isText) this.takeSign(token);
    this.previous = token;
    const hasLines = token.includes('\n');
    if (hasLines) this.line += token.split('\n').length - 1;
    this.atLineStart = hasLines && token.endsWith('\n');
    if (this.atLineStart) {
      this.indent = 0;
      this.indicators = 0;
    }
  }

  private takeSign(token: string): void {
    if (token === documentMark) this.documents += 1;
    else if (token === '---') {
      if (this.hasContent) this.documents += 1;
      this.hasContent = true;
    } else if (token === '[' || token === '{') this.brackets += 1;
    else if (token === ']' || token === '}') this.brackets = Math.max(0, this.brackets - 1);
    else if (token === '-' || token === '?') this.indicators += 1;
    else if (token === scalarMark) this.hasContent = true;
    else if (this.atLineStart && /^[ \t]+$/.test(token)) this.indent = token.length;
  }
}
