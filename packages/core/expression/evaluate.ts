import { ok, type Result, refused } from '@reprise/core';
import { Evaluator } from './evaluator.ts';
import { defaultLimits, type Limits } from './limits.ts';
import type {
  Evaluation,
  ExpressionError,
  Lookup,
  SecretReference,
  TaskText,
  TraceEntry,
} from './model.ts';
import type { Template } from './syntax.ts';
import { parseCondition, parseText } from './template.ts';
import { isSecret, toText } from './value.ts';

/**
 * The value of a text with `<+ … >` in it. A text that is exactly one expression keeps the type of its value, also a
 * secret; any other becomes text, and a secret in it is refused. What the look-up answers is data: it is never
 * evaluated a second time.
 */
export function evaluateText(
  text: string,
  lookup: Lookup,
  limits: Limits = defaultLimits,
): Evaluation {
  const template = parseText(text, limits);
  return template.ok ? evaluateTemplate(template.value, lookup, limits) : template;
}

/** The value of a condition, which is an expression as a whole: `<+pipeline.name> == "x"`. It need not be a boolean. */
export function evaluateCondition(
  text: string,
  lookup: Lookup,
  limits: Limits = defaultLimits,
): Evaluation {
  const template = parseCondition(text, limits);
  return template.ok ? evaluateTemplate(template.value, lookup, limits) : template;
}

function evaluateTemplate(template: Template, lookup: Lookup, limits: Limits): Evaluation {
  const evaluator = new Evaluator(template.source, lookup, limits);
  const [only] = template.parts;
  const value =
    template.parts.length === 1 && only !== undefined && typeof only !== 'string'
      ? evaluator.value(only)
      : evaluator.interpolate(template.parts, { start: 0, end: template.source.length });
  return value.ok ? ok({ value: value.value, trace: evaluator.trace }) : value;
}

export interface EvaluatedTaskText {
  readonly value: TaskText;
  readonly trace: readonly TraceEntry[];
}

/**
 * Text for a task: as `evaluateText`, always text, and a secret stays a reference at its place, to be filled in where
 * the task runs (I10). Plain text when there is none.
 */
export function evaluateTaskText(
  text: string,
  lookup: Lookup,
  limits: Limits = defaultLimits,
): Result<EvaluatedTaskText, ExpressionError> {
  const template = parseText(text, limits);
  if (!template.ok) return template;
  const evaluator = new Evaluator(text, lookup, limits);
  const parts: (string | SecretReference)[] = [];
  let plain = '';
  let length = 0;
  for (const part of template.value.parts) {
    const value = typeof part === 'string' ? ok(part) : evaluator.value(part);
    if (!value.ok) return value;
    if (isSecret(value.value)) {
      if (plain !== '') parts.push(plain);
      plain = '';
      parts.push(value.value.reference);
    } else {
      const piece = toText(value.value);
      plain += piece;
      length += piece.length;
    }
    if (length > limits.resultLength) return refused(tooLong(text, limits));
  }
  if (parts.length === 0) return ok({ value: plain, trace: evaluator.trace });
  if (plain !== '') parts.push(plain);
  return ok({ value: parts, trace: evaluator.trace });
}

function tooLong(text: string, limits: Limits): ExpressionError {
  const message = `the result has more than ${limits.resultLength} characters`;
  return { code: 'limit', message, offset: 0, length: text.length };
}
