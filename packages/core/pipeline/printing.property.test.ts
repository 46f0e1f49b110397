import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { placedBy, printYaml, Report, readYaml } from '../yaml/index.ts';
import { type ParsedPipeline, parsePipeline } from './parse-pipeline.ts';

const tests = new URL('../../../test/', import.meta.url);

/** Every pipeline of the scenarios and the corpus: all types of stages, steps and loops are among them. */
const files = ['scenarios', 'corpus'].flatMap((kind) =>
  readdirSync(new URL(`${kind}/`, tests), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('bad-input'))
    .map((name) => `${kind}/${name}`),
);

/** What belongs to the layout, which printing does anew: braces, line breaks of folded text, how far text is indented. */
const LAYOUT = ['column', 'folds', 'indent'];

const read = (parsed: ParsedPipeline): unknown =>
  JSON.parse(
    JSON.stringify(parsed, (key, value: unknown) => (LAYOUT.includes(key) ? undefined : value)),
  );

it('a pipeline that is printed and read again is the same, all of it on its old line', () => {
  const types = new Set<string>();
  for (const file of files) {
    const yaml = readFileSync(new URL(file, tests), 'utf8');
    const root = readYaml(yaml, new Report());
    if (root === null || !yaml.startsWith('pipeline:')) continue;
    const first = parsePipeline(yaml);
    const printed = printYaml(root);
    const again = parsePipeline(printed.yaml, placedBy(printed.map));
    expect(read(again), file).toEqual(read(first));
    for (const entry of first.pipeline?.stages ?? []) {
      if (entry.kind === 'stage') types.add(entry.stage.type);
    }
  }
  expect([...types].toSorted()).toEqual(['Approval', 'CI', 'Custom', 'Deployment', 'Pipeline']);
});
