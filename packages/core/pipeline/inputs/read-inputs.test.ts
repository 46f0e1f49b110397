import { describe, expect, it } from 'vitest';
import { inputsWithoutStages } from '../../selection/index.ts';
import { overlayInputs } from '../input-sets/overlay-inputs.ts';
import { inputsOfStages } from './chosen-stages.ts';
import { fittingInputs } from './fitting.ts';
import { mergeInputs } from './merge.ts';
import { inputAnswers } from './questions.ts';

/** A pipeline whose stages came of a template, one of them with a step of another template in it. */
const resolved = `pipeline:
  identifier: shop
  variables:
    - {name: tag, type: String, value: <+input>}
  stages:
    - stage:
        identifier: build
        type: Custom
        variables: [{name: region, type: String, value: <+input>}]
        spec:
          execution:
            steps:
              - step: {identifier: pause, type: Wait, spec: {duration: <+input>}}
    - stage:
        identifier: call
        type: Pipeline
        spec: {org: default, project: default, pipeline: other, inputs: <+input>}
`;

const ofPipeline = `pipeline:
  identifier: shop
  template:
    templateInputs:
      variables: [{name: tag, value: v1}]
      stages:
        - stage:
            identifier: build
            template:
              templateInputs:
                type: Custom
                variables: [{name: region, value: eu}]
                spec:
                  execution:
                    steps:
                      - step:
                          identifier: pause
                          template:
                            templateInputs: {type: Wait, spec: {duration: 20s}}
        - stage:
            identifier: call
            type: Pipeline
            spec:
              inputs: {identifier: other, template: {templateInputs: {variables: []}}}
`;

const plain = (values: string) => `pipeline: {identifier: shop, ${values}}`;
const tagOf = (yaml: string) => inputAnswers(yaml).get('pipeline.variables.tag.value');

describe('inputs of a template', () => {
  it('go to their places in the resolved pipeline, however deep templates use templates', () => {
    const { yaml, problems } = mergeInputs(resolved, ofPipeline);
    expect(problems).toEqual([]);
    expect(yaml).toContain('value: "v1"');
    expect(yaml).toContain('value: "eu"');
    expect(yaml).toContain('duration: "20s"');
  });

  it('of the pipeline that a stage runs are left to that pipeline', () => {
    const { yaml } = mergeInputs(resolved, ofPipeline);
    expect(yaml).toMatch(/inputs: .*"?template"?: *\{ *"?templateInputs/);
  });

  it.each([
    ['first', [ofPipeline, plain('variables: [{name: tag, value: v2}]')], 'v2'],
    ['last', [plain('variables: [{name: tag, value: v2}]'), ofPipeline], 'v1'],
  ])('given %s are laid over others at the same places', (_, yamls, tag) => {
    const laid = overlayInputs(yamls);
    expect(tagOf(laid)).toBe(tag);
    expect(mergeInputs(resolved, laid).problems).toEqual([]);
  });

  it('are narrowed to the stages that are chosen', () => {
    const kept = inputsOfStages(ofPipeline, ['call']);
    expect(kept).not.toContain('build');
    expect(tagOf(kept)).toBe('v1');
    expect(inputsWithoutStages(ofPipeline, new Set(['build'])).yaml).not.toContain('build');
  });

  it('fit as long as the pipeline asks for them', () => {
    expect(fittingInputs(resolved, ofPipeline)).toBe(ofPipeline);
    const less = resolved.replace(
      '{name: tag, type: String, value: <+input>}',
      '{name: tag, type: String, value: v0}',
    );
    const fitting = fittingInputs(less, ofPipeline);
    expect(mergeInputs(less, fitting).problems).toEqual([]);
    expect(fitting).toContain('20s');
  });
});

describe('refused with its place is', () => {
  it.each([
    [
      'a value for what is no runtime input',
      plain('template: {templateInputs: {timeout: 1h}}'),
      'pipeline.timeout is not in the pipeline.',
      'timeout',
    ],
    [
      'the choice of another template',
      plain('template: {templateRef: other, templateInputs: {variables: []}}'),
      'Inputs cannot choose a template: take away "templateRef", only templateInputs can stand here.',
      'templateRef',
    ],
    [
      'what is given twice',
      plain('variables: [], template: {templateInputs: {variables: []}}'),
      '"variables" is given twice: beside template and under its templateInputs, which is the same place.',
      'variables: []}}',
    ],
    [
      'a template that is no map, beside one that is read',
      plain(
        'template: yes, stages: [{stage: {identifier: build, template: {templateInputs: {}}}}]',
      ),
      'Inputs of a template stand under its templateInputs.',
      'template: yes',
    ],
  ])('%s', (_, inputs, message, at) => {
    const ours = mergeInputs(resolved, inputs).problems.filter(({ file }) => file === 'inputs');
    expect(ours).toEqual([
      expect.objectContaining({
        code: 'not-an-input',
        message,
        line: 1,
        column: inputs.indexOf(at) + 1,
      }),
    ]);
  });
});
