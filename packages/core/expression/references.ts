import { ok, type Result, unreachable } from '@reprise/core';
import type { ExpressionError } from './model.ts';
import type { Expression, Part, Span, Template } from './syntax.ts';
import { parseText } from './template.ts';

/** One name of a path, and where it stands in the text. */
export interface ReferencePart extends Span {
  readonly name: string;
}

/**
 * A path that an expression follows, as far as it can be known without evaluating: `pipeline.stages.build`. `open` says
 * that it goes on in a way that only a run knows (`stages.<+x>`).
 */
export interface Reference extends Span {
  readonly path: readonly ReferencePart[];
  readonly open: boolean;
}

/** All paths that a text refers to, in the order in which they stand. Refuses what does not parse. */
export function referencesIn(text: string): Result<readonly Reference[], ExpressionError> {
  const template = parseText(text);
  return template.ok ? ok(referencesOf(template.value)) : template;
}

/** All paths that a parsed text or condition refers to, in the order in which they stand. */
export function referencesOf(template: Template): readonly Reference[] {
  const references: Reference[] = [];
  for (const part of template.parts) collectPart(part, references);
  return references.toSorted((left, right) => left.start - right.start);
}

/** Every expression of a template, outermost first. */
export function* expressionsOf(template: Template): Generator<Expression> {
  const waiting = template.parts.filter((part) => typeof part !== 'string').toReversed();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    waiting.push(...childrenOf(node).toReversed());
  }
}

function collectPart(part: Part, into: Reference[]): void {
  if (typeof part !== 'string') collect(part, into);
}

function collect(node: Expression, into: Reference[]): void {
  if (node.kind === 'name' || node.kind === 'member' || node.kind === 'method-call') {
    const { path, open, root } = follow(node);
    if (root === undefined) into.push({ path, open, start: node.start, end: node.end });
    else collect(root, into);
    for (const inner of besides(node)) collect(inner, into);
    return;
  }
  for (const child of childrenOf(node)) collect(child, into);
}

interface Followed {
  readonly path: readonly ReferencePart[];
  readonly open: boolean;
  /** What the path begins with when that is no name: its own references count instead. */
  readonly root?: Expression;
}

function follow(node: Expression): Followed {
  if (node.kind === 'name') {
    return { path: [{ name: node.name, start: node.start, end: node.end }], open: false };
  }
  if (node.kind === 'nested' && node.expression.kind !== 'nested') {
    return { path: [], open: true, root: node.expression };
  }
  if (node.kind !== 'member' && node.kind !== 'method-call') {
    return { path: [], open: true, root: node };
  }
  const object = follow(node.object);
  if (object.open) return object;
  const key = node.kind === 'member' ? node.key : gottenKey(node.method, node.arguments);
  if (key === undefined) return { ...object, open: true };
  if (key.kind !== 'literal') return { ...object, open: true };
  const part = { name: String(key.value), start: key.start, end: key.end };
  return { path: [...object.path, part], open: false };
}

/** `.get("key")` is a part of the path like any other. */
function gottenKey(method: string, args: readonly Expression[]): Expression | undefined {
  return method === 'get' && args.length === 1 ? args[0] : undefined;
}

/** The expressions inside a path that do not belong to its spine: keys and arguments. */
function besides(node: Expression): readonly Expression[] {
  if (node.kind === 'member') return [...besides(node.object), node.key];
  if (node.kind === 'method-call') return [...besides(node.object), ...node.arguments];
  return [];
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'member':
      return [node.object, node.key];
    case 'method-call':
      return [node.object, ...node.arguments];
    case 'function-call':
      return node.arguments;
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'conditional':
      return [node.condition, node.whenTrue, node.whenFalse];
    case 'list':
      return node.items;
    case 'interpolation':
      return node.parts.filter((part) => typeof part !== 'string');
    case 'nested':
      return [node.expression];
    default:
      return unreachable(node);
  }
}
