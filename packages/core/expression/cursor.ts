import type { Limits } from './limits.ts';
import type { ExpressionError, ExpressionErrorCode } from './model.ts';
import { type Token, tokenAt } from './scanner.ts';
import type { Expression, Span } from './syntax.ts';

/** An expression without the fields that the parser fills in for each. */
type Shape = Expression extends infer Kind
  ? Kind extends Expression
    ? Omit<Kind, 'start' | 'end' | 'height'>
    : never
  : never;

/**
 * Where a parser stands in its text, and the first fault that it met. Nothing is thrown: after a fault the cursor stands
 * at the end of the text, so that every loop over tokens ends.
 */
export class Cursor {
  failure: ExpressionError | undefined;
  tokens = 0;
  position: number;
  protected readonly source: string;
  protected readonly limits: Limits;

  constructor(source: string, position: number, limits: Limits) {
    this.source = source;
    this.position = position;
    this.limits = limits;
  }

  protected peek(): Token {
    this.tokens += 1;
    if (this.tokens > this.limits.tokens) {
      const message = `the expressions have more than ${this.limits.tokens} parts; split the text`;
      this.fail('limit', message, { start: this.position, end: this.position });
    }
    return tokenAt(this.source, this.position);
  }

  protected node(shape: Shape, start: number, children: readonly Expression[] = []): Expression {
    let height = 1;
    for (const child of children) height = Math.max(height, child.height + 1);
    if (height > this.limits.depth) this.tooDeep(start);
    // The known keys first: adding them to a copy takes several times as long.
    return { start, end: this.position, height, ...shape };
  }

  protected tooDeep(start: number): void {
    const message = `expressions may be nested ${this.limits.depth} deep; use a variable for a part of this one`;
    this.fail('limit', message, { start, end: start + 1 });
  }

  protected expected(what: string, found: Token): void {
    const instead = found.kind === 'end' ? 'the text ends' : `found \`${found.text}\``;
    this.fail('syntax', `expected ${what}, ${instead}`, found);
  }

  protected fail(code: ExpressionErrorCode, message: string, at: Span): void {
    this.failure ??= { code, message, offset: at.start, length: Math.max(1, at.end - at.start) };
    this.position = this.source.length;
  }
}
