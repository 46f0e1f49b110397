import type { BinaryOperator } from './syntax.ts';

/** How tightly the binary operators bind, loosest first; all group from the left. `? :` is looser than any of them. */
const levels: readonly (readonly BinaryOperator[])[] = [
  ['?:', '??'],
  ['||'],
  ['&&'],
  ['==', '!=', '=~', '!~', '=^', '!^', '=$', '!$'],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

export const conditionalPower = 1;
/** Tighter than every binary operator. */
export const unaryPower = levels.length + 2;

interface Operator {
  readonly operator: BinaryOperator;
  readonly power: number;
}

const bySign: ReadonlyMap<string, Operator> = new Map(
  levels.flatMap((operators, level) =>
    operators.map((operator): [string, Operator] => [operator, { operator, power: level + 2 }]),
  ),
);

/** JEXL's operators in words. */
const words: ReadonlyMap<string, string> = new Map([
  ['or', '||'],
  ['and', '&&'],
  ['eq', '=='],
  ['ne', '!='],
  ['lt', '<'],
  ['gt', '>'],
  ['le', '<='],
  ['ge', '>='],
  ['div', '/'],
  ['mod', '%'],
]);

/** The binary operator that a sign or word stands for, and its power from 2 (loosest) up. */
export function binaryOperator(text: string): Operator | undefined {
  return bySign.get(words.get(text) ?? text);
}
