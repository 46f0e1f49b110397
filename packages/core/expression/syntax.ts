/** A place in the text that was parsed: UTF-16 offsets from 0, the end excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Node extends Span {
  /** 1 + the height of the highest child: bounds the recursion of whoever walks the tree. */
  readonly height: number;
}

export interface Literal extends Node {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
}
/** A root name: what the look-up is asked for. */
export interface Name extends Node {
  readonly kind: 'name';
  readonly name: string;
}
/** `object.key`, `object["key"]`, `object."key"`, `object.<+key>`. */
export interface Member extends Node {
  readonly kind: 'member';
  readonly object: Expression;
  readonly key: Expression;
}
/** `object.method(…)`. */
export interface MethodCall extends Node {
  readonly kind: 'method-call';
  readonly object: Expression;
  readonly method: string;
  readonly arguments: readonly Expression[];
}
/** `name(…)`. */
export interface FunctionCall extends Node {
  readonly kind: 'function-call';
  readonly name: string;
  readonly arguments: readonly Expression[];
}
export interface Unary extends Node {
  readonly kind: 'unary';
  readonly operator: '!' | '-';
  readonly operand: Expression;
}
export interface Binary extends Node {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
/** `condition ? whenTrue : whenFalse`. */
export interface Conditional extends Node {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
}
export interface ListLiteral extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
}
/** Text in quotes with expressions in it, or a key that is put together: `stage_<+x>`. */
export interface Interpolation extends Node {
  readonly kind: 'interpolation';
  readonly parts: readonly Part[];
}
/** `<+ … >` inside an expression. */
export interface Nested extends Node {
  readonly kind: 'nested';
  readonly expression: Expression;
}

export type Expression =
  | Literal
  | Name
  | Member
  | MethodCall
  | FunctionCall
  | Unary
  | Binary
  | Conditional
  | ListLiteral
  | Interpolation
  | Nested;

export type Part = string | Expression;

export type BinaryOperator = LogicalOperator | ComparisonOperator | ArithmeticOperator;
/** `?:` is the left side unless it is false or empty, `??` unless it is null. */
export type LogicalOperator = '||' | '&&' | '?:' | '??';
export type ComparisonOperator =
  | '=='
  | '!='
  | '<'
  | '>'
  | '<='
  | '>='
  | '=~'
  | '!~'
  | '=^'
  | '!^'
  | '=$'
  | '!$';
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/** A parsed text: what stands literally, and the expressions between. A condition is one expression and no text. */
export interface Template {
  readonly source: string;
  readonly parts: readonly Part[];
}
