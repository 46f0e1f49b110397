import { describe, expect, it } from 'vitest';
import { analyseStages } from '../index.ts';
import { approval, pipelineOf, stage, TAG } from '../testing/pipelines.ts';

const of = (yaml: string, identifier: string) =>
  analyseStages(yaml).find((each) => each.identifier === identifier);
const reads = (yaml: string, identifier: string) =>
  of(yaml, identifier)?.reads.map(({ expression, stage }) => [expression, stage]);

describe('a stage asks another', () => {
  it('by an expression anywhere in its text', () => {
    const yaml = pipelineOf(stage('build') + stage('ship', `push ${TAG} twice`));
    expect(reads(yaml, 'ship')).toEqual([[TAG, 'build']]);
    expect(reads(yaml, 'build')).toEqual([]);
  });

  it('by a condition, in which nothing needs brackets', () => {
    const when = 'when: {pipelineStatus: All, condition: pipeline.stages.build.status == "FAILED"}';
    const yaml = pipelineOf(stage('build') + stage('ship', 'true', when));
    expect(reads(yaml, 'ship')).toEqual([['<+pipeline.stages.build.status>', 'build']]);
  });

  it('by the values of a loop', () => {
    const loop = `strategy: {repeat: {items: '<+${TAG.slice(2, -1)}.split(",")>'}}`;
    const yaml = pipelineOf(stage('build') + stage('ship', 'true', loop));
    expect(reads(yaml, 'ship')).toEqual([[TAG, 'build']]);
  });

  it('by variables of the pipeline that are made of variables', () => {
    const variables = `allowStageExecutions: true
  variables:
    - {name: outer, type: String, value: "v<+pipeline.variables.inner>"}
    - {name: inner, type: String, value: "${TAG}"}
    - {name: idle, type: String, value: "<+pipeline.stages.build.name>"}`;
    const yaml = pipelineOf(
      stage('build') + stage('ship', '<+pipeline.variables.outer>'),
      variables,
    );
    expect(reads(yaml, 'ship')).toEqual([[TAG, 'build']]);
  });

  it('by a variable of its own', () => {
    const own = `variables: [{name: tag, type: String, value: "${TAG}"}]`;
    const yaml = pipelineOf(stage('build') + stage('ship', '<+stage.variables.tag>', own));
    expect(reads(yaml, 'ship')).toEqual([[TAG, 'build']]);
  });

  it.each([
    ['["stages"]["build"]', 'build'],
    ['.get("stages").get("build")', 'build'],
    ['.stages.<+pipeline.variables.which>', null],
    ['', null],
    ['.<+pipeline.variables.which>', null],
  ])('by pipeline%s, which leads to %s', (path, stage_) => {
    const expression = `<+pipeline${path}.status>`.replace('<+pipeline.status>', '<+pipeline>');
    const yaml = pipelineOf(stage('build') + stage('ship', expression));
    expect(reads(yaml, 'ship')).toEqual([[expression, stage_]]);
  });

  it('by an instance of a loop', () => {
    const yaml = pipelineOf(
      stage('build', 'true', 'strategy: {repeat: {times: 2}}') +
        stage('ship', '<+pipeline.stages.build_1.status>'),
    );
    expect(reads(yaml, 'ship')).toEqual([['<+pipeline.stages.build_1.status>', 'build']]);
  });

  it('by what a stage published under an alias, which may be any when nobody is known to', () => {
    const alias = 'outputAlias: {key: made, scope: Pipeline}';
    const get = (name: string) => `<+exportedVariables.getValue("${name}")>`;
    const yaml = pipelineOf(
      stage('build', 'true', alias) +
        stage(
          'ship',
          `${get('pipeline.made.tag')} ${get('pipeline.other.tag')} ${get('stage.x.y')}`,
        ),
    );
    expect(reads(yaml, 'ship')).toEqual([
      [get('pipeline.made.tag'), 'build'],
      [get('pipeline.other.tag'), null],
    ]);
  });

  it('not by what is its own, nor by a description', () => {
    const yaml = pipelineOf(
      stage('build') +
        stage(
          'ship',
          '<+stage.name> <+pipeline.name> <+pipeline.stages.ship.name>',
          `description: "${TAG}"`,
        ),
    );
    expect(reads(yaml, 'ship')).toEqual([]);
  });
});

describe('a stage takes something over', () => {
  it('by useFromStage, wherever it stands, and by dependsOn; and what it takes from does too', () => {
    const yaml = pipelineOf(
      stage('build') +
        stage('test', 'true', 'infrastructure: {useFromStage: build}') +
        stage('ship', 'true', 'service: {useFromStage: {stage: test}}') +
        stage('tell', 'true', 'dependsOn: [ship]'),
    );
    expect(of(yaml, 'tell')?.takesFrom).toEqual(['build', 'test', 'ship']);
    expect(of(yaml, 'build')?.takesFrom).toEqual([]);
  });
});

describe('a gate', () => {
  const withStep = stage('ask').replace('type: ShellScript', 'type: HarnessApproval');
  it.each([
    ['an Approval stage', approval('ask')],
    ['a stage with an approval step', withStep],
    ['a stage with the tag', stage('ask', 'true', 'tags: {reprise.gate: "true"}')],
    [
      'a stage whose tag is given when it runs',
      stage('ask', 'true', 'tags: {reprise.gate: <+input>}'),
    ],
    [
      'a stage whose steps are given when it runs',
      stage('ask').replace(/spec:[\s\S]*/, 'spec: <+input>'),
    ],
  ])('is %s', (_, gate) => {
    const yaml = pipelineOf(gate + stage('ship'));
    expect(of(yaml, 'ask')?.gate).toBe(true);
    expect(of(yaml, 'ship')?.gatesBefore).toEqual(['ask']);
  });

  it('is before what comes after it, not before what stands beside it', () => {
    const beside = `
    - parallel:${(approval('ask') + stage('ship')).replaceAll('\n', '\n    ')}`;
    const yaml = pipelineOf(stage('build') + beside + stage('tell'));
    expect(analyseStages(yaml).map(({ gatesBefore }) => gatesBefore)).toEqual([
      [],
      [],
      [],
      ['ask'],
    ]);
  });
});
