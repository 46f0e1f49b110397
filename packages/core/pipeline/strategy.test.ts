import { describe, expect, it } from 'vitest';
import { mergeInputs } from './inputs/merge.ts';
import { inputsTemplate } from './inputs/template.ts';
import type { Stage } from './model.ts';
import { parsePipeline } from './parse-pipeline.ts';
import type { Strategy } from './strategy-model.ts';
import { pipelineYaml, stageYaml, waitStep } from './testing/yaml.ts';

const looped = (strategy: string): string =>
  pipelineYaml({ stages: [stageYaml('build', [waitStep('pause')], strategy)] });

function stageOf(yaml: string): Stage {
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  const [entry] = pipeline?.stages ?? [];
  if (entry?.kind !== 'stage') throw new Error('the pipeline does not begin with a stage');
  return entry.stage;
}

function strategyOf(yaml: string): Strategy {
  const { strategy } = stageOf(yaml);
  if (strategy === undefined) throw new Error('the stage is no loop');
  return strategy;
}

it.each([
  ['in a matrix', 'strategy:\n  matrix:\n    os: [linux]\n    maxConcurrency: 2'],
  ['beside a matrix', 'strategy:\n  matrix:\n    os: [linux]\n  maxConcurrency: 2'],
  ['in a repetition', 'strategy:\n  repeat:\n    times: 4\n    maxConcurrency: 2'],
  ['beside a repetition', 'strategy:\n  repeat:\n    times: 4\n  maxConcurrency: 2'],
  ['beside parallelism', 'strategy:\n  parallelism: 4\n  maxConcurrency: 2'],
])('maxConcurrency may stand %s', (_, yaml) => {
  expect(strategyOf(looped(yaml)).maxConcurrency?.text).toBe('2');
});

describe('the values of a matrix', () => {
  const strategy = strategyOf(
    looped(
      'strategy:\n  matrix:\n    node: [1.10, true, <+pipeline.name>]\n    app:\n      - {name: web, ports: [80]}\n    from: <+pipeline.tags.list>',
    ),
  );
  const axes = strategy.loop.kind === 'matrix' ? strategy.loop.axes : [];

  it('are texts as they were written, in lists and maps, each with its place', () => {
    expect(axes.map(({ name }) => name)).toEqual(['node', 'app', 'from']);
    expect(axes[0]?.values).toMatchObject({
      kind: 'list',
      items: [
        { kind: 'text', text: { text: '1.10', at: { line: 11, column: 20 } } },
        { kind: 'text', text: { text: 'true' } },
        { kind: 'text', text: { text: '<+pipeline.name>' } },
      ],
    });
    expect(axes[1]?.values).toMatchObject({
      items: [
        {
          kind: 'map',
          entries: [
            ['name', { text: { text: 'web' } }],
            ['ports', { kind: 'list' }],
          ],
        },
      ],
    });
    expect(axes[2]?.values).toMatchObject({
      kind: 'text',
      text: { text: '<+pipeline.tags.list>' },
    });
  });
});

describe('a strategy that is a runtime input', () => {
  const yaml = looped('strategy: <+input>');

  it('is no problem before it is given, and part of what is asked for', () => {
    expect(stageOf(yaml).strategy).toBeUndefined();
    expect(inputsTemplate(yaml)).toContain('strategy: <+input>');
  });

  it('is the one that is given', () => {
    const given = inputsTemplate(yaml)?.replace('strategy: <+input>', 'strategy: {parallelism: 3}');
    const merged = mergeInputs(yaml, given ?? '');
    expect(merged.problems).toEqual([]);
    expect(strategyOf(merged.yaml).loop).toMatchObject({
      kind: 'parallelism',
      times: { text: '3' },
    });
  });
});
