import { describe, expect, it } from 'vitest';
import { valueAt, type YamlNode, type YamlScalar } from './node.ts';
import { positionIn } from './position-in.ts';
import { readYaml } from './read-yaml.ts';
import { Report } from './report.ts';

function scalarIn(yaml: string, key = 'key'): YamlScalar {
  const report = new Report();
  const root = readYaml(yaml, report);
  const node: YamlNode | undefined = root === null ? undefined : valueAt(root, key);
  if (node?.kind !== 'scalar') throw new Error(JSON.stringify(report.problems()));
  return node;
}

function codesOf(yaml: string): readonly string[] {
  const report = new Report();
  readYaml(yaml, report);
  return report.problems().map(({ code }) => code);
}

describe('each character of a text can be found in the source again', () => {
  it.each([
    ['plain text', 'key: some X here\n'],
    ['plain text over several lines', 'key: some\n  text and\n  then X here\n'],
    ['text in quotes', 'key: "some X here"\n'],
    ['text in single quotes', "key: 'some X here'\n"],
    ['quoted text over several lines', 'key: "some\n\n   text X here"\n'],
    ['text in quotes with escapes', 'key: "a \\"b\\" \\u00e9\\x41\\U0001F600 \\\\ X <+x>"\n'],
    ['text in quotes with escaped lines', 'key: "one\\n\\ttwo X <+x>"\n'],
    [
      'quoted text with escapes over several lines',
      'key: "one\\n\n\n   two \\\n   \\"X\\" <+x>"\n',
    ],
    ['text in single quotes with quotes in it', "key: 'it''s X <+x>'\n"],
    ['a literal block', 'key: |\n  one\n    two X\n  three\n'],
    ['a literal block that begins with an empty line', 'key: |\n\n  X\n'],
    ['a literal block with an indentation of its own', 'key: |2\n    two X\n'],
    ['a literal block with Windows line ends', 'key: |\r\n  one\r\n  X\r\n'],
    ['a literal block with a comment in its head', 'key: |- # why\n  one\n  X\n'],
    ['a folded block', 'key: >\n  one\n  two X\n\n  three\n'],
    ['a folded block with lines that stay', 'key: >-\n  one\n    two X\n  three\n'],
    ['a text deep in other values', 'a:\n  - - b: [1, "X"]\n    - c\n', 'X'],
  ])('%s', (_what, yaml, wanted = 'X') => {
    const lines = yaml.split(/\r?\n/);
    const line = lines.findIndex((each) => each.includes(wanted));
    const column = lines[line]?.indexOf(wanted) ?? -1;
    const scalar = yaml.startsWith('key') ? scalarIn(yaml) : deepest(yaml, wanted);
    const offset = scalar.text.text.indexOf(wanted);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(positionIn(scalar.text, offset)).toEqual({ line: line + 1, column: column + 1 });
  });

  function deepest(yaml: string, wanted: string): YamlScalar {
    const find = (node: YamlNode | null): YamlScalar | undefined => {
      if (node === null) return undefined;
      if (node.kind === 'scalar') return node.text.text === wanted ? node : undefined;
      const inside =
        node.kind === 'list' ? node.items : [...node.entries.values()].map(({ value }) => value);
      return inside.map(find).find((each) => each !== undefined);
    };
    const found = find(readYaml(yaml, new Report()));
    if (found === undefined) throw new Error('not found');
    return found;
  }
});

describe('scalars', () => {
  it.each([
    ['1.10', 1.1, '1.10'],
    ['true', true, 'true'],
    ['yes', 'yes', 'yes'],
    ['0x1F', 31, '0x1F'],
    ['"5"', '5', '5'],
    ['', null, ''],
    ['~', null, ''],
    ['2026-01-01', '2026-01-01', '2026-01-01'],
  ])('%j is %j, written %j', (written, value, text) => {
    const scalar = scalarIn(`key: ${written}\n`);
    expect(scalar.value).toBe(value);
    expect(scalar.text.text).toBe(text);
  });
});

describe('what must not be read', () => {
  const bomb = (levels: number) =>
    Array.from({ length: levels }, (_, level) => {
      const items = Array.from({ length: 10 }, () => (level === 0 ? 'x' : `*a${level - 1}`));
      return `k${level}: &a${level} [${items.join()}]`;
    }).join('\n');

  it.each([
    ['a file of ten megabytes', `a: ${'x'.repeat(10_000_000)}`, 'too-large'],
    ['brackets without end', '['.repeat(2_000_000), 'too-deep'],
    ['dashes without end', '- '.repeat(1_000_000), 'too-deep'],
    [
      'blocks without end',
      Array.from({ length: 999 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'too-deep',
    ],
    ['more values than a pipeline has', `[${'a,'.repeat(1_400_000)}]`, 'too-many-values'],
    ['a bomb of aliases', bomb(30), 'too-many-values'],
    [
      'depth by way of aliases',
      Array.from(
        { length: 50 },
        (_, i) => `k${i}: &a${i} [[[[[${i > 0 ? `*a${i - 1}` : 1}]]]]]`,
      ).join('\n'),
      'too-deep',
    ],
    ['two documents', 'a: 1\n---\nb: 2\n', 'several-documents'],
    ['two documents, the first one ended', 'a: 1\n...\nb: 2\n', 'several-documents'],
    ['a tag', 'a: !!js/function "x"\n', 'custom-tag'],
    ['a duplicate key', 'a: 1\n"a": 2\n', 'duplicate-key'],
    ['an alias without an anchor', 'a: *b\n', 'bad-alias'],
    ['a key that is no text', '[a]: 1\n', 'bad-key'],
  ])('%s', (_what, yaml, code) => {
    expect(codesOf(yaml)).toContain(code);
  });

  it.each([
    ['one document with its marks', '%YAML 1.2\n---\na: 1\n...\n'],
    ['brackets in text', `a: |\n${'  [[[{{{\n'.repeat(1_000)}b: "${'['.repeat(1_000)}"\n`],
    ['three dashes in text', 'a: |\n  ---\n  ---\nb: --- c\n'],
    ['tags of YAML itself', 'a: !!str 5\n'],
  ])('and what may: %s', (_what, yaml) => {
    expect(codesOf(yaml)).toEqual([]);
  });
});

it('of a tab that indents, the tab alone is told', () => {
  const report = new Report();
  readYaml('a:\n  b: 1\n\tc: 2\n  d: {e: f\n', report);
  expect(report.problems()).toEqual([
    {
      severity: 'error',
      code: 'not-yaml',
      message: 'YAML is indented with blanks; there is a tab here.',
      line: 3,
      column: 1,
    },
  ]);
});

it('of very many problems the first are listed and the rest is counted', () => {
  const report = new Report();
  for (let line = 1; line <= 1_000; line++) report.error('x', 'wrong', { line, column: 1 });
  expect(report.problems()).toHaveLength(201);
  expect(report.problems().at(-1)?.message).toBe(
    '800 more problems are not listed; mend these first',
  );
});
