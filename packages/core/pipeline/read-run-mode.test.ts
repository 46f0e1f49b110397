import { expect, it } from 'vitest';
import { parsePipeline } from './parse-pipeline.ts';
import { pipelineYaml, stageYaml, waitStep } from './testing/yaml.ts';

const parsed = (runMode: string) =>
  parsePipeline(
    pipelineYaml({ stages: [stageYaml('build', [waitStep('pause')], `runMode: ${runMode}`)] }),
  );

it('a stage that people start asks for that and for nothing else', () => {
  const { pipeline, problems } = parsed('{type: Manual, timeout: 2h}');
  expect(problems).toEqual([]);
  const [entry] = pipeline?.stages ?? [];
  expect(entry).toMatchObject({ stage: { asks: { toBeStarted: 7_200_000, inputs: [] } } });
});

it('a stage that starts by itself asks for nothing', () => {
  const { pipeline, problems } = parsed('{type: Auto}');
  expect(problems).toEqual([]);
  const [entry] = pipeline?.stages ?? [];
  expect(entry?.kind === 'stage' && entry.stage.asks).toBeUndefined();
});

it.each([
  ['without the time for which it waits', '{type: Manual}', '"timeout" is missing'],
  ['of a kind that there is not', '{type: Sometimes}', 'Sometimes'],
])('a run mode %s is refused at its line', (_, runMode, message) => {
  expect(parsed(runMode).problems).toEqual([
    expect.objectContaining({ line: 9, message: expect.stringContaining(message) }),
  ]);
});
