import { describe, expect, it } from 'vitest';
import { mergeInputs } from '../inputs/merge.ts';
import { readInputSet } from './input-set-file.ts';
import { overlayInputs } from './overlay-inputs.ts';

const set = (variables: string) => `inputSet:
  identifier: eu
  name: EU
  orgIdentifier: default
  projectIdentifier: default_project
  pipeline:
    identifier: demo
    variables:
${variables}`;
const variable = (name: string, value: string) =>
  `      - name: ${name}\n        type: String\n        value: ${value}\n`;

describe('an input set', () => {
  it('is a name for a sparse copy of the pipeline', () => {
    const { inputSet, problems } = readInputSet(set(variable('region', 'eu')));
    expect(problems).toEqual([]);
    expect(inputSet).toMatchObject({ kind: 'inputSet', identifier: 'eu', pipeline: 'demo' });
    const yaml = `pipeline:\n  identifier: demo\n  variables:\n    - {name: region, type: String, value: <+input>}\n`;
    const inputs = inputSet?.kind === 'inputSet' ? inputSet.inputsYaml : '';
    expect(mergeInputs(yaml, inputs)).toMatchObject({
      problems: [],
      yaml: yaml.replace('<+input>', '"eu"'),
    });
  });

  it('may be an overlay of others', () => {
    const yaml = 'overlayInputSet: {identifier: o, name: O, inputSetReferences: [a, b]}';
    expect(readInputSet(yaml)).toMatchObject({
      problems: [],
      inputSet: { kind: 'overlay', references: ['a', 'b'] },
    });
  });

  it.each([
    ['pipeline: {identifier: demo}', '"inputSet" is missing'],
    ['inputSet: {identifier: a, name: A}', '"pipeline" is missing'],
    ['overlayInputSet: {identifier: o, name: O, inputSetReferences: [a/b]}', 'is no identifier'],
    ['inputSet: {identifier: a, name: A, pipeline: {}, stages: []}', '"stages" is not a key'],
  ])('%s is refused: %s', (yaml, message) => {
    const { inputSet, problems } = readInputSet(yaml);
    expect(inputSet).toBeNull();
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });
});

describe('input sets laid over each other', () => {
  const inputs = (...variables: readonly string[]) =>
    `pipeline:\n  identifier: demo\n  variables:\n${variables.join('').replaceAll(/^ {2}/gm, '')}`;

  it('replace what is said again, and let through what is not', () => {
    const one = inputs(variable('a', 'a1'), variable('b', 'b1'));
    const two = inputs(variable('b', 'b2'), variable('c', '1.10'), variable('a', ''));
    expect(overlayInputs([one, '', two])).toBe(
      inputs(variable('a', 'a1'), variable('b', 'b2'), variable('c', '1.10')),
    );
  });

  it('find stages by name, also inside parallel blocks', () => {
    const stage = (name: string, value: string) =>
      `stage: {identifier: ${name}, variables: [{name: v, value: ${value}}]}`;
    const list = (...items: readonly string[]) =>
      `pipeline: {stages: [${items.map((item) => `{${item}}`).join(', ')}]}`;
    const block = (...items: readonly string[]) =>
      `parallel: [${items.map((item) => `{${item}}`).join(', ')}]`;
    const laid = overlayInputs([
      list(stage('a', 'a1'), block(stage('b', 'b1'), stage('c', 'c1'))),
      list(block(stage('c', 'c2'))),
    ]);
    expect(laid.match(/value: \S+/g)).toEqual(['value: a1', 'value: b1', 'value: c2']);
  });
});
