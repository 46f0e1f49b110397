import type { Result } from '@reprise/core';

/** A secret by reference (I10): its value is fetched where the task runs and lives in that task's memory only. */
export interface SecretReference {
  readonly secret: string;
}

/** Resolved text of a task. Plain text, or a sequence with the places where a secret's value goes. */
export type TaskText = string | readonly (string | SecretReference)[];

/** What an expression evaluates to. Objects are plain data: own properties only, no functions, no prototypes. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [key: string]: Value }
  | Secret;

/** The opaque result of `<+secrets.getValue("id")>`: it can be placed in text, and nothing else (I10). */
export interface Secret {
  readonly kind: 'secret';
  readonly reference: SecretReference;
}

/**
 * A name that leads to more names without holding them all: `pipeline`, `pipeline.stages`, …. `get` answers
 * `undefined` for what is not defined, and `null` for what is defined and has no value yet.
 */
export interface Namespace {
  readonly kind: 'namespace';
  get(key: string): Found | undefined;
  keys(): readonly string[];
}

export type Found = Value | Namespace | Unavailable;

/**
 * What a look-up answers when a name is defined and must not or cannot be worth anything: a step's own output, a
 * variable that refers to itself, a variable whose own expression failed.
 */
export class Unavailable {
  readonly code: ExpressionErrorCode;
  readonly message: string;

  constructor(code: ExpressionErrorCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** The look-up that the caller passes in: the root names (`pipeline`, `stage`, `steps`, …). */
export type Lookup = (name: string) => Found | undefined;

/**
 * The name under which a look-up tells the moment of the evaluation, in milliseconds since 1970 (I6): what `currentDate()`
 * goes by. No expression can spell it.
 */
export const MOMENT = '@now';

/** One looked-up path or sub-expression and what it was worth, in the order of evaluation. */
export interface TraceEntry {
  readonly expression: string;
  readonly value: Value;
  /** Offset of the sub-expression in the evaluated text, in UTF-16 units from 0. */
  readonly offset: number;
}

export interface Evaluated {
  readonly value: Value;
  readonly trace: readonly TraceEntry[];
}

export type ExpressionErrorCode =
  | 'syntax'
  | 'undefined-variable'
  | 'unknown-function'
  | 'type'
  | 'limit'
  | 'self-reference';

/** Why an expression has no value. `offset` and `length` say where in the evaluated text. */
export interface ExpressionError {
  readonly code: ExpressionErrorCode;
  readonly message: string;
  readonly offset: number;
  readonly length: number;
}

export type Evaluation = Result<Evaluated, ExpressionError>;
