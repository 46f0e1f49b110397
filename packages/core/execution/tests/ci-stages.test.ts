import type { StartTask } from '@reprise/core/execution';
import { parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { DELEGATE, Run } from '../testing/run.ts';
import { fails, isTaken, succeeds } from '../testing/specification.ts';
import { workspacesLeft } from '../workspace.ts';

const step = (identifier: string): string =>
  `              - step: { identifier: ${identifier}, name: ${identifier}, type: Run, spec: { command: make } }`;

const stage = (identifier: string, type: 'CI' | 'Custom', steps: readonly string[]): string => `
    - stage:
        identifier: ${identifier}
        name: ${identifier}
        type: ${type}
        delegateSelectors: [linux]
        spec:
          ${type === 'CI' ? 'runtime: { type: Cloud, spec: {} }' : ''}
          execution:
            steps:
${steps.map(step).join('\n')}`;

function start(...stages: readonly string[]): Run {
  const yaml = `pipeline:\n  identifier: shop\n  name: Shop\n  stages:${stages.join('')}`;
  const { pipeline, problems } = parsePipeline(yaml);
  if (pipeline === null) throw new Error(JSON.stringify(problems));
  return Run.start(pipeline);
}

const selectors = (run: Run): readonly (readonly string[])[] =>
  run.effects
    .filter((effect): effect is StartTask => effect.type === 'StartTask')
    .map((effect) => effect.selectors);

describe('the tasks of a CI stage', () => {
  it('go to the delegate that took the first one, which has their workspace', () => {
    const run = start(stage('build', 'CI', ['one', 'two', 'three']));
    for (const name of ['one', 'two']) succeeds(name)(run);
    const pinned = ['linux', `delegate:${DELEGATE}`];
    expect(selectors(run)).toEqual([['linux'], pinned, pinned]);
  });

  it('of the next stage go to any, and so do those of a stage of another type', () => {
    const run = start(
      stage('build', 'CI', ['one']),
      stage('test', 'CI', ['two']),
      stage('tell', 'Custom', ['three', 'four']),
    );
    for (const name of ['one', 'two', 'three']) succeeds(name)(run);
    expect(selectors(run)).toEqual([['linux'], ['linux'], ['linux'], ['linux']]);
  });
});

describe('a workspace', () => {
  const left = ({ last }: Run) => workspacesLeft(last.state, last.events);

  it('is left when its stage has ended, and all are when the execution has', () => {
    const run = start(stage('build', 'CI', ['one']), stage('tell', 'Custom', ['two']));
    isTaken('one')(run);
    expect(left(run)).toEqual([]);
    succeeds('one')(run);
    expect(left(run)).toEqual(['pipeline.stages.build']);
    succeeds('two')(run);
    expect(left(run)).toBe('all');
  });

  it('of an execution that can be retried is left, and the folder of its other stages is kept', () => {
    const run = start(stage('build', 'CI', ['one']), stage('tell', 'Custom', ['two']));
    succeeds('one')(run);
    fails('two')(run);
    expect(left(run)).toEqual(['pipeline.stages.build']);
  });
});
