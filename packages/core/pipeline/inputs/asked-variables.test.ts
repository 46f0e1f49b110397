import { expect, it } from 'vitest';
import { askedVariables } from './asked-variables.ts';

const named = (variables: string) =>
  askedVariables(`pipeline: {identifier: p, name: P, variables: [${variables}]}`);

it('of a pipeline those variables are told that are runtime inputs, with what they ask for', () => {
  const variables = named(
    '{name: fixed, type: String, value: x}, {name: size, type: Number, value: <+input>},' +
      '{name: place, type: String, value: "<+input>.default(dev).selectManyFrom(dev,prod)"}',
  );
  expect(variables).toEqual([
    { name: 'size', type: 'Number', asks: { several: false } },
    {
      name: 'place',
      type: 'String',
      asks: { default: 'dev', allowed: ['dev', 'prod'], several: true },
    },
  ]);
});

it.each([
  ['no YAML', 'pipeline: ['],
  ['no pipeline', 'template: {}'],
  ['variables that are no list', 'pipeline: {variables: 3}'],
  ['a variable without a name', 'pipeline: {variables: [{value: <+input>}]}'],
  ['an input that is not understood', 'pipeline: {variables: [{name: x, value: <+input>.nope()}]}'],
])('what cannot be read asks for nothing: %s', (_, yaml) => {
  expect(askedVariables(yaml)).toEqual([]);
});
