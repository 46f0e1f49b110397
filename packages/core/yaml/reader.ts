import { type Milliseconds, parseDuration, type Text } from '@reprise/core';
import { nameOfKind, scalarText, valueAt, type YamlNode, type YamlScalar } from './node.ts';
import type { Report } from './report.ts';

/** Turns a node into a value. Undefined means that it cannot, and that the report says why. */
export type Reader<Value> = (node: YamlNode, report: Report) => Value | undefined;

/** `<+input>`, with or without `.default(…)` and the like: a value that the one who runs the pipeline gives. */
export const isRuntimeInput = (node: YamlNode): boolean =>
  node.kind === 'scalar' && node.text.text.trimStart().startsWith('<+input>');

/** Text that may hold expressions. Numbers and booleans are taken as written. */
export const text: Reader<Text> = (node, report) => {
  if (node.kind === 'scalar' && node.value !== null) return node.text;
  const hint = node.kind === 'scalar' ? ' (write "" for an empty one)' : '';
  report.error('wrong-type', `Expected a text, found ${nameOfKind(node)}${hint}.`, node.at);
  return undefined;
};

/** Text whose place does not matter. */
export const plainText: Reader<string> = (node, report) => {
  if (node.kind === 'scalar') return node.text.text;
  report.error('wrong-type', `Expected a text, found ${nameOfKind(node)}.`, node.at);
  return undefined;
};

const isExpression = (node: YamlNode): boolean =>
  node.kind === 'scalar' && node.text.text.includes('<+');

function wantBeforehand(node: YamlNode, expected: string, report: Report): void {
  if (report.beforehand !== undefined) report.beforehand.set(node, expected);
  else {
    const message = `Expressions are not supported here; expected ${expected}.`;
    report.unsupported('unsupported-expression', message, node.at);
  }
}

/**
 * A reader of a scalar that must be known before the run. `<+input>` is taken for `meanwhile`, since a value replaces it
 * before anything runs, and so is any other expression: see `Report.beforehand`.
 */
export function fixed<Value>(
  expected: string,
  meanwhile: Value,
  parse: (scalar: YamlScalar) => Value | undefined,
): Reader<Value> {
  return (node, report) => {
    if (isRuntimeInput(node)) return meanwhile;
    if (isExpression(node)) {
      wantBeforehand(node, expected, report);
      return meanwhile;
    }
    const value = node.kind === 'scalar' ? parse(node) : undefined;
    if (value === undefined) {
      report.error('bad-value', `Expected ${expected}, found ${nameOfKind(node)}.`, node.at);
    }
    return value;
  };
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

export const boolean: Reader<boolean> = fixed('true or false', false, (scalar) =>
  booleans.get(scalar.text.text),
);

/** A whole number of at least `least`; `<+input>` stands for `least` until it is replaced. */
export const wholeNumber = (least: number): Reader<number> =>
  fixed(`a whole number of at least ${least}`, least, ({ text }) => {
    const number = /^\d{1,9}$/.test(text.text) ? Number(text.text) : undefined;
    return number !== undefined && number >= least ? number : undefined;
  });

/** One of the words; `<+input>` stands for the first of them until it is replaced. */
export function choice<Word extends string>(first: Word, ...others: readonly Word[]): Reader<Word> {
  const words = [first, ...others];
  return fixed(words.join(', ').replace(/, ([^,]*)$/, ' or $1'), first, (scalar) =>
    words.find((word) => word === scalar.text.text),
  );
}

/** A length of time such as `1h 30m`; undefined, without a problem, while it is `<+input>`. */
export const duration: Reader<Milliseconds> = (node, report) => {
  const read = fixed<Milliseconds | null>(
    'a duration such as 30s, 10m or 1h 30m',
    null,
    (scalar) => {
      return parseDuration(scalar.text.text) ?? undefined;
    },
  )(node, report);
  return read ?? undefined;
};

/**
 * A list; every item is read, so that all problems are found. Undefined if one of them cannot be. `<+input>` stands for
 * an empty one until it is replaced.
 */
export function listOf<Item>(read: Reader<Item>): Reader<readonly Item[]> {
  return (node, report) => {
    if (isRuntimeInput(node)) return [];
    if (isExpression(node)) {
      wantBeforehand(node, 'a list', report);
      return [];
    }
    if (node.kind !== 'list') {
      report.error('wrong-type', `Expected a list, found ${nameOfKind(node)}.`, node.at);
      return undefined;
    }
    const items = node.items.map((item) => read(item, report));
    const readable = items.filter((item) => item !== undefined);
    return readable.length === items.length ? readable : undefined;
  };
}

/** A list of items that have a `name`, each of another one. */
export function namedList<Item>(what: string, read: Reader<Item>): Reader<readonly Item[]> {
  return (node, report) => {
    const lines = new Map<string, number>();
    for (const item of node.kind === 'list' ? node.items : []) {
      const name = scalarText(valueAt(item, 'name'));
      if (name === undefined) continue;
      const line = lines.get(name);
      lines.set(name, line ?? item.at.line);
      if (line === undefined) continue;
      const message = `Another ${what} is called "${name}" already, at line ${line}.`;
      report.error('duplicate-name', message, item.at);
    }
    return listOf(read)(node, report);
  };
}

/** A list of texts that are known before the run: selectors, user groups. `<+input>` stands for an empty one. */
export const names: Reader<readonly string[]> = listOf(
  fixed('a name', '', (scalar) => scalar.text.text || undefined),
);
