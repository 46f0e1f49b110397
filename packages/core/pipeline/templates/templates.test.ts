import { describe, expect, it } from 'vitest';
import { mergeInputs } from '../inputs/merge.ts';
import { parsePipeline } from '../parse-pipeline.ts';
import { pipelineYaml, stageYaml, waitStep } from '../testing/yaml.ts';
import { checkTemplate } from './check-template.ts';
import { templateName } from './reference.ts';
import { type KnownTemplate, type ResolvedTemplates, resolveTemplates } from './resolve.ts';

const buildStep = `template:
  identifier: build
  name: Build
  versionLabel: v1
  type: Step
  spec:
    type: ShellScript
    timeout: 10m
    spec:
      shell: Bash
      source:
        type: Inline
        spec:
          script: |
            make
              <+stage.description>
      delegateSelectors: <+input>
      environmentVariables:
        - name: MODE
          type: String
          value: <+input>.allowedValues(fast,slow)
        - name: LEVEL
          type: String
          value: <+input>
`;

const group = (label: string, used: string) => `template:
  identifier: checks
  name: Checks
  versionLabel: ${label}
  type: StepGroup
  spec:
    stageType: Custom
    steps:
      - step:
          identifier: inner
          name: Inner
          template:
            templateRef: ${used}
            versionLabel: v1
            templateInputs:
              spec:
                delegateSelectors: []
                environmentVariables:
                  - name: MODE
                    value: fast
                  - name: LEVEL
                    value: <+input>.default(3)
`;

const stageTemplate = `template:
  identifier: deploy
  name: Deploy
  versionLabel: "1.0"
  type: Stage
  spec:
    type: Custom
    variables:
      - name: region
        type: String
        value: <+input>
    spec:
      execution:
        steps:
          - parallel:
              - step: {identifier: a, name: A, type: Wait, spec: {duration: <+input>}}
              - step: {identifier: b, name: B, type: Wait, spec: {duration: 10s}}
`;

const reference = (kind: string, ref: string, more = '') => `${kind}:
  identifier: used
  name: Used
  template:
    templateRef: ${ref}${more}`;

/** Resolves with a store of templates, asking as often as needed. */
function resolved(yaml: string, store: Readonly<Record<string, KnownTemplate>>): ResolvedTemplates {
  const known = new Map<string, KnownTemplate>();
  for (;;) {
    const answer = resolveTemplates(yaml, known);
    if (answer.wanted.length === 0) return answer;
    for (const key of answer.wanted) {
      const name = templateName(key);
      known.set(name, store[name] ?? { missing: [] });
    }
  }
}

const found = (yaml: string, versionLabel = 'v1'): KnownTemplate => ({ yaml, versionLabel });
const inStage = (step: string) => pipelineYaml({ stages: [stageYaml('one', [step])] });
const messages = ({ problems }: ResolvedTemplates) =>
  problems.map(({ template, line, column, message }) => ({ template, line, column, message }));

describe('a template', () => {
  it('takes the place of a step, with its inputs', () => {
    const inputs = `
    versionLabel: v1
    templateInputs:
      type: ShellScript
      spec:
        delegateSelectors: [gpu]
        environmentVariables:
          - name: LEVEL
            value: "3"
          - name: MODE
            value: slow`;
    const answer = resolved(inStage(reference('step', 'account.build', inputs)), {
      'account.build@v1': found(buildStep),
    });
    expect(answer.problems).toEqual([]);
    const { pipeline, problems } = parsePipeline(answer.yaml, answer.place);
    expect(problems).toEqual([]);
    const [entry] = pipeline?.stages ?? [];
    const [step] = entry?.kind === 'stage' ? entry.stage.steps : [];
    expect(step).toMatchObject({
      step: {
        identifier: 'used',
        timeout: 600_000,
        spec: {
          script: { text: 'make\n  <+stage.description>\n' },
          delegateSelectors: ['gpu'],
          environment: [
            { name: 'MODE', value: { text: 'slow', at: { line: 26 } } },
            { name: 'LEVEL', value: { text: '3' } },
          ],
        },
      },
    });
  });

  it('may use templates of its own level and above, and keeps what is still asked for', () => {
    const answer = resolved(inStage(reference('stepGroup', 'org.checks')), {
      'org.checks@stable': found(group('v7', 'account.build'), 'v7'),
      'account.build@v1': found(buildStep),
    });
    expect(answer.problems).toEqual([]);
    const merged = mergeInputs(answer.yaml, '', answer.place);
    expect(merged.problems).toEqual([]);
    expect(merged.yaml).toContain('value: 3');
    expect(parsePipeline(merged.yaml).problems).toEqual([]);
  });

  it('takes the place of a stage, and members of its parallel blocks are found by name', () => {
    const inputs = `
    templateInputs:
      variables: [{name: region, value: eu}]
      spec:
        execution:
          steps:
            - parallel:
                - step: {identifier: a, spec: {duration: 20s}}`;
    const yaml = pipelineYaml({ stages: [reference('stage', 'deploy', inputs)] });
    const answer = resolved(yaml, { 'deploy@stable': found(stageTemplate, '1.0') });
    expect(answer.problems).toEqual([]);
    expect(parsePipeline(answer.yaml).problems).toEqual([]);
    expect(answer.yaml).toContain('duration: "20s"');
    expect(answer.yaml).toContain('value: eu');
  });

  it('takes the place of the stages of a pipeline', () => {
    const template = `template:
  identifier: whole
  name: Whole
  versionLabel: v1
  type: Pipeline
  spec:
    timeout: 1h
    stages:
      - ${stageYaml('one', [waitStep('pause')]).replaceAll('\n', '\n        ')}
`;
    const yaml = `${reference('pipeline', 'whole')}\n`;
    const answer = resolved(yaml, { 'whole@stable': found(template) });
    expect(answer.problems).toEqual([]);
    expect(parsePipeline(answer.yaml)).toMatchObject({
      problems: [],
      pipeline: {
        identifier: 'used',
        timeout: 3_600_000,
        stages: [{ stage: { identifier: 'one' } }],
      },
    });
  });

  it('is not looked for in a pipeline without any', () => {
    const yaml = inStage(waitStep('templateRef'));
    expect(resolveTemplates(yaml, new Map()).yaml).toBe(yaml);
  });
});

describe('what is wrong with a template', () => {
  it('is told where the template says it', () => {
    const wrong = buildStep
      .replace('timeout: 10m', 'timeout: soon')
      .replace('<+stage.description>', '<+1 +>');
    const answer = resolved(inStage(reference('step', 'build')), { 'build@stable': found(wrong) });
    expect(parsePipeline(answer.yaml, answer.place).problems).toEqual([
      expect.objectContaining({ template: 'build@v1', line: 8, column: 14, code: 'bad-value' }),
      expect.objectContaining({
        template: 'build@v1',
        line: 16,
        column: 20,
        code: 'bad-expression',
      }),
    ]);
  });

  it.each([
    ['a template that does not exist', 'nope', {}, 'There is no template nope in the project.'],
    [
      'a version that does not exist',
      'build\n    versionLabel: v2',
      { 'build@v2': { missing: ['v1', 'v22'] } },
      'The template build has no version "v2". It has v1, v22.',
    ],
    [
      'a stable version that does not exist',
      'build',
      { 'build@stable': { missing: ['v1'] } },
      'The template build has no stable version. It has v1.',
    ],
    [
      'a template of another type',
      'deploy',
      { 'deploy@stable': found(stageTemplate) },
      'The template deploy@stable is of type Stage; only one of type Step can stand here.',
    ],
    [
      'a reference that is none',
      'team.build',
      {},
      'Expected a template such as build, org.build or account.build, found "team.build".',
    ],
  ])('%s is refused where it is named', (_, ref, store, message) => {
    const answer = resolved(inStage(reference('step', ref)), store);
    expect(messages(answer)).toEqual([{ template: undefined, line: 16, column: 34, message }]);
  });

  it('a circle is refused, with the way that it goes', () => {
    const answer = resolved(inStage(reference('stepGroup', 'checks', '\n    versionLabel: v1')), {
      'checks@v1': found(group('v1', 'checks').replace('- step:', '- stepGroup:')),
    });
    expect(messages(answer)).toEqual([
      {
        template: 'checks@v1',
        line: 13,
        column: 26,
        message: 'Templates use each other in a circle: checks@v1 → checks@v1.',
      },
    ]);
  });

  it('a template of the account cannot use one of a project', () => {
    const answer = resolved(inStage(reference('stepGroup', 'account.checks')), {
      'account.checks@stable': found(group('v1', 'org.build')),
    });
    expect(messages(answer)[0]?.message).toBe(
      'A template of the account cannot use one of the org.',
    );
  });

  it('inputs that do not fit are refused where they are given', () => {
    const inputs = `
    templateInputs:
      timeout: 5m
      spec:
        shel: Bash
        environmentVariables:
          - name: MODE
            value: medium
          - name: NONE
            value: x`;
    const answer = resolved(inStage(reference('step', 'build', inputs)), {
      'build@stable': found(buildStep),
    });
    expect(answer.problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([
      '18: timeout is no runtime input: it is "10m" in the template build@v1, not "5m".',
      '20: spec.shel is not in the template build@v1. Did you mean "shell"?',
      '23: "medium" given for spec.environmentVariables.MODE.value is not one of fast, slow.',
      '24: spec.environmentVariables.NONE is not in the template build@v1.',
    ]);
  });

  it('what the pipeline says beside a template must not be said in it', () => {
    const step = reference('step', 'build').replace('  template', '  timeout: 1h\n  template');
    const answer = resolved(inStage(step), { 'build@stable': found(buildStep) });
    expect(answer.problems).toMatchObject([{ code: 'said-twice', line: 15, column: 19 }]);
  });

  it('templates that multiply are stopped before they fill the memory', () => {
    const many = (used: string) => `template:
  identifier: many
  name: Many
  versionLabel: v1
  type: StepGroup
  spec:
    steps:
${Array.from({ length: 40 }, (_, index) => `      - stepGroup: {identifier: g${index}, name: G, template: {templateRef: ${used}}}`).join('\n')}
`;
    const store = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`m${index}@stable`, found(many(`m${index + 1}`))]),
    );
    const answer = resolved(inStage(reference('stepGroup', 'm0')), {
      ...store,
      'm8@stable': found(group('v1', 'build')),
      'build@v1': found(buildStep),
    });
    expect(answer.problems.map(({ code }) => code)).toEqual(['too-many-values']);
  });
});

describe('a file of a template', () => {
  it('is checked as if it stood in a pipeline', () => {
    expect(checkTemplate(buildStep)).toMatchObject({
      template: { identifier: 'build', versionLabel: 'v1', type: 'Step' },
      problems: [],
    });
    expect(checkTemplate(stageTemplate).problems).toEqual([]);
    expect(checkTemplate(group('v1', 'account.build')).problems).toEqual([]);
  });

  it('tells what is wrong at its own lines', () => {
    const { problems } = checkTemplate(buildStep.replace('shell: Bash', 'shell: Fish'));
    expect(problems).toMatchObject([{ code: 'bad-value', line: 10, column: 14 }]);
  });

  it.each([
    ['type: Step', 'type: Stap', 'There is no template type "Stap". Did you mean "Step"?'],
    ['type: Step', 'type: SecretManager', 'Templates of type SecretManager are not supported yet.'],
    ['versionLabel: v1', 'versionLabel: a b', '"a b" is no version label'],
    ['  name: Build\n', '', '"name" is missing: a template needs one.'],
  ])('%s, changed to %s', (from, to, message) => {
    expect(checkTemplate(buildStep.replace(from, to)).problems[0]?.message).toContain(message);
  });
});
