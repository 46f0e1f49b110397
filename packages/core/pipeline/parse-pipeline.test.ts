import { describe, expect, it } from 'vitest';
import type { Step } from './model.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { pipelineYaml, shellStep, stageYaml, waitStep } from './testing/yaml.ts';

function parsed(yaml: string) {
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  if (pipeline === null) throw new Error('no pipeline');
  return pipeline;
}

/** The first step of the first stage of a pipeline of one stage with this step in it. */
function stepOf(step: string): Step {
  const [entry] = parsed(pipelineYaml({ stages: [stageYaml('build', [step])] })).stages;
  const first = entry?.kind === 'stage' ? entry.stage.steps[0] : undefined;
  if (first?.kind !== 'step') throw new Error('no step');
  return first.step;
}

describe('a pipeline', () => {
  it('is read with all that its root says', () => {
    const head = `
  description: From commit to production
  orgIdentifier: default
  projectIdentifier: shop
  tags: { team: platform, empty: "" }
  timeout: 1d 2h
  delegateSelectors: [linux, arm]
  allowStageExecutions: true
  variables:
    - name: version
      type: Number
      description: What to ship
      required: true
      value: 1.10`;
    expect(
      parsed(pipelineYaml({ head, stages: [stageYaml('build', [waitStep('pause')])] })),
    ).toEqual(
      expect.objectContaining({
        identifier: 'demo',
        name: 'Demo',
        description: 'From commit to production',
        orgIdentifier: 'default',
        projectIdentifier: 'shop',
        tags: { team: 'platform', empty: '' },
        timeout: 93_600_000,
        delegateSelectors: ['linux', 'arm'],
        allowStageExecutions: true,
        variables: [
          expect.objectContaining({
            name: 'version',
            type: 'Number',
            description: 'What to ship',
            required: true,
            value: { text: '1.10', at: { line: 16, column: 14 } },
          }),
        ],
      }),
    );
  });

  it('keeps stages and steps in order, side by side and in groups', () => {
    const yaml = pipelineYaml({
      stages: [
        stageYaml('one', [
          waitStep('a'),
          `parallel:\n  - ${waitStep('b').replaceAll('\n', '\n    ')}\n  - ${waitStep('c').replaceAll('\n', '\n    ')}`,
          `stepGroup:\n  identifier: group\n  name: Group\n  steps:\n    - ${waitStep('d').replaceAll('\n', '\n      ')}`,
        ]),
        `parallel:\n  - ${stageYaml('two', [waitStep('e')]).replaceAll('\n', '\n    ')}`,
      ],
    });
    const [one, side] = parsed(yaml).stages;
    const shape = one?.kind === 'stage' && one.stage.steps.map((entry) => entry.kind);
    expect(shape).toEqual(['step', 'parallel', 'group']);
    expect(side).toMatchObject({ kind: 'parallel', stages: [{ stage: { identifier: 'two' } }] });
  });

  it('takes anchors and aliases for what they stand for', () => {
    const stages = [
      stageYaml('one', [waitStep('a')], 'tags: &tags { team: core }'),
      stageYaml('two', [waitStep('a')], 'tags: *tags'),
    ];
    const [, two] = parsed(pipelineYaml({ stages })).stages;
    expect(two).toMatchObject({ stage: { tags: { team: 'core' } } });
  });

  it('of an Approval stage is read like one of a Custom stage', () => {
    const stage = stageYaml('gate', [waitStep('a')]).replace('Custom', 'Approval');
    expect(parsed(pipelineYaml({ stages: [stage] })).stages).toMatchObject([
      { stage: { type: 'Approval' } },
    ]);
  });

  it('may leave values open as runtime inputs, wherever they are', () => {
    const head = `
  timeout: <+input>
  delegateSelectors: <+input>
  allowStageExecutions: <+input>.default(true)`;
    const step = waitStep('pause').replace('10s', '<+input>.allowedValues(10s,20s)');
    const stage = stageYaml('build', [step], 'when: <+input>');
    expect(parsed(pipelineYaml({ head, stages: [stage] })).timeout).toBeUndefined();
  });
});

describe('a ShellScript step', () => {
  it('is read with its environment and outputs', () => {
    const step = shellStep(
      'make',
      'echo <+pipeline.name>',
      `environmentVariables:
  - name: TARGET
    type: String
    value: <+pipeline.name>-x
outputVariables:
  - name: digest
    type: String
    value: DIGEST
delegateSelectors: [linux]
executionTarget: {}
onDelegate: true`,
    );
    expect(stepOf(step).spec).toMatchObject({
      type: 'ShellScript',
      shell: 'Bash',
      script: { text: 'echo <+pipeline.name>\n' },
      environment: [{ name: 'TARGET', value: { text: '<+pipeline.name>-x' } }],
      outputs: [{ name: 'digest', variable: 'DIGEST', secret: false }],
      delegateSelectors: ['linux'],
    });
  });
});

describe('a HarnessApproval step', () => {
  it('is read with approvers and inputs', () => {
    const step = `step:
  identifier: ask
  name: Ask
  type: HarnessApproval
  timeout: 1d
  spec:
    approvalMessage: Ship <+pipeline.name>?
    includePipelineExecutionHistory: true
    isAutoRejectEnabled: false
    approvers:
      userGroups: [account._account_all_users]
      minimumCount: 2
      disallowPipelineExecutor: true
    approverInputs:
      - name: reason
        defaultValue: none`;
    expect(stepOf(step)).toMatchObject({
      timeout: 86_400_000,
      spec: {
        message: { text: 'Ship <+pipeline.name>?' },
        userGroups: ['account._account_all_users'],
        minimumCount: 2,
        disallowPipelineExecutor: true,
        inputs: [{ name: 'reason', defaultValue: { text: 'none' } }],
      },
    });
  });
});

it('conditions of stages and steps are read, a part of an execution each', () => {
  const when = 'when:\n  stageStatus: All\n  condition: <+stage.name> == "x"';
  const step = waitStep('pause').replace('  spec:', `  ${when.replaceAll('\n', '\n  ')}\n  spec:`);
  expect(stepOf(step).when).toMatchObject({
    status: 'All',
    condition: { text: '<+stage.name> == "x"' },
  });
});

it('a condition that says nothing is none', () => {
  const when = "when: {stageStatus: All, condition: ''}";
  const step = waitStep('pause').replace('  spec:', `  ${when}\n  spec:`);
  expect(stepOf(step).when).not.toHaveProperty('condition');
});

it('what is not supported does no harm while it asks for nothing', () => {
  const enforcing = (sets: string) =>
    pipelineYaml({
      stages: [
        stageYaml('build', [
          waitStep('pause').replace('  spec:', `  enforce: {policySets: ${sets}}\n  spec:`),
        ]),
      ],
    });
  expect(parsePipeline(enforcing('[]')).problems).toEqual([]);
  expect(parsePipeline(enforcing('[a]')).problems).toMatchObject([{ code: 'unsupported-key' }]);
});

it('the names of stages and steps may be given when the pipeline runs, its own may not', () => {
  const step = waitStep('pause').replace('Step pause', '<+input>.default(Pause)');
  const stages = [stageYaml('build', [step])];
  expect(parsePipeline(pipelineYaml({ stages })).problems).toEqual([]);
  const unnamed = pipelineYaml({ stages }).replace('name: Demo', 'name: <+input>');
  expect(parsePipeline(unnamed).problems).toMatchObject([{ code: 'bad-name', line: 3 }]);
});

it('a pipeline of ten thousand lines is read whole', () => {
  const steps = (stage: number) =>
    Array.from({ length: 40 }, (_, step) =>
      shellStep(`s${step}`, `echo <+pipeline.name> ${stage}\necho "[[ {{ <+stage.name>"\n`),
    );
  const stages = Array.from({ length: 20 }, (_, stage) => stageYaml(`st${stage}`, steps(stage)));
  const yaml = pipelineYaml({ stages });
  expect(yaml.split('\n').length).toBeGreaterThan(10_000);
  expect(parsed(yaml).stages).toHaveLength(20);
});
