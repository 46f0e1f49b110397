import { expect, it } from 'vitest';
import { Report } from './report.ts';
import { YamlFile } from './yaml-file.ts';

it('is read once, however many ask', () => {
  const file = new YamlFile('a: [1, 2]\n');
  const first = file.root(new Report());
  expect(first?.kind).toBe('map');
  expect(file.root(new Report())).toBe(first);
});

it('tells every reader what is wrong, at its place and of its file', () => {
  const file = new YamlFile('a: 1\na: 2\n', ({ line, column }) => ({ line: line + 10, column }));
  const [pipeline, inputs] = [new Report(), new Report('inputs')];
  file.root(pipeline);
  file.root(inputs);
  const [wrong] = pipeline.problems();
  expect(wrong).toMatchObject({ code: 'duplicate-key', line: 12, column: 1 });
  expect(inputs.problems()).toEqual([{ ...wrong, file: 'inputs' }]);
});

it('counts what a reading left out of its report', () => {
  const keys = Array.from({ length: 250 }, () => 'a: 1').join('\n');
  const report = new Report();
  new YamlFile(keys).root(report);
  expect(report.problems().at(-1)?.message).toContain('49 more problems are not listed');
});
