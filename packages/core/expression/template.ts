import { ok, type Result, refused } from '@reprise/core';
import { defaultLimits, type Limits } from './limits.ts';
import type { ExpressionError } from './model.ts';
import { Parser } from './parser.ts';
import type { Expression, Part, Template } from './syntax.ts';

/**
 * Parses a text with `<+ … >` expressions in it; text without any is a template of one part.
 * Refuses with the place of the first fault: 'syntax', or 'limit' for what is too long or too deep.
 */
export function parseText(
  source: string,
  limits: Limits = defaultLimits,
): Result<Template, ExpressionError> {
  const tooLong = checkLength(source, limits);
  if (tooLong !== undefined) return refused(tooLong);
  const parts: Part[] = [];
  let position = 0;
  let tokens = 0;
  for (;;) {
    const open = source.indexOf('<+', position);
    const literal = source.slice(position, open === -1 ? source.length : open);
    if (literal !== '') parts.push(literal);
    if (open === -1) return ok({ source, parts });
    const parsed = parseNested(source, open, { ...limits, tokens: limits.tokens - tokens });
    if (parsed.failure !== undefined) return refused(parsed.failure);
    parts.push(parsed.expression);
    position = parsed.end;
    tokens += parsed.tokens;
  }
}

/**
 * Parses a condition (`when.condition`): an expression as a whole, in which `<+ … >` are values, as in
 * `<+stage.name> == "build" && <+pipeline.variables.deploy>`.
 */
export function parseCondition(
  source: string,
  limits: Limits = defaultLimits,
): Result<Template, ExpressionError> {
  const tooLong = checkLength(source, limits);
  if (tooLong !== undefined) return refused(tooLong);
  const first = condition(source, true, limits);
  if (first.failure === undefined) return ok({ source, parts: [first.expression] });
  if (!first.guessed) return refused(first.failure);
  const second = condition(source, false, limits);
  return second.failure === undefined
    ? ok({ source, parts: [second.expression] })
    : refused(further(first.failure, second.failure));
}

function condition(source: string, comparing: boolean, limits: Limits) {
  const parser = new Parser(source, 0, comparing, limits);
  const expression = parser.expression(0);
  parser.end();
  return { expression, failure: parser.failure, guessed: parser.guessedComparison };
}

interface ParsedNested {
  readonly expression: Expression;
  readonly end: number;
  readonly tokens: number;
  readonly failure: ExpressionError | undefined;
}

/** `<+ … >` at `position`: tried with `>` as a comparison where it may be one, then with each `>` closing. */
function parseNested(source: string, position: number, limits: Limits): ParsedNested {
  const first = new Parser(source, position, true, limits);
  const expression = first.nested();
  const { failure, tokens } = first;
  if (failure === undefined || !first.guessedComparison) {
    return { expression, end: first.position, tokens, failure };
  }
  const rest = { ...limits, tokens: limits.tokens - tokens };
  const second = new Parser(source, position, false, rest);
  const closed = second.nested();
  return {
    expression: closed,
    end: second.position,
    tokens: tokens + second.tokens,
    failure: second.failure && further(failure, second.failure),
  };
}

/** Of two attempts at the same text, the fault of the one that came further says more. */
function further(left: ExpressionError, right: ExpressionError): ExpressionError {
  return left.offset >= right.offset ? left : right;
}

function checkLength(source: string, limits: Limits): ExpressionError | undefined {
  if (source.length <= limits.textLength) return undefined;
  const message = `the text has ${source.length} characters; ${limits.textLength} are allowed`;
  return { code: 'limit', message, offset: limits.textLength, length: 1 };
}
