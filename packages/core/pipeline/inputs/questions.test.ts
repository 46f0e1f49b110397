import { describe, expect, it } from 'vitest';
import { mergeInputs } from './merge.ts';
import { answeredInputs, inputAnswers, inputQuestions } from './questions.ts';
import { inputsTemplate } from './template.ts';

const PIPELINE = `pipeline:
  identifier: asking
  variables:
    - {name: version, type: String, description: What to ship, required: true, value: <+input>}
    - name: colour
      type: String
      value: <+input>.default(blue).allowedValues(blue,green)
    - {name: fixed, type: String, value: x}
    - {name: odd, type: String, value: <+input>.surprise(1)}
  stages:
    - parallel:
        - stage:
            identifier: build
            type: Custom
            spec:
              execution:
                steps:
                  - step:
                      identifier: make
                      type: ShellScript
                      timeout: <+input>.default(5m)
                      spec: {shell: Bash, delegateSelectors: <+input>}
`;
const VERSION = 'pipeline.variables.version.value';
const SELECTORS = 'pipeline.stages.build.spec.execution.steps.make.spec.delegateSelectors';

describe('the questions of a pipeline', () => {
  it('are its runtime inputs in their order, named as a person knows them', () => {
    expect(inputQuestions(PIPELINE).map(({ name, path }) => [name, path])).toEqual([
      ['version', VERSION],
      ['colour', 'pipeline.variables.colour.value'],
      ['odd', 'pipeline.variables.odd.value'],
      ['timeout', 'pipeline.stages.build.spec.execution.steps.make.timeout'],
      ['delegateSelectors', SELECTORS],
    ]);
  });

  it('have the same paths in the skeleton', () => {
    const paths = (yaml: string) => inputQuestions(yaml).map(({ path }) => path);
    expect(paths(inputsTemplate(PIPELINE))).toEqual(paths(PIPELINE));
  });

  it('tell what may be given, and what is used otherwise', () => {
    const [version, colour, odd] = inputQuestions(PIPELINE);
    expect(version).toMatchObject({ description: 'What to ship', required: true, fallback: null });
    expect(colour).toMatchObject({ fallback: 'blue', placeholder: { allowed: ['blue', 'green'] } });
    expect(odd).toMatchObject({ placeholder: null, wrong: '.surprise() is no suffix of <+input>' });
  });

  it('are none of what cannot be read', () => {
    expect(inputQuestions('a: [')).toEqual([]);
    expect(inputAnswers('')).toEqual(new Map());
  });
});

describe('answers', () => {
  const skeleton = inputsTemplate(PIPELINE);

  it.each(['1.10', 'true', 'a: b # c', '"', '<+pipeline.name>', 'two\nlines', '[x]'])(
    'become inputs that mean what was typed: %j',
    (version) => {
      const inputs = answeredInputs(skeleton, new Map([[VERSION, version]]));
      expect(inputAnswers(inputs).get(VERSION)).toBe(version);
      expect(inputAnswers(mergeInputs(PIPELINE, inputs).yaml).get(VERSION)).toBe(version);
    },
  );

  it('may be lists where no text is wanted', () => {
    const inputs = answeredInputs(skeleton, new Map([[SELECTORS, '[linux, big]']]));
    expect(inputs).toContain('delegateSelectors: [linux, big]');
  });

  it('that are left out leave the defaults in place, and say what is missing', () => {
    const { yaml, problems } = mergeInputs(PIPELINE, answeredInputs(skeleton, new Map()));
    expect(yaml).toContain('value: "blue"');
    expect(problems.map(({ code }) => code)).toContain('missing-input');
  });
});
