import { describe, expect, it } from 'vitest';
import { parsePipeline } from '../../pipeline/index.ts';
import { inputsWithoutStages, selectStages } from '../index.ts';
import { approval, asWritten, pipelineOf, stage } from '../testing/pipelines.ts';

const beside = (...stages: readonly string[]) => `
    - parallel:${stages.join('').replaceAll('\n', '\n    ')}`;

function selected(yaml: string, ...chosen: readonly string[]) {
  const answer = selectStages(asWritten(yaml), chosen);
  if (!answer.ok || answer.value === null) throw new Error(JSON.stringify(answer));
  return answer.value;
}
function code(yaml: string, ...chosen: readonly string[]): string {
  const answer = selectStages(asWritten(yaml), chosen);
  return answer.ok ? 'selected' : `${answer.error.code}: ${answer.error.message}`;
}

const FIVE = pipelineOf(
  stage('build') + beside(stage('unit'), stage('lint')) + stage('ship') + stage('tell'),
);

describe('the chosen stages', () => {
  it('keep their order, whatever the order in which they were named', () => {
    expect(selected(FIVE, 'tell', 'build').stages.map(({ identifier }) => identifier)).toEqual([
      'build',
      'tell',
    ]);
  });

  it('stand alone when they were the last of a parallel group, and side by side when several are left', () => {
    const kindsOf = (...chosen: readonly string[]) =>
      parsePipeline(selected(FIVE, ...chosen).yaml).pipeline?.stages.map(({ kind }) => kind);
    expect(kindsOf('unit', 'ship')).toEqual(['stage', 'stage']);
    expect(kindsOf('unit', 'lint')).toEqual(['parallel']);
  });

  it('are where they were written', () => {
    const { yaml, place } = selected(FIVE, 'tell');
    const at = parsePipeline(yaml, place).pipeline?.stages[0];
    const line = FIVE.split('\n').findIndex((each) => each.includes('identifier: tell')) + 1;
    expect(at?.kind === 'stage' && at.stage.at.line).toBe(line);
  });
});

describe('a selection is refused', () => {
  it('of a pipeline that does not allow it, saying what to set', () => {
    expect(code(pipelineOf(stage('build'), 'tags: {}'), 'build')).toMatch(
      /^STAGE_EXECUTION_NOT_ALLOWED: .*allowStageExecutions: true/,
    );
  });
  it('without any stage, naming them', () => {
    expect(code(FIVE)).toMatch(/^NO_STAGE_NAMED: .*build, unit, lint, ship, tell/);
  });
  it('of a stage that is not there, with the one that was meant', () => {
    expect(code(FIVE, 'shipp')).toMatch(/^STAGE_NOT_FOUND: .*Did you mean "?ship"?\?$/);
  });
  it('without what a stage takes over from', () => {
    const yaml = pipelineOf(stage('build') + stage('ship', 'true', 'dependsOn: [build]'));
    expect(code(yaml, 'ship')).toMatch(/^STAGE_REQUIRED: .*select build/);
    expect(code(yaml, 'ship', 'build')).toBe('selected');
  });
  it('without a gate on the way, which may be left out when nothing comes after it', () => {
    const yaml = pipelineOf(stage('build') + approval('ask') + stage('ship'));
    expect(code(yaml, 'ship')).toMatch(/^GATE_LEFT_OUT: .*select ask/);
    expect(code(yaml, 'build', 'ship')).toMatch(/^GATE_LEFT_OUT/);
    expect(code(yaml, 'ask', 'ship')).toBe('selected');
    expect(code(yaml, 'build')).toBe('selected');
  });
});

describe('inputs for the whole pipeline', () => {
  const inputs = `pipeline:
  identifier: p
  stages:
    - stage: {identifier: build, variables: [{name: a, value: 1}]}
    - stage: {identifier: ship, variables: [{name: b, value: 2}]}
`;
  it('lose what belongs to stages that are left out', () => {
    const { yaml } = inputsWithoutStages(inputs, new Set(['build']));
    expect(yaml).not.toContain('build');
    expect(yaml).toContain('identifier: ship');
  });
  it('stay to the letter when nothing in them is left out', () => {
    expect(inputsWithoutStages(inputs, new Set(['other'])).yaml).toBe(inputs);
  });
});
