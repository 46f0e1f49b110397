import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../parse-pipeline.ts';
import { pipelineYaml, shellStep, stageYaml, waitStep } from '../testing/yaml.ts';
import { mergeInputs } from './merge.ts';
import { inputsFromPairs } from './pairs.ts';
import { inputsTemplate } from './template.ts';

const variable = (name: string, value: string, extra = '') =>
  `\n    - name: ${name}\n      type: String\n      value: ${value}${extra}`;

const withVariables = (...variables: readonly string[]) =>
  pipelineYaml({
    head: `\n  variables:${variables.join('')}`,
    stages: [stageYaml('build', [waitStep('pause')])],
  });

const giving = (name: string, value: string) =>
  `pipeline:\n  variables:\n    - name: ${name}\n      type: String\n      value: ${value}\n`;

const deep = pipelineYaml({
  head: `\n  variables:${variable('fixed', 'x')}${variable('tag', '<+input>')}`,
  stages: [
    stageYaml('build', [waitStep('pause')]),
    `parallel:
  - ${stageYaml('test', [
    waitStep('before'),
    shellStep('run', 'make', 'delegateSelectors: <+input>').replace('10m', '<+input>.default(5m)'),
  ]).replaceAll('\n', '\n    ')}`,
  ],
});

/** The values of the pipeline's variables after the inputs are in it. */
function valuesOf(yaml: string): readonly string[] {
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  return pipeline?.variables.map(({ value }) => value.text) ?? [];
}

describe('the template of inputs', () => {
  it('holds every runtime input with the identifiers on the way to it', () => {
    expect(inputsTemplate(deep)).toBe(`pipeline:
  identifier: demo
  variables:
    - name: tag
      type: String
      value: <+input>
  stages:
    - parallel:
        - stage:
            identifier: test
            type: Custom
            spec:
              execution:
                steps:
                  - step:
                      identifier: run
                      type: ShellScript
                      timeout: <+input>.default(5m)
                      spec:
                        delegateSelectors: <+input>
`);
  });

  it('is empty when nothing is asked for, or nothing can be read', () => {
    expect(inputsTemplate(withVariables(variable('a', 'b')))).toBe('');
    expect(inputsTemplate('}{')).toBe('');
  });
});

describe('merging inputs', () => {
  it('puts values where <+input> stood, and leaves the rest to the letter', () => {
    const inputs = `pipeline:
  identifier: demo
  variables:
    - name: tag
      type: String
      value: v1
  stages:
    - stage:
        identifier: test
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: run
                  type: ShellScript
                  spec:
                    delegateSelectors: [linux, arm]
`;
    const merged = mergeInputs(deep, inputs);
    expect(merged.problems).toEqual([]);
    expect(merged.yaml).toBe(
      deep
        .replace('value: <+input>', 'value: "v1"')
        .replace('<+input>.default(5m)', '"5m"')
        .replace('delegateSelectors: <+input>', 'delegateSelectors: ["linux", "arm"]'),
    );
    expect(parsePipeline(merged.yaml).problems).toEqual([]);
  });

  it.each([
    ['plain', 'plain'],
    ['1.10', '1.10'],
    ['"true"', 'true'],
    ['"a: b # c"', 'a: b # c'],
    ['|\n        two\n        lines', 'two\nlines\n'],
    ['"<+pipeline.name>"', '<+pipeline.name>'],
    [`'it''s "quoted"'`, `it's "quoted"`],
  ])('keeps the value %j whole', (written, meant) => {
    const merged = mergeInputs(withVariables(variable('tag', '<+input>')), giving('tag', written));
    expect(valuesOf(merged.yaml)).toEqual([meant]);
  });

  it('replaces a whole block by a whole block', () => {
    const yaml = pipelineYaml({ stages: [stageYaml('a', [waitStep('b')], 'when: <+input>')] });
    const inputs =
      'pipeline: {stages: [{stage: {identifier: a, when: {pipelineStatus: All, condition: "true"}}}]}';
    const { pipeline } = parsePipeline(mergeInputs(yaml, inputs).yaml);
    expect(pipeline?.stages).toMatchObject([{ stage: { when: { status: 'All' } } }]);
  });

  it.each([
    ['<+input>.default(dev)', 'dev'],
    ['<+input>.default(dev).allowedValues(dev,prod)', 'dev'],
    ["<+input>.default(\\'a,b\\')", 'a,b'],
    ['<+input>.default(f(x))', 'f(x)'],
    ['<+input>\n      default: beside', 'beside'],
  ])('takes the default of %s when no value is given', (written, meant) => {
    const yaml = withVariables(variable('env', written));
    expect(valuesOf(mergeInputs(yaml, '').yaml)).toEqual([meant]);
    expect(valuesOf(mergeInputs(yaml, giving('env', '<+input>')).yaml)).toEqual([meant]);
  });

  it('names what has no value and where', () => {
    expect(mergeInputs(withVariables(variable('tag', '<+input>')), '').problems).toEqual([
      {
        severity: 'error',
        code: 'missing-input',
        message:
          'pipeline.variables.tag.value has no value: give one with the inputs, or a default in the pipeline. It may be empty: "".',
        line: 7,
        column: 14,
      },
    ]);
  });

  it.each([
    ['<+input>.regex(v\\d+)', 'v1', undefined],
    ['<+input>.regex(v\\d+)', 'xv1', 'does not match the pattern v\\d+'],
    ['<+input>.regex((a|b\\))+)', 'ab)', undefined],
    ['<+input>.selectManyFrom(a,b)', '[a, b]', undefined],
    ['<+input>.selectManyFrom(a,b)', 'a,c', 'is not one of a, b'],
    ['<+input>.selectOneFrom(a,b)', 'a,b', 'is not one of a, b'],
    ['<+input>.default(x).regex(x+)', '<+pipeline.name>', undefined],
  ])('%s, given %s: %s', (input, value, message) => {
    const yaml = withVariables(variable('tag', input));
    const { problems } = mergeInputs(yaml, giving('tag', value));
    expect(problems.map((problem) => problem.message)).toEqual(
      message === undefined ? [] : [expect.stringContaining(message)],
    );
  });

  it('takes a whole block in the place of one <+input>', () => {
    const yaml = pipelineYaml({
      stages: [stageYaml('build', [waitStep('pause')], 'when: <+input>')],
    });
    expect(parsePipeline(yaml).problems).toEqual([]);
    const given = `pipeline:
  stages:
    - stage:
        identifier: build
        when:
          pipelineStatus: All
          condition: <+pipeline.name> == "Demo"
`;
    const merged = mergeInputs(yaml, given);
    expect(merged.problems).toEqual([]);
    expect(parsePipeline(merged.yaml)).toMatchObject({
      problems: [],
      pipeline: {
        stages: [
          { stage: { when: { status: 'All', condition: { text: '<+pipeline.name> == "Demo"' } } } },
        ],
      },
    });
  });

  it('warns of a block that can be checked only when it is given', () => {
    const yaml = pipelineYaml({ stages: ['stage: <+input>'] });
    expect(parsePipeline(yaml)).toMatchObject({
      pipeline: null,
      problems: [{ severity: 'warning', code: 'unchecked-input' }],
    });
  });

  it('does not take an empty value for a required variable', () => {
    const yaml = withVariables(variable('tag', '<+input>', '\n      required: true'));
    expect(mergeInputs(yaml, giving('tag', '""')).problems).toMatchObject([
      { code: 'missing-input' },
    ]);
  });

  it.each([
    ['a value for what is no runtime input', 'fixed', 'y', 'is no runtime input: it is "x"'],
    ['a variable that does not exist', 'tga', 'y', 'is not in the pipeline. Did you mean "tag"?'],
    [
      'a value that is not allowed',
      'tag',
      'c',
      '"c" given for pipeline.variables.tag.value is not one of a, b.',
    ],
  ])('refuses %s', (_what, name, value, message) => {
    const yaml = withVariables(
      variable('fixed', 'x'),
      variable('tag', '<+input>.default(a).allowedValues(a,b)'),
    );
    const [problem, ...others] = mergeInputs(yaml, giving(name, value)).problems;
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ severity: 'error', file: 'inputs' });
    expect(problem?.message).toContain(message);
  });

  it('allows several values where several may be selected', () => {
    const yaml = withVariables(variable('regions', '<+input>.selectManyFrom(eu,us,asia)'));
    expect(mergeInputs(yaml, giving('regions', 'eu,asia')).problems).toEqual([]);
    expect(mergeInputs(yaml, giving('regions', 'eu,mars')).problems).toHaveLength(1);
  });

  it('finds what is wrong with the YAML of the inputs', () => {
    const yaml = withVariables(variable('tag', '<+input>.default(a)'));
    expect(mergeInputs(yaml, 'pipeline: [').problems).toMatchObject([
      { code: 'not-yaml', file: 'inputs' },
    ]);
    expect(mergeInputs(yaml, '- a').problems).toMatchObject([{ code: 'not-an-input' }]);
  });

  it('leaves what is asked for while the pipeline runs to that', () => {
    const yaml = withVariables(
      variable('tag', '<+input>.default(a).executionInput()'),
      variable('env', '<+input>'),
    );
    expect(inputsTemplate(yaml)).not.toContain('tag');
    const merged = mergeInputs(yaml, giving('env', 'prod'));
    expect(merged.problems).toEqual([]);
    expect(merged.yaml).toContain('<+input>.default(a).executionInput()');
    expect(mergeInputs(yaml, giving('tag', 'b')).problems).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('leave it out here') }),
    );
  });
});

describe('inputs from pairs', () => {
  const yaml = withVariables(variable('fixed', 'x'), variable('tag', '<+input>'));

  it('make the YAML that can be merged', () => {
    const value = 'a: "b" # \n <+pipeline.name>';
    const { yaml: inputs, problems } = inputsFromPairs(yaml, { tag: value });
    expect(problems).toEqual([]);
    expect(valuesOf(mergeInputs(yaml, inputs).yaml)).toEqual(['x', value]);
  });

  it('are empty for no pairs', () => {
    expect(inputsFromPairs(yaml, {})).toEqual({ yaml: '', problems: [] });
  });

  it.each([
    ['tga', 'The pipeline has no variable "tga". Did you mean "tag"?'],
    ['other', 'The pipeline has no variable "other". It has fixed, tag.'],
    ['fixed', 'The variable "fixed" is no runtime input: its value must be <+input> to be given.'],
    ['__proto__', 'The pipeline has no variable "__proto__". It has fixed, tag.'],
  ])('refuse %s', (name, message) => {
    const pairs = Object.fromEntries([[name, 'y']]);
    expect(inputsFromPairs(yaml, pairs).problems).toMatchObject([{ severity: 'error', message }]);
  });
});
