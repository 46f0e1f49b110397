import { type Json, ok, type Result } from '@reprise/core';
import { evaluateCondition, evaluateText } from './evaluate.ts';
import type { ExpressionError, Found, Lookup, Value } from './model.ts';
import { MOMENT } from './model.ts';
import { isData, isList, isSecret, ownMember, toText } from './value.ts';

export type ValueType = 'text' | 'number' | 'boolean' | 'null' | 'list' | 'object' | 'secret';

/** What an expression was worth and how that came about, as plain data: a secret is the expression that names it (I10). */
export interface Explained {
  readonly value: Json;
  readonly type: ValueType;
  readonly trace: readonly {
    readonly expression: string;
    readonly value: Json;
    readonly offset: number;
  }[];
}

/** Evaluates a text, or a condition (an expression as a whole, as `when` has it), and tells how. */
export function explain(
  text: string,
  lookup: Lookup,
  as: 'text' | 'condition',
): Result<Explained, ExpressionError> {
  const evaluated = as === 'text' ? evaluateText(text, lookup) : evaluateCondition(text, lookup);
  if (!evaluated.ok) return evaluated;
  const { value, trace } = evaluated.value;
  return ok({
    value: plain(value),
    type: typeOf(value),
    trace: trace.map((entry) => ({ ...entry, value: plain(entry.value) })),
  });
}

/** The names of a JSON document as an evaluation's own, with the moment at which it takes place. */
export function lookupIn(context: { readonly [name: string]: Value }, now: number): Lookup {
  return (name): Found | undefined => (name === MOMENT ? now : ownMember(context, name));
}

function plain(value: Value): Json {
  if (isSecret(value)) return toText(value);
  if (isList(value)) return value.map(plain);
  if (!isData(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function typeOf(value: Value): ValueType {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (isList(value)) return 'list';
  return isSecret(value) ? 'secret' : 'object';
}
