import { readdirSync, readFileSync } from 'node:fs';
import {
  array,
  assert,
  constantFrom,
  dictionary,
  nat,
  property,
  string,
  subarray,
  tuple,
} from 'fast-check';
import { expect, it } from 'vitest';
import { mergeInputs } from './inputs/merge.ts';
import { inputsFromPairs } from './inputs/pairs.ts';
import { inputsTemplate } from './inputs/template.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { pipelineYaml, shellStep, stageYaml, waitStep } from './testing/yaml.ts';

const scenarios = new URL('../../../test/scenarios/bad-input/', import.meta.url);
const seeds = readdirSync(scenarios)
  .map((name) => readFileSync(new URL(`${name}/pipeline.yaml`, scenarios), 'utf8'))
  .concat(
    pipelineYaml({
      head: '\n  variables:\n    - name: a\n      type: String\n      value: <+input>.default(b)',
      stages: [stageYaml('build', [shellStep('make', 'echo <+pipeline.name>'), waitStep('pause')])],
    }),
  );

const pieces = '<+ > [ ] { } : - ? | & * ! " # \\ , <+input> __proto__ ${ stage: step: &a *a --- \t'
  .split(' ')
  .concat(' ', '\n', '\n  ', 'pipeline:\n');

/** Real pipelines with pieces cut out and others put in. */
const mutated = tuple(
  constantFrom(...seeds),
  array(tuple(nat(3_000), nat(30), constantFrom(...pieces)), { minLength: 1, maxLength: 6 }),
).map(([seed, cuts]) => {
  let text = seed;
  for (const [at, length, piece] of cuts) {
    const start = at % (text.length + 1);
    text = text.slice(0, start) + piece + text.slice(start + length);
  }
  return text;
});

const soup = array(constantFrom(...pieces, 'a', 'name', 'identifier'), { maxLength: 40 }).map(
  (all) => all.join(''),
);

/** How many texts of each kind: each is read five times over, and every run of the tests tries others. */
const RUNS = 150;

function checkAll(yaml: string): void {
  const lines = yaml.split('\n').length;
  const { pipeline, problems } = parsePipeline(yaml);
  if (pipeline === null) expect(problems).not.toEqual([]);
  if (problems.some(({ severity }) => severity === 'error')) expect(pipeline).toBeNull();
  const odd = problems.filter(
    ({ line, column, message }) =>
      line < 1 || line > lines + 1 || column < 1 || message.includes('undefined'),
  );
  expect(odd).toEqual([]);
  inputsTemplate(yaml);
  mergeInputs(yaml, yaml);
  inputsFromPairs(yaml, { a: 'b' });
}

it('reading never throws, whatever the text, and always says why there is no pipeline', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  assert(property(mutated, checkAll), { numRuns: RUNS });
  assert(property(soup, checkAll), { numRuns: RUNS });
  assert(property(string({ unit: 'binary', maxLength: 200 }), checkAll), { numRuns: RUNS });
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
});

it('the template of inputs names exactly what the pipeline asks for', () => {
  const places = [
    'description: text',
    'timeout: 5m',
    'value: one',
    'duration: 10s',
    'A=1',
    'linux',
  ];
  const whole = pipelineYaml({
    head: `\n  description: text\n  timeout: 5m\n  delegateSelectors: [linux, arm]\n  variables:\n    - name: v\n      type: String\n      value: one`,
    stages: [
      stageYaml('one', [waitStep('pause'), shellStep('make', 'A=1')]),
      stageYaml('two', [waitStep('pause').replace('10s', '20s')]),
    ],
  });
  assert(
    property(subarray(places), (chosen) => {
      let yaml = whole;
      for (const place of chosen) yaml = yaml.replace(place, asking(place));
      const template = inputsTemplate(yaml);
      expect(template.split('<+input>')).toHaveLength(chosen.length + 1);
      const again = mergeInputs(yaml, template);
      expect(again.problems.map(({ code }) => code)).toEqual(chosen.map(() => 'missing-input'));
      const filled = mergeInputs(yaml, template.replaceAll('<+input>', '30s'));
      expect(filled.problems).toEqual([]);
      expect(inputsTemplate(filled.yaml)).toBe('');
    }),
  );
});

const asking = (place: string): string => place.replace(/(: )?\S+$/, '$1<+input>');

it('any value given for a variable arrives as it was given, and nothing else changes', () => {
  const names = ['alpha', 'beta', 'gamma'];
  const yaml = pipelineYaml({
    head: `\n  variables:${names.map((name) => `\n    - name: ${name}\n      type: String\n      value: <+input>.default(none) # ${name}`).join('')}`,
    stages: [stageYaml('build', [waitStep('pause')])],
  });
  assert(
    property(dictionary(constantFrom(...names), string()), (pairs) => {
      const given = Object.fromEntries(
        Object.entries(pairs).filter(([, value]) => !value.includes('<+')),
      );
      const inputs = inputsFromPairs(yaml, given);
      const merged = mergeInputs(yaml, inputs.yaml);
      expect([...inputs.problems, ...merged.problems]).toEqual([]);
      const { pipeline, problems } = parsePipeline(merged.yaml);
      expect(problems).toEqual([]);
      const values = pipeline?.variables.map(({ name, value }) => [name, value.text]);
      expect(values).toEqual(names.map((name) => [name, given[name] ?? 'none']));
      const untouched = (text: string) =>
        text.split('\n').filter((line) => !line.includes('value:'));
      expect(untouched(merged.yaml)).toEqual(untouched(yaml));
    }),
  );
});
