import { didYouMean, ok, type Result, refused, unreachable } from '@reprise/core';
import { calculate } from './arithmetic.ts';
import type { Limits } from './limits.ts';
import { memberOf } from './member.ts';
import { callFunction, callMethod } from './methods/call.ts';
import { callFunctor } from './methods/functors.ts';
import type { CallContext } from './methods/model.ts';
import {
  type ExpressionError,
  type ExpressionErrorCode,
  type Found,
  type Lookup,
  MOMENT,
  type TraceEntry,
  Unavailable,
  type Value,
} from './model.ts';
import type {
  Binary,
  Conditional,
  Expression,
  FunctionCall,
  Interpolation,
  ListLiteral,
  Member,
  MethodCall,
  Name,
  Span,
  Unary,
} from './syntax.ts';
import { isNamespace, isSecret, kindOf, secretOf, sizeOf, toBoolean, toText } from './value.ts';

type Outcome<Answer> = Result<Answer, ExpressionError>;

/**
 * Evaluates parsed expressions of one text against a look-up. It walks plain data and the tables of `methods`, and
 * nothing else: there is no way from an expression to a JavaScript function or prototype.
 */
export class Evaluator {
  readonly trace: TraceEntry[] = [];
  private steps = 0;
  private readonly source: string;
  private readonly lookup: Lookup;
  private readonly limits: Limits;
  private readonly context: CallContext;

  constructor(source: string, lookup: Lookup, limits: Limits) {
    this.source = source;
    this.lookup = lookup;
    this.limits = limits;
    const now = lookup(MOMENT);
    this.context = {
      limits,
      spend: (characters) => this.spent(characters),
      now: typeof now === 'number' ? now : undefined,
    };
  }

  /** The value of an expression. A name that only leads to more names is refused: it has no value of its own. */
  value(node: Expression): Outcome<Value> {
    const found = this.found(node);
    if (!found.ok) return found;
    if (isNamespace(found.value)) {
      const names = found.value.keys().slice(0, 10).join(', ');
      const message = `\`${this.text(node)}\` has no value of its own; name one of its parts${names && `: ${names}`}`;
      return this.fail('type', message, node);
    }
    const value = found.value;
    if (value instanceof Unavailable) return this.fail(value.code, value.message, node);
    if (isPath(node)) this.record(node, value);
    return ok(value);
  }

  /** Text with its expressions replaced by their values; refuses secrets, which must not become text (I10). */
  interpolate(parts: Interpolation['parts'], span: Span): Outcome<string> {
    let text = '';
    for (const part of parts) {
      if (typeof part === 'string') text += part;
      else {
        const value = this.value(part);
        if (!value.ok) return value;
        if (isSecret(value.value)) {
          const message = 'a secret can be placed in the text of a task, and nothing else';
          return this.fail('type', message, part);
        }
        text += toText(value.value);
      }
      if (text.length > this.limits.resultLength) return this.tooLarge(span);
    }
    const spent = this.spend(text.length, span);
    return spent ?? ok(text);
  }

  /** What a node leads to. Paths are followed without a trace of each part: `value` records them whole. */
  private found(node: Expression): Outcome<Found> {
    const spent = this.spend(0, node);
    if (spent !== undefined) return spent;
    switch (node.kind) {
      case 'literal':
        return ok(node.value);
      case 'name':
        return this.name(node);
      case 'member':
        return this.member(node);
      case 'method-call':
        return this.methodCall(node);
      case 'function-call':
        return this.functionCall(node);
      case 'unary':
        return this.unary(node);
      case 'binary':
        return this.binary(node);
      case 'conditional':
        return this.conditional(node);
      case 'list':
        return this.list(node);
      case 'interpolation':
        return this.interpolate(node.parts, node);
      case 'nested':
        return this.value(node.expression);
      default:
        return unreachable(node);
    }
  }

  private name(node: Name): Outcome<Found> {
    const found = this.lookup(node.name);
    return found === undefined ? this.notDefined(node, node, []) : ok(found);
  }

  private member(node: Member): Outcome<Found> {
    const object = this.found(node.object);
    if (!object.ok) return object;
    const key = this.value(node.key);
    if (!key.ok) return key;
    return this.part(node, object.value, toText(key.value), node.key);
  }

  private part(node: Expression, object: Found, key: string, at: Span): Outcome<Found> {
    const member = memberOf(object, key);
    switch (member.kind) {
      case 'found':
        return ok(member.found);
      case 'missing':
        return this.notDefined(node, at, member.names);
      case 'no-parts': {
        const message = `\`${this.text(node)}\` is not defined: ${kindOf(object)} has no parts`;
        return this.fail('undefined-variable', message, at);
      }
      case 'fault':
        return this.fail(member.code, member.message, node);
      default:
        return unreachable(member);
    }
  }

  private methodCall(node: MethodCall): Outcome<Found> {
    const args = this.all(node.arguments);
    if (!args.ok) return args;
    const [first = null] = args.value;
    const { object: target, method } = node;
    if (target.kind === 'name' && target.name === 'secrets' && method === 'getValue') {
      return typeof first === 'string' && first !== ''
        ? ok(secretOf(first))
        : this.fail('type', 'secrets.getValue takes the identifier of a secret, in quotes', node);
    }
    const functor =
      target.kind === 'name'
        ? callFunctor(target.name, method, args.value, this.context)
        : undefined;
    if (functor !== undefined) {
      const placed = this.placed(functor, node);
      return placed.ok ? (this.spend(sizeOf(args.value), node) ?? placed) : placed;
    }
    const object = this.found(target);
    if (!object.ok) return object;
    if (object.value instanceof Unavailable || isNamespace(object.value)) {
      const gets = method === 'get' || method === 'getValue';
      return gets && args.value.length === 1
        ? this.part(node, object.value, toText(first), node)
        : this.fail('unknown-function', `there is no method \`${method}\` here`, node);
    }
    const size = sizeOf(object.value) + sizeOf(args.value);
    const spent = this.spend(size, node);
    return spent ?? this.placed(callMethod(object.value, method, args.value, this.context), node);
  }

  private functionCall(node: FunctionCall): Outcome<Found> {
    const args = this.all(node.arguments);
    return args.ok ? this.placed(callFunction(node.name, args.value, this.context), node) : args;
  }

  private unary(node: Unary): Outcome<Found> {
    if (node.operator === '!') {
      const operand = this.truth(node.operand);
      return operand.ok ? ok(!operand.value) : operand;
    }
    const operand = this.value(node.operand);
    if (!operand.ok) return operand;
    return this.placed(calculate('-', 0, operand.value, this.context.spend), node);
  }

  private binary(node: Binary): Outcome<Found> {
    const { operator } = node;
    if (operator === '&&' || operator === '||') {
      const left = this.truth(node.left);
      if (!left.ok || left.value === (operator === '||')) return left;
      return this.truth(node.right);
    }
    const left = this.value(node.left);
    if (!left.ok) return left;
    if (operator === '??') return left.value === null ? this.value(node.right) : left;
    if (operator === '?:') return toBoolean(left.value) === false ? this.value(node.right) : left;
    const right = this.value(node.right);
    if (!right.ok) return right;
    const result = this.placed(
      calculate(operator, left.value, right.value, this.context.spend),
      node,
    );
    if (!result.ok || typeof result.value !== 'string') return result;
    if (result.value.length > this.limits.resultLength) return this.tooLarge(node);
    return this.spend(result.value.length, node) ?? result;
  }

  private conditional(node: Conditional): Outcome<Found> {
    const condition = this.truth(node.condition);
    if (!condition.ok) return condition;
    return this.value(condition.value ? node.whenTrue : node.whenFalse);
  }

  private list(node: ListLiteral): Outcome<Found> {
    return this.all(node.items);
  }

  private all(nodes: readonly Expression[]): Outcome<readonly Value[]> {
    const values: Value[] = [];
    for (const node of nodes) {
      const value = this.value(node);
      if (!value.ok) return value;
      values.push(value.value);
    }
    return ok(values);
  }

  private truth(node: Expression): Outcome<boolean> {
    const value = this.value(node);
    if (!value.ok) return value;
    const truth = toBoolean(value.value);
    if (truth !== undefined) return ok(truth);
    return this.fail('type', `${kindOf(value.value)} is neither true nor false`, node);
  }

  private placed(
    answer: Result<Value, { readonly code: ExpressionErrorCode; readonly message: string }>,
    node: Span,
  ): Outcome<Value> {
    return answer.ok ? answer : this.fail(answer.error.code, answer.error.message, node);
  }

  /** Counts the work done; refuses when it is more than a text may cost. */
  private spend(characters: number, at: Span): Outcome<never> | undefined {
    return this.spent(characters)
      ? undefined
      : this.fail('limit', 'the expressions of this text take too long to evaluate', at);
  }

  private spent(characters: number): boolean {
    this.steps += 1 + Math.floor(characters / 1024);
    return this.steps <= this.limits.steps;
  }

  private record(node: Expression, value: Value): void {
    this.trace.push({ expression: this.text(node), value, offset: node.start });
  }

  private tooLarge(at: Span): Outcome<never> {
    return this.fail(
      'limit',
      `the result has more than ${this.limits.resultLength} characters`,
      at,
    );
  }

  private notDefined(node: Expression, at: Span, names: readonly string[]): Outcome<never> {
    const key = this.source.slice(at.start, at.end).replaceAll(/["']/g, '');
    const message = `\`${this.text(node)}\` is not defined.${didYouMean(key, names)}`;
    return this.fail('undefined-variable', message, at);
  }

  private text(node: Span): string {
    return this.source.slice(node.start, node.end);
  }

  private fail(code: ExpressionErrorCode, message: string, at: Span): Outcome<never> {
    return refused({ code, message, offset: at.start, length: Math.max(1, at.end - at.start) });
  }
}

const isPath = (node: Expression): boolean =>
  node.kind === 'name' || node.kind === 'member' || node.kind === 'method-call';
