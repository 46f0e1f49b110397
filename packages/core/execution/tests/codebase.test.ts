import { parsePipeline } from '@reprise/core/pipeline';
import { expect, it } from 'vitest';
import { type Surroundings, viewNode } from '../index.ts';
import { Run } from '../testing/run.ts';

/** A stage that clones the codebase if it is one for CI; its step shows what it knows of it. */
const stage = (identifier: string, type: 'CI' | 'Custom', extra = ''): string => `
    - stage:
        identifier: ${identifier}
        name: s
        type: ${type}
        ${extra}
        spec:
          ${type === 'CI' ? 'cloneCodebase: true' : ''}
          ${type === 'CI' ? 'runtime: {type: Cloud, spec: {}}' : ''}
          execution:
            steps:
              - step: {identifier: ${identifier}_show, name: n, type: Run, spec: {command: <+codebase.branch> at <+codebase.commitSha>}}`;

const parallel = (...stages: readonly string[]): string =>
  `\n    - parallel:${stages.join('').replaceAll('\n', '\n    ')}`;

const FORGE = { forge: { url: 'https://forge.example/acme', holdsMany: true } };

function start(
  gitConnectors: Surroundings['gitConnectors'] & object,
  ...stages: readonly string[]
): Run {
  const yaml = `pipeline:
  identifier: shop
  name: Shop
  properties: {ci: {codebase: {connectorRef: forge, repoName: shop, build: {type: branch, spec: {branch: main}}}}}
  stages:${stages.join('')}`;
  const { pipeline, problems } = parsePipeline(yaml);
  if (pipeline === null) throw new Error(JSON.stringify(problems));
  return Run.start(pipeline, undefined, { gitConnectors });
}

function clones(run: Run, stageName: string, commitSha: string): void {
  const step = `pipeline.stages.${stageName}.spec.execution.steps.harness_git_clone`;
  run.take(step);
  run.report(step, { status: 'Success', outputs: { commitSha } });
}

/** What the step of a stage has been given to run. */
function shownIn(run: Run, stageName: string, step = stageName): unknown {
  const key = run.key(`pipeline.stages.${stageName}.spec.execution.steps.${step}_show`);
  const work = viewNode(run.state, key).work;
  return work?.kind === 'task' && work.task.type === 'Run' ? work.task.command?.script : undefined;
}

it('a stage knows the codebase as it has cloned it, and one that has not as the first stage did', () => {
  const run = start(FORGE, stage('one', 'CI'), stage('two', 'CI'), stage('tell', 'Custom'));
  clones(run, 'one', 'aaa');
  expect(shownIn(run, 'one')).toBe('main at aaa');
  run.succeed('one_show');
  clones(run, 'two', 'bbb');
  expect(shownIn(run, 'two')).toBe('main at bbb');
  run.succeed('two_show');
  expect(shownIn(run, 'tell')).toBe('main at aaa');
});

it('each instance of a looped stage knows its own clone, and others that of the first', () => {
  const looped = stage('one', 'CI', 'strategy: {matrix: {os: [linux, mac]}}');
  const run = start(FORGE, looped, stage('tell', 'Custom'));
  clones(run, 'one-linux', 'aaa');
  clones(run, 'one-mac', 'bbb');
  expect(['one-linux', 'one-mac'].map((name) => shownIn(run, name, 'one'))).toEqual([
    'main at aaa',
    'main at bbb',
  ]);
  for (const name of ['linux', 'mac']) {
    run.succeed(`pipeline.stages.one-${name}.spec.execution.steps.one_show`);
  }
  expect(shownIn(run, 'tell')).toBe('main at aaa');
});

it('nothing is known of the codebase when the clone could not even be worked out', () => {
  const always = stage('tell', 'Custom', 'when: {pipelineStatus: All}');
  const run = start({}, stage('one', 'CI'), always);
  expect(run.status('harness_git_clone')).toBe('Failed');
  expect(shownIn(run, 'tell')).toBe('null at null');
});

it('nothing is known of the codebase while the first clone goes on', () => {
  const after = (name: string): string =>
    stage(name, 'Custom').replace(
      '- step:',
      '- step: {identifier: first, name: n, type: Wait, spec: {duration: 1s}}\n              - step:',
    );
  const run = start(FORGE, parallel(stage('one', 'CI'), after('tell')));
  run.take('harness_git_clone');
  run.pass(1000);
  expect(shownIn(run, 'tell')).toBe('null at null');
});
