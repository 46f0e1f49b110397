import type { CiDelegates, StartTask } from '@reprise/core/execution';
import { parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { DELEGATE, Run } from '../testing/run.ts';
import { fails, succeeds } from '../testing/specification.ts';

const KUBERNETES =
  'infrastructure: { type: KubernetesDirect, spec: { connectorRef: cluster, namespace: ci } }';
const RETRY =
  'failureStrategies: [{ onFailure: { errors: [AllErrors], action: { type: Retry, spec: { retryCount: 2, retryIntervals: [10s], onRetryFailure: { action: { type: MarkAsFailure } } } } } }]';

interface Stage {
  readonly type?: 'CI' | 'Custom';
  /** Lines of its `spec`. */
  readonly where?: string;
  /** Lines beside its `spec`. */
  readonly more?: string;
  readonly steps: readonly string[];
}

const stage = (
  identifier: string,
  { type = 'CI', where = '', more = '', steps }: Stage,
): string => `
    - stage:
        identifier: ${identifier}
        name: ${identifier}
        type: ${type}
        ${more}
        spec:
          ${where}
          execution:
            steps:
${steps.map((each) => `              - step: { identifier: ${each}, name: ${each}, type: Run, spec: { command: make } }`).join('\n')}`;

function start(ciDelegates: CiDelegates, ...stages: readonly string[]): Run {
  const yaml = `pipeline:\n  identifier: shop\n  name: Shop\n  stages:${stages.join('')}`;
  const { pipeline, problems } = parsePipeline(yaml);
  if (pipeline === null) throw new Error(JSON.stringify(problems));
  return Run.start(pipeline, undefined, { ciDelegates });
}

/** The selectors of each task, in the order in which they were given out. */
const selectors = (run: Run): readonly (readonly string[])[] =>
  run.effects
    .filter((effect): effect is StartTask => effect.type === 'StartTask')
    .map((effect) => effect.selectors);

const pinned = `delegate:${DELEGATE}`;

describe('the infrastructure of a CI stage', () => {
  it('means the delegates that the operator has named for its kind', () => {
    const build = stage('build', { where: KUBERNETES, steps: ['one'] });
    expect(selectors(start({ kubernetes: ['big', 'linux'] }, build))).toEqual([['big', 'linux']]);
  });

  it('means any delegate when nothing is named for its kind', () => {
    const build = stage('build', { where: KUBERNETES, steps: ['one'] });
    expect(selectors(start({ vm: ['windows'] }, build))).toEqual([[]]);
  });

  it('counts less than the selectors of the stage itself', () => {
    const more = 'delegateSelectors: [mine]';
    const build = stage('build', { where: KUBERNETES, more, steps: ['one'] });
    expect(selectors(start({ kubernetes: ['big'] }, build))).toEqual([['mine']]);
  });

  it('is that of the stage that it names, though others stand before it', () => {
    const run = start(
      { kubernetes: ['big'], vm: ['windows'] },
      stage('tell', { type: 'Custom', steps: ['one'] }),
      stage('build', { where: KUBERNETES, steps: ['two'] }),
      stage('test', { where: 'infrastructure: { useFromStage: build }', steps: ['three'] }),
    );
    for (const name of ['one', 'two']) succeeds(name)(run);
    expect(selectors(run)).toEqual([[], ['big'], ['big']]);
  });

  it('is that of a stage that is looped, too', () => {
    const run = start(
      { kubernetes: ['big'] },
      stage('build', { where: KUBERNETES, more: 'strategy: { parallelism: 1 }', steps: ['one'] }),
      stage('test', { where: 'infrastructure: { useFromStage: build }', steps: ['two'] }),
    );
    succeeds('one')(run);
    expect(selectors(run)).toEqual([['big'], ['big']]);
  });
});

describe('the delegate that has the workspace of a stage', () => {
  it('gets the next try of a step, though nothing has ended yet', () => {
    const run = start({}, stage('build', { where: KUBERNETES, more: RETRY, steps: ['one'] }));
    fails('one')(run);
    run.pass(10_000);
    expect(selectors(run)).toEqual([[], [pinned]]);
  });

  it('gets the next try of a group, too', () => {
    const group = `
    - stage:
        identifier: build
        name: build
        type: CI
        spec:
          ${KUBERNETES}
          execution:
            steps:
              - stepGroup:
                  identifier: group
                  name: group
                  failureStrategies: [{ onFailure: { errors: [AllErrors], action: { type: RetryStepGroup, spec: { retryCount: 1, retryIntervals: [10s], onRetryFailure: { action: { type: MarkAsFailure } } } } } }]
                  steps:
                    - step: { identifier: one, name: one, type: Run, spec: { command: make } }
                    - step: { identifier: two, name: two, type: Run, spec: { command: make } }`;
    const run = start({}, group);
    succeeds('one')(run);
    fails('two')(run);
    run.pass(10_000);
    expect(selectors(run)).toEqual([[], [pinned], [pinned]]);
  });

  it('is not asked for by a retry, whose execution has no workspace yet', () => {
    const run = start({}, stage('build', { where: KUBERNETES, steps: ['one', 'two'] }));
    succeeds('one')(run);
    fails('two')(run);
    expect(selectors(run.retry({ from: ['build'] }))).toEqual([[]]);
  });

  it('is not that of a stage beside it', () => {
    const run = start(
      {},
      stage('build', { where: KUBERNETES, steps: ['one'] }),
      stage('test', { where: KUBERNETES, steps: ['two', 'three'] }),
    );
    for (const name of ['one', 'two']) succeeds(name)(run);
    expect(selectors(run)).toEqual([[], [], [pinned]]);
  });
});
