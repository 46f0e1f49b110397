import { parsePipeline } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { viewNode } from '../index.ts';
import { Run } from '../testing/run.ts';

/** A step that shows what it is told of `path`. */
const reading = (identifier: string, path: string, extra = ''): string =>
  `- step: {identifier: ${identifier}, name: n, type: ShellScript, ${extra} spec: {shell: Bash, source: {type: Inline, spec: {script: '<+exportedVariables.getValue("${path}")>'}}}}`;

/** A step that publishes V, or what else is named, under the alias `k`. */
const exporting = (identifier: string, scope: string, extra = '', names = '{name: V}'): string =>
  `- step: {identifier: ${identifier}, name: n, type: Run, ${extra} spec: {command: make, outputVariables: [${names}], outputAlias: {key: k, scope: ${scope}}}}`;

const indented = (depth: number, entries: readonly string[]): string =>
  entries.map((entry) => entry.replaceAll(/^/gm, ' '.repeat(depth))).join('\n');

const group = (identifier: string, ...steps: readonly string[]): string =>
  `- stepGroup:\n    identifier: ${identifier}\n    name: g\n    steps:\n${indented(6, steps)}`;

const parallel = (...steps: readonly string[]): string => `- parallel:\n${indented(4, steps)}`;

const stage = (identifier: string, ...steps: readonly string[]): string =>
  `- stage:\n    identifier: ${identifier}\n    name: s\n    type: Custom\n    spec:\n      execution:\n        steps:\n${indented(10, steps)}`;

function start(...stages: readonly string[]): Run {
  const yaml = `pipeline:\n  identifier: release\n  name: Release\n  stages:\n${indented(4, stages)}\n`;
  const { pipeline, problems } = parsePipeline(yaml);
  expect(problems).toEqual([]);
  if (pipeline === null) throw new Error('the pipeline cannot be read');
  return Run.start(pipeline);
}

/** What the step was told: a value, or why there is none. */
const told = (run: Run, name: string): unknown =>
  run.scriptOf(name) ?? viewNode(run.state, run.key(name)).failure?.message;

const UNKNOWN = /is not defined/;
const ONCE = 'strategy: {parallelism: 1},';

describe('an output under an alias', () => {
  it('is seen in its stage, and in no other', () => {
    const use = reading('use', 'stage.k.V');
    const run = start(
      stage('a', exporting('make', 'Stage'), use),
      stage('b', reading('far', 'stage.k.V')),
    );
    run.succeed('make', { V: '1.2' });
    expect(told(run, 'use')).toBe('1.2');
    run.succeed('use');
    expect(told(run, 'far')).toMatch(UNKNOWN);
  });

  it('is seen in the step group around its step, however deep, and not outside of it', () => {
    const inner = group('inner', reading('deep', 'stepGroup.k.V'));
    const outer = group('outer', exporting('make', 'StepGroup'), inner);
    const run = start(stage('a', outer, reading('beside', 'stepGroup.k.V')));
    run.succeed('make', { V: '1.2' });
    expect(told(run, 'deep')).toBe('1.2');
    run.succeed('deep');
    expect(told(run, 'beside')).toMatch(UNKNOWN);
  });

  it('of a step group is seen by nobody when its step is in none', () => {
    const run = start(stage('a', exporting('make', 'StepGroup'), reading('use', 'stepGroup.k.V')));
    run.succeed('make', { V: '1.2' });
    expect(told(run, 'use')).toMatch(UNKNOWN);
  });

  it.each(['pipeline.k.V', 'stage.other.V', 'stage.k.W'])(
    'is found by its scope, its key and its name, all three: not by %s',
    (path) => {
      const run = start(stage('a', exporting('make', 'Stage'), reading('use', path)));
      run.succeed('make', { V: '1.2' });
      expect(told(run, 'use')).toMatch(UNKNOWN);
    },
  );

  it('is among those that are listed for who names none', () => {
    const asking = reading('use', '').replace('.getValue("")', '');
    const run = start(stage('a', exporting('make', 'Stage'), asking));
    run.succeed('make', { V: '1.2' });
    expect(told(run, 'use')).toMatch(/name one of its parts: stage\.k$/);
  });

  it.each(['V', 'stage.k', 'stage.k.', 'stage..V', 'planet.k.V'])(
    'is not asked for by %s, and the message says how it is',
    (path) => {
      const run = start(stage('a', exporting('make', 'Stage'), reading('use', path)));
      run.succeed('make', { V: '1.2' });
      expect(told(run, 'use')).toContain(
        `"${path}" is no exported variable: write "pipeline.KEY.NAME"`,
      );
    },
  );

  it('is null until its step has ended, and when that has published nothing', () => {
    const run = start(
      stage(
        'a',
        parallel(exporting('make', 'Stage'), reading('early', 'stage.k.V')),
        reading('late', 'stage.k.V', 'when: {stageStatus: All},'),
      ),
    );
    expect(told(run, 'early')).toBe('null');
    run.succeed('early');
    run.fail('make');
    expect(told(run, 'late')).toBe('null');
  });
});

describe('several outputs under one alias', () => {
  const both = parallel(exporting('one', 'Stage'), exporting('two', 'Stage'));
  const twice = () => start(stage('a', both, reading('use', 'stage.k.V')));

  it('are worth what was published last', () => {
    const run = twice();
    run.succeed('two', { V: 'of two' });
    run.pass(1);
    run.succeed('one', { V: 'of one' });
    expect(told(run, 'use')).toBe('of one');
  });

  it('are worth the later one’s in the pipeline where both were published in one moment', () => {
    const run = twice();
    run.succeed('two', { V: 'of two' });
    run.succeed('one', { V: 'of one' });
    expect(told(run, 'use')).toBe('of two');
  });

  it('need not be the same ones', () => {
    const two = exporting('two', 'Stage', '', '{name: U}, {name: W}');
    const run = start(
      stage(
        'a',
        exporting('one', 'Stage'),
        two,
        reading('use', 'stage.k.V'),
        reading('other', 'stage.k.W'),
      ),
    );
    run.succeed('one', { V: 'of one' });
    run.succeed('two', { U: 'x', W: 'of two' });
    expect(told(run, 'use')).toBe('of one');
    run.succeed('use');
    expect(told(run, 'other')).toBe('of two');
  });

  it('are worth what one has published when the others have not', () => {
    const run = start(
      stage('a', exporting('one', 'Stage'), reading('use', 'stage.k.V'), exporting('two', 'Stage')),
    );
    run.succeed('one', { V: 'of one' });
    expect(told(run, 'use')).toBe('of one');
  });
});

describe('an output of a loop', () => {
  it('is null while nobody knows what its instances will be', () => {
    const run = start(
      stage('a', reading('early', 'pipeline.k.V')),
      stage('b', exporting('make', 'Pipeline', ONCE), reading('late', 'pipeline.k.V')),
    );
    expect(told(run, 'early')).toBe('null');
    run.succeed('early');
    run.succeed('make_0', { V: '1.2' });
    expect(told(run, 'late')).toBe('1.2');
  });

  it('does not exist when all loops are known and none has it', () => {
    const run = start(
      stage('a', exporting('make', 'Pipeline', ONCE), reading('late', 'pipeline.k.W')),
    );
    run.succeed('make_0', { V: '1.2' });
    expect(told(run, 'late')).toMatch(UNKNOWN);
  });

  it('is known to who asked before the loop had begun in the same moment', () => {
    const asks = reading('asks', 'pipeline.k.V', ONCE);
    const both = parallel(asks, exporting('make', 'Pipeline', ONCE));
    const run = start(stage('a', both, reading('use', 'pipeline.k.V')));
    expect(told(run, 'asks_0')).toBe('null');
    run.succeed('asks_0');
    run.succeed('make_0', { V: '1.2' });
    expect(told(run, 'use')).toBe('1.2');
  });
});
