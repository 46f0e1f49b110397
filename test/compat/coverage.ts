/** Which rows of the tables that say "runs" a pipeline of the scenarios or of the corpus stands for. */
import { readdirSync, readFileSync } from 'node:fs';
import { expressionRoots, namesOfNodes } from '@reprise/core/execution';
import { callables } from '@reprise/core/expression';
import { keysWritten, keyUses, stageTypeNames } from '@reprise/core/pipeline';
import { stepTypes } from '@reprise/core/step-types';
import { parseDocument, visit } from 'yaml';
import { parseText } from '../../packages/core/expression/index.ts';
import { expressionsOf, referencesOf } from '../../packages/core/expression/references.ts';
import { inputSuffixes } from './table.ts';

const FOLDERS = [new URL('../scenarios/', import.meta.url), new URL('../corpus/', import.meta.url)];

/** The documents of a folder; a scenario that is only there to be refused runs nothing. */
function documentsIn(folder: URL): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'bad-input') return [];
    if (entry.isDirectory()) return documentsIn(new URL(`${entry.name}/`, folder));
    if (!entry.name.endsWith('.yaml')) return [];
    return readFileSync(new URL(entry.name, folder), 'utf8').split(/^---$/m);
  });
}

/** Everything that these pipelines use, as the rows are called: `Keys of a stage: when`. */
export function rowsInUse(): ReadonlySet<string> {
  const rows = new Set<string>();
  for (const document of FOLDERS.flatMap(documentsIn)) {
    for (const [what, keys] of keysWritten(document)) {
      const type = /^the spec of an? (\w+) (step|stage)$/.exec(what);
      if (type !== null) rows.add(`${type[2]} type: ${type[1]}`);
      for (const key of keys) rows.add(`Keys of ${what}: ${key}`);
    }
    for (const text of scalarsOf(document)) {
      for (const row of rowsOfText(text)) rows.add(row);
    }
  }
  return rows;
}

function scalarsOf(document: string): readonly string[] {
  const texts: string[] = [];
  visit(parseDocument(document), {
    Scalar: (_, { value }) => {
      if (typeof value === 'string' && value.includes('<+')) texts.push(value);
    },
  });
  return texts;
}

function* rowsOfText(text: string): Iterable<string> {
  if (text.startsWith('<+input>')) {
    for (const [, name] of text.matchAll(/\.(\w+)\(/g)) yield `<+input>: ${name}`;
    return;
  }
  const template = parseText(text);
  if (!template.ok) return;
  for (const node of expressionsOf(template.value)) {
    if (node.kind === 'method-call') yield `call: ${node.method}`;
    if (node.kind === 'function-call') yield `call: ${node.name}`;
  }
  for (const { path } of referencesOf(template.value)) {
    const names = path.map(({ name }) => name);
    yield `root: ${names[0]}`;
    yield* rowsOfPath(names);
  }
}

/** What in a path leads to a node: after it comes a name of that node. */
const BEFORE_IDENTIFIERS: Readonly<Record<string, readonly string[]>> = {
  stages: ['stage'],
  steps: ['step', 'stepGroup'],
};

function* rowsOfPath(names: readonly string[]): Iterable<string> {
  for (const [at, name] of names.entries()) {
    const next = names[at + 1];
    if (at === 0 && Object.hasOwn(namesOfNodes, name)) yield `${name}: ${next}`;
    for (const node of BEFORE_IDENTIFIERS[name] ?? []) yield `${node}: ${names[at + 2]}`;
  }
}

/** Every row that says "runs". A function counts as used wherever its name is called, on a value of whatever kind. */
export function rowsThatRun(): readonly string[] {
  const keys = [...keyUses(FOLDERS.flatMap(documentsIn))].flatMap(([what, uses]) =>
    [...uses].filter(([, use]) => use === 'runs').map(([key]) => `Keys of ${what}: ${key}`),
  );
  const names = Object.entries(namesOfNodes).flatMap(([node, all]) =>
    all.map((name) => `${node}: ${name}`),
  );
  return [
    ...Object.keys(stepTypes).map((type) => `step type: ${type}`),
    ...stageTypeNames.map((type) => `stage type: ${type}`),
    ...inputSuffixes.map((suffix) => `<+input>: ${suffix}`),
    ...expressionRoots.map((root) => `root: ${root}`),
    ...names,
    ...keys,
    ...Object.values(callables).flatMap((all) => all.map((name) => `call: ${name}`)),
  ];
}
