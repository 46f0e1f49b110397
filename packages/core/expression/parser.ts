import { couldCompare } from './closing.ts';
import { Cursor } from './cursor.ts';
import type { Limits } from './limits.ts';
import { binaryOperator, conditionalPower, unaryPower } from './operators.ts';
import { keyAt, type Token, unescape } from './scanner.ts';
import type { Expression, Part } from './syntax.ts';

const keywords: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const wordOperators: ReadonlySet<string> = new Set(['empty', 'size']);

const noJava =
  'Java objects (`new …`) cannot be made in an expression here; use the functions of text, numbers and dates';

/**
 * A Pratt parser over one text.
 *
 * `>` both compares and closes. Inside brackets, and in a condition outside `<+ … >`, it compares. Elsewhere it closes,
 * unless `comparing` is set, a blank stands before it, a value after it, and another `>` further on that can close.
 * Whoever parses a text tries with `comparing` first, and without it if that fails.
 */
export class Parser extends Cursor {
  /** Whether a `>` was taken as a comparison where it could have closed. */
  guessedComparison = false;
  private readonly comparing: boolean;
  private depth = 0;
  private brackets = 0;
  private delimited = false;

  constructor(source: string, position: number, comparing: boolean, limits: Limits) {
    super(source, position, limits);
    this.comparing = comparing;
  }

  /** `<+ … >` at the current position, which is at its `<`. */
  nested(): Expression {
    const start = this.position;
    const { brackets, delimited } = this;
    this.brackets = 0;
    this.delimited = true;
    this.position += 2;
    const expression = this.expression(0);
    const close = this.peek();
    if (close.text.startsWith('>')) this.position = close.start + 1;
    else this.expected('`>` to close the expression', close);
    this.brackets = brackets;
    this.delimited = delimited;
    return this.node({ kind: 'nested', expression }, start, [expression]);
  }

  /** An expression of operators that bind at least as tightly as `power`. */
  expression(power: number): Expression {
    this.depth += 1;
    if (this.depth > this.limits.depth) this.tooDeep(this.position);
    let left = this.prefix();
    for (;;) {
      const token = this.peek();
      if (this.isClosing(token)) break;
      const operator = binaryOperator(token.text);
      if (token.text === '?' && power <= conditionalPower) {
        left = this.conditional(left, token);
      } else if (operator !== undefined && operator.power >= power) {
        this.position = token.end;
        const right = this.expression(operator.power + 1);
        const shape = { kind: 'binary', operator: operator.operator, left, right } as const;
        left = this.node(shape, left.start, [left, right]);
      } else break;
    }
    this.depth -= 1;
    return left;
  }

  /** Fails unless nothing but blanks is left. */
  end(): void {
    const token = this.peek();
    if (token.kind !== 'end') this.expected('an operator or the end', token);
  }

  private prefix(): Expression {
    const token = this.peek();
    if (token.text === '!' || token.text === '-' || token.text === 'not') {
      this.position = token.end;
      const operand = this.expression(unaryPower);
      const operator = token.text === '-' ? '-' : '!';
      return this.node({ kind: 'unary', operator, operand }, token.start, [operand]);
    }
    const asked = wordOperators.has(token.text) ? this.wordOperator(token) : undefined;
    return asked ?? this.postfix(this.primary(token));
  }

  /** JEXL's `empty x` and `size x`, which mean `empty(x)` and `size(x)`. */
  private wordOperator(word: Token): Expression | undefined {
    this.position = word.end;
    const next = this.peek();
    const follows = next.kind === 'open' || next.kind === 'quote' || next.text === '[';
    const isName = next.kind === 'name' && binaryOperator(next.text) === undefined;
    this.position = word.start;
    if (!follows && !isName) return undefined;
    this.position = word.end;
    const args = [this.expression(unaryPower)];
    const shape = { kind: 'function-call', name: word.text, arguments: args } as const;
    return this.node(shape, word.start, args);
  }

  private primary(token: Token): Expression {
    if (token.kind === 'open') {
      this.position = token.start;
      return this.nested();
    }
    if (token.kind === 'quote') return this.quoted(token);
    this.position = token.end;
    if (token.kind === 'number') {
      return this.node({ kind: 'literal', value: Number(token.text) }, token.start);
    }
    if (token.kind === 'name') return this.name(token);
    if (token.text === '(') {
      const inner = this.bracketed(() => this.expression(0), ')');
      return { ...inner, start: token.start, end: this.position };
    }
    if (token.text === '[') {
      const items = this.listUntil(']');
      return this.node({ kind: 'list', items }, token.start, items);
    }
    this.expected('a value', token);
    return this.node({ kind: 'literal', value: null }, token.start);
  }

  private name(token: Token): Expression {
    const keyword = keywords.get(token.text);
    if (keyword !== undefined) return this.node({ kind: 'literal', value: keyword }, token.start);
    // Operators in words are no names: `a and and` is a slip of the pen.
    if (binaryOperator(token.text) !== undefined) this.expected('a value', token);
    const open = this.peek();
    if (token.text === 'new') this.fail('unknown-function', noJava, token);
    if (open.text !== '(') return this.node({ kind: 'name', name: token.text }, token.start);
    this.position = open.end;
    const args = this.listUntil(')');
    const shape = { kind: 'function-call', name: token.text, arguments: args } as const;
    return this.node(shape, token.start, args);
  }

  /** `.key`, `.method(…)` and `[key]`, as many as follow. */
  private postfix(first: Expression): Expression {
    let object = first;
    for (;;) {
      const token = this.peek();
      if (token.text === '.') {
        this.position = token.end;
        object = this.dotted(object);
      } else if (token.text === '[') {
        this.position = token.end;
        const key = this.bracketed(() => this.expression(0), ']');
        object = this.node({ kind: 'member', object, key }, object.start, [object, key]);
      } else return object;
    }
  }

  private dotted(object: Expression): Expression {
    const key = this.key();
    const open = this.peek();
    if (open.text !== '(' || open.start !== key.end || key.kind !== 'literal') {
      return this.node({ kind: 'member', object, key }, object.start, [object, key]);
    }
    this.position = open.end;
    const args = this.listUntil(')');
    const shape = {
      kind: 'method-call',
      object,
      method: String(key.value),
      arguments: args,
    } as const;
    return this.node(shape, object.start, [object, ...args]);
  }

  /** A key after a dot: letters and digits, text in quotes, `<+ … >`, or letters and `<+ … >` put together. */
  private key(): Expression {
    const first = this.peek();
    if (first.kind === 'quote') return this.quoted(first);
    const start = first.start;
    this.position = start;
    const parts: Part[] = [];
    for (;;) {
      const letters = keyAt(this.source, this.position);
      if (letters !== '') {
        this.position += letters.length;
        parts.push(letters);
      } else if (this.source.startsWith('<+', this.position)) parts.push(this.nested());
      else break;
    }
    if (parts.length === 0) this.expected('a name after the dot', first);
    return this.interpolation(parts, start);
  }

  /** Text in quotes. `<+ … >` in it is evaluated, as Harness does; a backslash takes away a sign's meaning. */
  private quoted(quote: Token): Expression {
    this.position = quote.end;
    const parts: Part[] = [];
    let text = '';
    for (;;) {
      const char = this.source[this.position];
      if (char === undefined) {
        this.fail('syntax', `the text that begins with ${quote.text} is not closed`, quote);
        break;
      }
      if (this.source.startsWith('<+', this.position)) {
        if (text !== '') parts.push(text);
        text = '';
        parts.push(this.nested());
        continue;
      }
      if (char === quote.text) {
        this.position += 1;
        break;
      }
      const letter = unescape(this.source, this.position);
      this.position += letter.length;
      text += letter.text;
    }
    if (text !== '') parts.push(text);
    return this.interpolation(parts, quote.start);
  }

  private interpolation(parts: readonly Part[], start: number): Expression {
    const [only] = parts;
    if (parts.length === 0) return this.node({ kind: 'literal', value: '' }, start);
    if (parts.length === 1 && typeof only === 'string') {
      return this.node({ kind: 'literal', value: only }, start);
    }
    const children = parts.filter((part) => typeof part !== 'string');
    return this.node({ kind: 'interpolation', parts }, start, children);
  }

  private conditional(condition: Expression, question: Token): Expression {
    this.position = question.end;
    const whenTrue = this.expression(0);
    const colon = this.peek();
    if (colon.text === ':') this.position = colon.end;
    else this.expected('`:` and the value for false', colon);
    const whenFalse = this.expression(conditionalPower);
    const shape = { kind: 'conditional', condition, whenTrue, whenFalse } as const;
    return this.node(shape, condition.start, [condition, whenTrue, whenFalse]);
  }

  /** What `read` reads inside brackets, and the closing one. */
  private bracketed<Read>(read: () => Read, close: string): Read {
    this.brackets += 1;
    const result = read();
    const token = this.peek();
    if (token.text === close) this.position = token.end;
    else this.expected(`\`${close}\``, token);
    this.brackets -= 1;
    return result;
  }

  private listUntil(close: string): readonly Expression[] {
    return this.bracketed(() => {
      const items: Expression[] = [];
      if (this.peek().text === close) return items;
      for (;;) {
        items.push(this.expression(0));
        const comma = this.peek();
        if (comma.text !== ',') return items;
        this.position = comma.end;
      }
    }, close);
  }

  private isClosing(token: Token): boolean {
    if (token.text !== '>' && token.text !== '>=') return false;
    if (this.brackets > 0 || !this.delimited) return false;
    const compares = this.comparing && couldCompare(this.source, token);
    if (compares) this.guessedComparison = true;
    return !compares;
  }
}
