import { inputsTemplate } from '@reprise/core/pipeline';
import { expect, it } from 'vitest';
import { filledForm, problemOf } from './filled-form.ts';

const PIPELINE = `pipeline:
  identifier: asking
  variables:
    - {name: version, type: String, value: <+input>}
    - {name: colour, type: String, value: "<+input>.default(blue).allowedValues(blue,green)"}
  stages: []
`;
const VERSION = 'pipeline.variables.version.value';
const COLOUR = 'pipeline.variables.colour.value';
const inputs = (version: string) =>
  `pipeline: {identifier: asking, variables: [{name: version, type: String, value: "${version}"}]}`;
const form = (
  typed: Readonly<Record<string, string | undefined>> = {},
  prefilled: readonly string[] = [],
) =>
  filledForm({
    pipeline: PIPELINE,
    skeleton: inputsTemplate(PIPELINE),
    prefilled,
    typed: new Map(Object.entries(typed)),
  });

it('asks for what has no default, and shows what will run', () => {
  expect(form().problems).toEqual(['Give version first']);
  const filled = form({ [VERSION]: '7' });
  expect(filled.problems).toEqual([]);
  expect(filled.preview).toContain('value: 7');
  expect(filled.preview).toContain('value: "blue"');
});

it('fills in what input sets give, later ones over earlier ones, and what is typed over all', () => {
  const sets = [inputs('1'), inputs('2')];
  expect(form({}, sets).answers.get(VERSION)).toBe('2');
  expect(form({ [VERSION]: '3' }, sets).answers.get(VERSION)).toBe('3');
  expect(form({ [VERSION]: undefined }, sets).problems).toEqual(['Give version first']);
});

it('says at its field what is wrong with an answer', () => {
  const filled = form({ [VERSION]: '1', [COLOUR]: 'red' });
  const [, colour] = filled.questions;
  expect(colour && problemOf(filled, colour)).toContain('"red"');
});

it('passes over what an input set gives that is not asked any more', () => {
  const old = 'pipeline: {identifier: asking, variables: [{name: gone, value: x}]}';
  expect(form({ [VERSION]: '1' }, [old]).problems).toEqual([]);
});

it('does not ask now for what is asked while the pipeline runs', () => {
  const pipeline = PIPELINE.replace('<+input>}', '<+input>.executionInput()}');
  const parts = { pipeline, skeleton: inputsTemplate(pipeline), prefilled: [], typed: new Map() };
  expect(filledForm(parts).questions.map(({ name }) => name)).toEqual(['colour']);
  expect(filledForm(parts).problems).toEqual([]);
});
