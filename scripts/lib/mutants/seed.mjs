import { parseSync } from 'vite';
import { child, isNode, METHODS, mistakesIn, textOf } from './mistakes.mjs';

/**
 * @typedef {import('./mistakes.mjs').Node} Node
 * @typedef {{ id: number, line: number, was: string, becomes: string }} Mutant
 */

/** What of TypeScript is code at all: the rest is gone when it runs. */
const TYPED = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/**
 * The same code with every mistake in it, each behind a question: `(isMutant(17) ? a !== b : a === b)`. All of them are
 * compiled once, and whoever runs it says which one is made.
 * @param {string} file
 * @param {string} code
 * @param {number} first the number of its first mutant
 * @returns {{ code: string, mutants: Mutant[] }}
 */
export function seeded(file, code, first) {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  if (!isNode(program)) throw new Error(`${file}: it has no program`);
  const field = new Field(code, first);
  return { code: field.render(program), mutants: field.mutants };
}

class Field {
  /** @type {Mutant[]} */
  mutants = [];
  #code;
  #first;
  /** Of conditions: they are written where their statement is, and told when it is their turn. @type {Map<Node, Edit[]>} */
  #edits = new Map();

  /** @param {string} code @param {number} first */
  constructor(code, first) {
    this.#code = code;
    this.#first = first;
  }

  /** @param {Node} node @returns {string} */
  render(node) {
    for (const { node: at, becomes, place = at } of mistakesIn(node, this.#code)) {
      this.#edits.set(at, [...(this.#edits.get(at) ?? []), { becomes, place }]);
    }
    const inside = node.type === 'MemberExpression' ? this.#member(node) : this.#children(node);
    return (this.#edits.get(node) ?? []).reduce(
      (text, edit) => this.#withEdit(node, edit, text),
      inside,
    );
  }

  /** @typedef {{ becomes: string, place: { start: number, end: number } }} Edit */

  /** @param {Node} node @param {Edit} edit @param {string} text as it is without this mistake */
  #withEdit(node, { becomes, place }, text) {
    const id = this.#note(place, becomes);
    if (becomes === '') return `{ if (!isMutant(${id})) ${text} }`;
    const before = this.#code.slice(node.start, place.start);
    const after = this.#code.slice(place.end, node.end);
    return `(isMutant(${id}) ? (${before}${becomes}${after}) : (${text}))`;
  }

  /** @param {{ start: number, end: number }} place @param {string} becomes */
  #note({ start, end }, becomes) {
    const id = this.#first + this.mutants.length;
    const line = this.#code.slice(0, start).split('\n').length;
    this.mutants.push({ id, line, was: this.#code.slice(start, end), becomes });
    return id;
  }

  /** Of a call only the name of the method changes. @param {Node} node */
  #member(node) {
    const [object, property] = [child(node, 'object'), child(node, 'property')];
    const name = textOf(property, this.#code);
    const becomes = node['computed'] === true ? undefined : METHODS[name];
    if (becomes === undefined) return this.#children(node);
    const id = this.#note(property, becomes);
    const dot = node['optional'] === true ? '?.' : '';
    return `${this.render(object)}${dot}[isMutant(${id}) ? '${becomes}' : '${name}']`;
  }

  /** @param {Node} node */
  #children(node) {
    let text = '';
    let at = node.start;
    for (const each of childrenOf(node)) {
      text += this.#code.slice(at, each.start) + this.render(each);
      at = each.end;
    }
    return text + this.#code.slice(at, node.end);
  }
}

/** What of it runs, in the order in which it is written. @param {Node} node */
function childrenOf(node) {
  const names = Object.keys(node).filter((key) => !isName(node, key));
  return names
    .flatMap((key) => node[key])
    .filter(isNode)
    .filter(
      ({ type }) => (!type.startsWith('TS') || TYPED.has(type)) && type !== 'ImportDeclaration',
    )
    .toSorted((one, other) => one.start - other.start)
    .filter(({ start }, index, all) => index === 0 || start >= (all[index - 1]?.end ?? 0));
}

/** @param {Node} node @param {string} key */
const isName = (node, key) =>
  (key === 'key' && node['computed'] !== true) || (key === 'value' && node['shorthand'] === true);
