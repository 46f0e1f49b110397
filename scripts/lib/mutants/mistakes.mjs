/**
 * @typedef {{ type: string, start: number, end: number } & Record<string, unknown>} Node as a parser of JavaScript makes them
 * @typedef {{ node: Node, becomes: string, place?: { start: number, end: number } }} Mistake of an expression or a
 * statement, with the part of it that changes when that is not all of it. A statement that becomes nothing is left out.
 */

/** @type {Readonly<Record<string, string>>} */
const OPERATORS = {
  '===': '!==',
  '!==': '===',
  '<=': '<',
  '>=': '>',
  '<': '<=',
  '>': '>=',
  '&&': '||',
  '||': '&&',
};

/** @type {Readonly<Record<string, string>>} */
export const METHODS = { some: 'every', every: 'some' };

/**
 * The small mistakes that somebody could make in this piece of code: none in what it holds.
 * @param {Node} node
 * @param {string} code
 * @returns {Mistake[]}
 */
export function mistakesIn(node, code) {
  switch (node.type) {
    case 'BinaryExpression':
    case 'LogicalExpression':
      return [...otherOperator(node, code), ...otherNumber(node)];
    case 'UnaryExpression':
      return node['operator'] === '!'
        ? [{ node, becomes: textOf(child(node, 'argument'), code) }]
        : [];
    case 'IfStatement':
    case 'ConditionalExpression':
      return otherCondition(child(node, 'test'), code);
    case 'Literal':
      return otherLiteral(node);
    case 'ExpressionStatement':
      return [{ node, becomes: '' }];
    case 'ReturnStatement':
    case 'ContinueStatement':
      return (node['argument'] ?? null) === null ? [{ node, becomes: '' }] : [];
    default:
      return [];
  }
}

/** @param {Node} node @param {string} code @returns {Mistake[]} */
function otherOperator(node, code) {
  const becomes = OPERATORS[operatorOf(node)];
  if (becomes === undefined) return [];
  const { end } = child(node, 'left');
  const start = code.indexOf(operatorOf(node), end);
  const place = { start, end: start + operatorOf(node).length };
  return [{ node, becomes, place }];
}

/** One too many, or too few. @param {Node} node @returns {Mistake[]} */
function otherNumber(node) {
  const { type, value, start, end } = child(node, 'right');
  const isStep = type === 'Literal' && value === 1 && /^[+-]$/.test(operatorOf(node));
  return isStep ? [{ node, becomes: '2', place: { start, end } }] : [];
}

/** A comparison and a negation have mistakes of their own that come to the same. @param {Node} node @param {string} code @returns {Mistake[]} */
function otherCondition(node, code) {
  const { type, operator } = node;
  const isCovered = operator === '===' || operator === '!==' || operator === '!';
  return isCovered && type !== 'LogicalExpression'
    ? []
    : [{ node, becomes: `!(${textOf(node, code)})` }];
}

/** @param {Node} node @returns {Mistake[]} */
function otherLiteral(node) {
  if (typeof node['value'] === 'boolean') return [{ node, becomes: `${!node['value']}` }];
  return node['value'] === 'reuse' ? [{ node, becomes: "'run'" }] : [];
}

/** @param {Node} node */
const operatorOf = ({ operator }) => (typeof operator === 'string' ? operator : '');

/** @param {Node} node @param {string} code */
export const textOf = ({ start, end }, code) => code.slice(start, end);

/**
 * @param {Node} node
 * @param {string} key
 * @returns {Node}
 */
export function child(node, key) {
  const found = node[key];
  if (!isNode(found)) throw new Error(`a ${node.type} without ${key}`);
  return found;
}

/** @param {unknown} value @returns {value is Node} */
export const isNode = (value) =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
