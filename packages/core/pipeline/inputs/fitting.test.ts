import { expect, it } from 'vitest';
import { fittingInputs } from './fitting.ts';

const PIPELINE = `pipeline:
  identifier: p
  variables:
    - {name: version, type: String, value: <+input>}
    - {name: colour, type: String, value: blue}
  stages:
    - parallel:
        - stage: {identifier: build, type: Custom, spec: <+input>}
        - stage: {identifier: ship, type: Custom, spec: {}}
`;

it('inputs that fit stay to the letter', () => {
  const inputs = `# as given
pipeline:
  identifier: p
  variables: [{name: version, type: String, value: "1"}]
  stages: [{parallel: [{stage: {identifier: build, spec: {a: [1]}}}]}]
`;
  expect(fittingInputs(PIPELINE, inputs)).toBe(inputs);
  expect(fittingInputs(PIPELINE, '')).toBe('');
});

it('what has become no runtime input, and what is gone, is left out; the rest stays', () => {
  const inputs = `pipeline:
  identifier: p
  timeout: 1h
  variables:
    - {name: version, type: String, value: "1"}
    - {name: colour, type: String, value: red}
    - {name: gone, type: String, value: x}
  stages:
    - stage: {identifier: gone, spec: {}}
`;
  const fitting = fittingInputs(PIPELINE, inputs);
  expect(fitting).toContain('name: version');
  expect(fitting).toContain('value: "1"');
  expect(fitting).not.toMatch(/gone|red|timeout/);
});

it('inputs that are no YAML are left for whoever reports them', () => {
  expect(fittingInputs(PIPELINE, 'pipeline: [')).toBe('pipeline: [');
});
