import {
  array,
  assert,
  constantFrom,
  dictionary,
  integer,
  letrec,
  oneof,
  property,
  string,
} from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { placedBy, printYaml, Report, readYaml, type YamlNode } from './index.ts';

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

const line = array(
  oneof(
    constantFrom('<+input>', 'a: b', ' #', '- x', '"', "'", '\\', '\t', ' ', '{', 'é', '|', ':'),
    string(),
  ),
  { maxLength: 4 },
).map((parts) => parts.join(''));
const text = oneof(
  line,
  array(line, { maxLength: 4 }).map((lines) => lines.join('\n')),
  constantFrom(
    'true',
    'null',
    '1.10',
    '~',
    '0x1f',
    '.inf',
    'no',
    '<<',
    '---',
    '2026-01-01',
    'set -e\n  x\n\ny\n',
  ),
);
const { tree } = letrec<{ tree: Plain }>((tie) => ({
  tree: oneof(
    { maxDepth: 4 },
    text,
    integer(),
    constantFrom(true, false, null, 1.5),
    array(tie('tree'), { maxLength: 4 }),
    dictionary(
      oneof(constantFrom('key', 'a b', 'a:', '1'), string({ minLength: 1 })),
      tie('tree'),
      { maxKeys: 4 },
    ),
  ),
}));

/** Without the places: what the nodes say. */
function said(node: YamlNode): unknown {
  if (node.kind === 'scalar') return { value: node.value, text: node.text.text };
  if (node.kind === 'list') return node.items.map(said);
  return [...node.entries].map(([key, { value }]) => [key, said(value)]);
}

it('what is printed reads as the same again', () => {
  let read = 0;
  assert(
    property(tree, (plain) => {
      const source = stringify(plain, { lineWidth: 0, aliasDuplicateObjects: false });
      const root = readYaml(source, new Report());
      if (root === null) return;
      read += 1;
      const report = new Report();
      const again = readYaml(printYaml(root).yaml, report);
      expect(report.problems()).toEqual([]);
      expect(again && said(again)).toEqual(said(root));
    }),
    { numRuns: 500 },
  );
  expect(read).toBeGreaterThan(300);
});

it('what is printed knows where it was written', () => {
  const source = [
    'a:   {b: [1, "two <+x>"], c: <+input>}',
    'script: |',
    '     one',
    '       two',
    '"odd key": ',
    '  - - x',
    '    - d:   y',
  ].join('\n');
  const root = readYaml(source, new Report());
  if (root === null) throw new Error('it reads');
  const { yaml, map } = printYaml(root);
  const places = (node: YamlNode): unknown => {
    if (node.kind === 'scalar') return node.text;
    if (node.kind === 'list') return node.items.map(places);
    return [...node.entries].map(([key, { keyAt, value }]) => [key, keyAt, places(value)]);
  };
  const again = readYaml(yaml, new Report(), placedBy(map));
  expect(again && places(again)).toEqual(places(root));
  expect(yaml).toContain('script: |\n  one\n    two\n');
});
