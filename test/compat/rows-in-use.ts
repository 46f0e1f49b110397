/** Which rows of the tables the pipelines of the scenarios and of the corpus use. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { namesOfNodes } from '@reprise/core/execution';
import { keysWritten } from '@reprise/core/pipeline';
import { isMap, isScalar, isSeq, parseDocument, visit, type YAMLMap } from 'yaml';
import { parseText } from '../../packages/core/expression/index.ts';
import { expressionsOf, referencesOf } from '../../packages/core/expression/references.ts';

/** One folder of the scenarios or the corpus: what is applied, and what is then done with it. */
interface Example {
  readonly name: string;
  readonly documents: readonly string[];
  readonly acts: unknown;
}

/** A folder without acts is only there to be refused: it runs nothing. */
export function examples(): readonly Example[] {
  return ['scenarios', 'corpus'].flatMap((kind) => {
    const home = new URL(`../${kind}/`, import.meta.url);
    return readdirSync(home).flatMap((name) => {
      const folder = new URL(`${name}/`, home);
      const expected = new URL('expected.json', folder);
      if (!existsSync(expected)) return [];
      const acts: unknown = JSON.parse(readFileSync(expected, 'utf8'));
      return [{ name: `${kind}/${name}`, documents: documentsIn(folder), acts }];
    });
  });
}

function documentsIn(folder: URL): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return documentsIn(new URL(`${entry.name}/`, folder));
    if (!entry.name.endsWith('.yaml')) return [];
    return readFileSync(new URL(entry.name, folder), 'utf8').split(/^---$/m);
  });
}

/** The names of the examples that stand for each row, by the row: `Keys of a stage: when`. */
export function rowsInUse(): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, string[]>();
  for (const { name, documents, acts } of examples()) {
    const used = new Set([...documents.flatMap((each) => [...rowsOf(each)]), ...rowsOfActs(acts)]);
    for (const row of used) rows.set(row, [...(rows.get(row) ?? []), name]);
  }
  return rows;
}

function* rowsOf(document: string): Iterable<string> {
  for (const [what, keys] of keysWritten(document)) {
    const type = /^the spec of an? (\w+) (step|stage)$/.exec(what);
    if (type !== null) yield `${type[2]} type: ${type[1]}`;
    for (const key of keys) yield `Keys of ${what}: ${key}`;
  }
  const { texts, maps } = partsOf(document);
  for (const text of texts) yield* rowsOfText(text);
  for (const map of maps) yield* rowsOfMap(map);
}

function partsOf(document: string) {
  const texts: string[] = [];
  const maps: YAMLMap[] = [];
  visit(parseDocument(document), {
    Map: (_, map) => {
      maps.push(map);
    },
    Scalar: (_, { value }) => {
      if (typeof value === 'string' && value.includes('<+')) texts.push(value);
    },
  });
  return { texts, maps };
}

function* rowsOfMap(map: YAMLMap): Iterable<string> {
  const action = map.get('action');
  if (isMap(action)) yield `action: ${word(action.get('type'))}`;
  const errors = map.get('errors');
  if (isSeq(errors)) {
    for (const item of errors.items) yield `error: ${word(isScalar(item) && item.value)}`;
  }
  const template = map.get('template');
  if (isMap(template)) yield `template type: ${word(template.get('type'))}`;
}

const word = (value: unknown): string => (typeof value === 'string' ? value : '');

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

/** What people do meanwhile: both kinds of folders say it in the same words. */
function* rowsOfActs(acts: unknown): Iterable<string> {
  if (typeof acts !== 'object' || acts === null) return;
  for (const [key, value] of Object.entries(acts)) {
    if (key === 'interrupt') yield `interrupt: ${value === 'Abort' ? 'AbortAll' : value}`;
    else if (key === 'markFailed') yield 'interrupt: MarkAsFailed';
    else if (key === 'choice') yield `decision: ${value}`;
    else yield* rowsOfActs(value);
  }
}
