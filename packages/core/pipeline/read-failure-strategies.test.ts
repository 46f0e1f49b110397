import { expect, it } from 'vitest';
import type { Stage } from './model.ts';
import { parsePipeline } from './parse-pipeline.ts';
import { pipelineYaml, stageYaml, waitStep } from './testing/yaml.ts';

function stageWith(strategies: string): Stage | undefined {
  const yaml = pipelineYaml({
    stages: [stageYaml('build', [waitStep('pause')], `failureStrategies: ${strategies}`)],
  });
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  const [first] = pipeline?.stages ?? [];
  return first?.kind === 'stage' ? first.stage : undefined;
}

it('reads errors, actions and what follows them, in the order in which they are written', () => {
  const stage = stageWith(`
  - onFailure:
      errors: [Timeout, Connectivity]
      action:
        type: Retry
        spec:
          retryCount: 3
          retryIntervals: [10s, 1m]
          condition: <+step.exitCode> == 137
          onRetryFailure:
            action:
              type: ManualIntervention
              spec: {timeout: 1h, onTimeout: {action: {type: StageRollback}}}
  - onFailure: {errors: [AllErrors], action: {type: MarkAsFailure}}`);
  expect(stage?.failureStrategies).toMatchObject([
    {
      errors: ['Timeout', 'Connectivity'],
      action: {
        type: 'Retry',
        retryCount: 3,
        retryIntervals: [10_000, 60_000],
        condition: { text: '<+step.exitCode> == 137' },
        onRetryFailure: {
          type: 'ManualIntervention',
          timeout: 3_600_000,
          onTimeout: 'StageRollback',
        },
      },
    },
    { errors: ['AllErrors'], action: { type: 'MarkAsFailure' } },
  ]);
});

it('takes a step that is tried again in vain for failed when nothing else is said', () => {
  const stage = stageWith(`
  - onFailure:
      errors: [AllErrors]
      action: {type: Retry, spec: {retryCount: 1, retryIntervals: [10s]}}`);
  expect(stage?.failureStrategies).toMatchObject([
    { action: { onRetryFailure: { type: 'MarkAsFailure' } } },
  ]);
});

it('leaves the strategies to the one who runs the pipeline while they are <+input>', () => {
  expect(stageWith('<+input>')?.failureStrategies).toBeUndefined();
});

it('says that what nobody decides in time cannot fail all', () => {
  const rollback = '{type: PipelineRollback, spec: {failAll: true}}';
  const asking = `{type: ManualIntervention, spec: {timeout: 1h, onTimeout: {action: ${rollback}}}}`;
  const strategies = `[{onFailure: {errors: [AllErrors], action: ${asking}}}]`;
  const yaml = pipelineYaml({
    stages: [stageYaml('build', [waitStep('pause')], `failureStrategies: ${strategies}`)],
  });
  expect(parsePipeline(yaml).problems).toEqual([
    expect.objectContaining({ severity: 'unsupported', line: 9 }),
  ]);
});
