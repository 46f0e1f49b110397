import type { Position, Text } from '@reprise/core';
import { Scalar } from 'yaml';
import type { PositionOf } from './position-in.ts';
import { quotedFolds } from './quoted-folds.ts';

/** A scalar's text with its place, so that each character of it can be found in the source again. */
export function textOf(scalar: Scalar, source: string, positionOf: PositionOf): Text {
  const [start, end] = scalar.range ?? [0, 0];
  const cooked = typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '');
  const isBlock = scalar.type === Scalar.BLOCK_LITERAL || scalar.type === Scalar.BLOCK_FOLDED;
  if (scalar.type === Scalar.BLOCK_LITERAL) return literalBlock(cooked, source, start, positionOf);
  const isQuoted = scalar.type === Scalar.QUOTE_DOUBLE || scalar.type === Scalar.QUOTE_SINGLE;
  const content = isBlock ? afterHeader(source, start) : start + (isQuoted ? 1 : 0);
  const written = source.slice(content, isQuoted ? end - 1 : end);
  if (isQuoted && cooked.includes('<+') && hasEscapes(written)) {
    const double = scalar.type === Scalar.QUOTE_DOUBLE;
    const quoted = quotedFolds(cooked, written, content, { double, positionOf });
    if (quoted !== undefined) return { text: cooked, at: positionOf(content), folds: quoted };
  }
  if (!written.trimEnd().includes('\n') && !isBlock)
    return { text: cooked, at: positionOf(content) };
  const folds = foldsOf(cooked, written, content, positionOf);
  const at = folds[0]?.at ?? positionOf(content);
  return folds.length === 0 ? { text: cooked, at } : { text: cooked, at, folds };
}

const hasEscapes = (written: string): boolean => written.includes('\\') || written.includes("''");

/** Lines of a literal block stand in the source as they are, each after the same indentation. */
function literalBlock(text: string, source: string, start: number, positionOf: PositionOf): Text {
  const content = afterHeader(source, start);
  const textLines = text.split('\n');
  const firstFull = textLines.findIndex((line) => line !== '');
  if (firstFull === -1) return { text, at: positionOf(start) };
  let lineStart = content;
  for (let line = 0; line < firstFull; line++) lineStart = source.indexOf('\n', lineStart) + 1;
  const lineEnd = source.indexOf('\n', lineStart);
  const written = source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd);
  const indent = Math.max(
    0,
    written.replace(/\r$/, '').length - (textLines[firstFull] ?? '').length,
  );
  const { column } = positionOf(lineStart + indent);
  return { text, at: { ...positionOf(content), column }, indent: column - 1 };
}

/** The first line of a block scalar's content: after the one with `|` or `>`, its indicators and a comment. */
function afterHeader(source: string, start: number): number {
  const newline = source.indexOf('\n', start);
  return newline === -1 ? source.length : newline + 1;
}

/**
 * Aligns the lines of the source with the text that was folded from them. A line that cannot be found again, because
 * escapes changed it, counts with the line before it.
 */
function foldsOf(text: string, written: string, start: number, positionOf: PositionOf) {
  const folds: { offset: number; at: Position }[] = [];
  let taken = 0;
  let offset = start;
  for (const line of written.split('\n')) {
    const full = line.trim();
    const near = text.slice(taken, taken + line.length + 64).indexOf(full);
    if (full !== '' && near !== -1) {
      const at = positionOf(offset + line.indexOf(full));
      folds.push({ offset: folds.length === 0 ? 0 : taken + near, at });
      taken += near + full.length;
    }
    offset += line.length + 1;
  }
  return folds;
}
