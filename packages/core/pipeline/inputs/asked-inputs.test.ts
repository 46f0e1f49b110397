import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../parse-pipeline.ts';
import { pipelineYaml, stageYaml, waitStep } from '../testing/yaml.ts';
import { fillGivenInputs, readGivenInputs } from './given-inputs.ts';

const yaml = `pipeline:
  identifier: demo
  name: Demo
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Custom
        variables:
          - {name: fixed, type: String, value: x}
          - name: env
            type: String
            required: true
            value: <+input>.executionInput().allowedValues(dev,prod)
        spec:
          execution:
            steps:
              - step:
                  identifier: push
                  name: push
                  type: ShellScript
                  timeout: 10m
                  spec:
                    shell: Bash
                    source:
                      type: Inline
                      spec:
                        script: <+input>.default(make).executionInput()
                    environmentVariables:
                      - name: TAG
                        type: String
                        value: <+input>.executionInput().regex(v.+)
`;

function asksOf(text: string) {
  const { pipeline, problems } = parsePipeline(text);
  expect(problems).toEqual([]);
  const [entry] = pipeline?.stages ?? [];
  if (entry?.kind !== 'stage') throw new Error('the pipeline has no stage');
  const step = entry.stage.steps.at(-1);
  return { stage: entry.stage.asks, step: step?.kind === 'step' ? step.step.asks : undefined };
}

describe('inputs that are asked for while a pipeline runs', () => {
  it('are known by name, with what they must be', () => {
    const { stage, step } = asksOf(yaml);
    expect(stage?.inputs).toMatchObject([
      { name: 'env', required: true, allowed: ['dev', 'prod'], whileRunning: true },
    ]);
    expect(step?.inputs.map(({ name }) => name).toSorted()).toEqual([
      'environmentVariables.TAG',
      'source.spec.script',
    ]);
  });

  it('have a skeleton that names the element and nothing that is not asked for', () => {
    expect(asksOf(yaml).stage?.template).toBe(`stage:
  identifier: deploy
  type: Custom
  variables:
    - name: env
      type: String
      value: <+input>.executionInput().allowedValues(dev,prod)
`);
  });

  it('are read back from the skeleton with values in it', () => {
    const template = asksOf(yaml).step?.template ?? '';
    const filled = fillGivenInputs(template, { TAG: 'v1: "x" # y' });
    expect(filled).toMatchObject({ ok: true });
    const given = readGivenInputs(template, filled.ok ? filled.value : '');
    expect(given).toEqual({ problems: [], values: { 'environmentVariables.TAG': 'v1: "x" # y' } });
  });

  it('take a list for several values', () => {
    const template = asksOf(yaml).stage?.template ?? '';
    const several = template.replace(/value: .*/, 'value: [a, "b,c"]');
    expect(readGivenInputs(template, several).values).toEqual({ env: "a,\\'b,c\\'" });
  });

  it.each([
    ['stage: {identifier: deploy, variables: [{name: evn, value: x}]}', 'Did you mean "env"?'],
    ['stage: [', 'YAML'],
    ['stage: {identifier: other}', 'is no runtime input'],
    ['stage: {variables: [{name: env, value: {a: b}}]}', 'takes a value or a list of values'],
  ])('%s is refused', (given, message) => {
    const { problems } = readGivenInputs(asksOf(yaml).stage?.template ?? '', given);
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });

  it('are refused by a name that none of them has', () => {
    const template = asksOf(yaml).stage?.template ?? '';
    expect(fillGivenInputs(template, { evn: 'x' })).toEqual({
      ok: false,
      error: 'Nothing called "evn" is asked for here. Did you mean "env"?',
    });
  });

  it.each([
    ['a timeout', 'timeout: 10m', 'timeout: <+input>.executionInput()'],
    [
      'a condition',
      'timeout: 10m',
      'when: {stageStatus: All, condition: <+input>.executionInput()}',
    ],
    [
      'a list',
      'shell: Bash',
      'shell: Bash\n                    delegateSelectors: <+input>.executionInput()',
    ],
  ])('cannot be %s, which is needed before', (_what, found, instead) => {
    const { problems } = parsePipeline(yaml.replace(found, instead));
    expect(problems).toMatchObject([{ severity: 'unsupported', code: 'unsupported-input' }]);
  });

  it('cannot be a variable of the pipeline, which nobody waits for', () => {
    const head =
      '\n  variables:\n    - name: a\n      type: String\n      value: <+input>.executionInput()';
    const stages = [stageYaml('build', [waitStep('pause')])];
    expect(parsePipeline(pipelineYaml({ head, stages })).problems).toMatchObject([
      { severity: 'unsupported', line: 7 },
    ]);
  });
});
