import type { Strategy } from '@reprise/core/pipeline';
import { describe, expect, it } from 'vitest';
import { viewNode } from '../index.ts';
import { items, matrix, parallelism } from '../testing/loops.ts';
import { pipeline, script, stage } from '../testing/pipelines.ts';
import { Run } from '../testing/run.ts';

const start = (strategy: Strategy): Run =>
  Run.start(pipeline([stage('test', [script('shard', { strategy })])]));

const namesOf = ({ state }: Run): readonly string[] =>
  [...state.plan.nodes.values()].flatMap(({ place, name }) => (place === undefined ? [] : [name]));

/** How many instances the loop has, or why it has none. */
const cameTo = (strategy: Strategy): number | string => {
  const run = start(strategy);
  const failure = viewNode(run.state, run.key('shard')).failure?.message;
  return failure ?? namesOf(run).length;
};

/** Items that a step has published, so that a text of any kind may come out. */
function itemsIn(published: string): number | string {
  const strategy = items('<+steps.find.output.outputVariables.list>');
  const steps = [script('find', { outputs: ['list'] }), script('shard', { strategy })];
  const run = Run.start(pipeline([stage('test', steps)]));
  run.succeed('find', { list: published });
  const failure = viewNode(run.state, run.key('shard')).failure?.message;
  return failure ?? namesOf(run).length;
}

const nested = (depth: number, open: string, close: string): string =>
  `[${open.repeat(depth - 1)}${close.repeat(depth - 1)}]`;

describe('how large a loop may be', () => {
  it('makes 256 instances, and not one more, however they are counted', () => {
    expect(cameTo(parallelism('256'))).toBe(256);
    expect(cameTo(parallelism('257'))).toContain('257');
    const list = (length: number) => Array.from({ length }, (_, at) => `v${at}`);
    expect(cameTo(items(list(256)))).toBe(256);
    expect(cameTo(items(list(257)))).toContain('257');
  });

  it('holds 512 KiB of values, and not one character more', () => {
    const half = 256 * 1024;
    expect(cameTo(items(['a'.repeat(half), 'b'.repeat(half)]))).toBe(2);
    expect(cameTo(items(['a'.repeat(half), 'b'.repeat(half + 1)]))).toContain('characters');
  });

  it('has a matrix of ten thousand combinations at most before any is left out', () => {
    const axis = (name: string, length: number) =>
      Array.from({ length }, (_, at) => `${name}${at}`);
    const full = { a: axis('a', 100), b: axis('b', 100) };
    expect(cameTo(matrix(full))).toMatch(/256/);
    expect(cameTo(matrix({ ...full, a: axis('a', 101) }))).toContain('10100 combinations');
  });
});

describe('the numbers of a loop', () => {
  it.each(['0.5', '-1', 'many', '1e300', ''])(
    'are whole and not negative, unlike "%s"',
    (times) => {
      expect(cameTo(parallelism(times))).toContain('this must be a whole number of at least 0');
    },
  );

  it.each([{ partitionSize: '0' }, { maxConcurrency: '0' }])('are 1 at least: %j', (extra) => {
    expect(cameTo(items(['a', 'b'], extra))).toContain('a whole number of at least 1');
  });

  it('may be 0 where a part of a list begins', () => {
    expect(cameTo(items(['a', 'b'], { start: '0', end: '2' }))).toBe(2);
  });
});

describe('a list in a text', () => {
  it('is JSON, a list, and nothing else', () => {
    expect(itemsIn(' ["a", {"b": [1]}]')).toBe(2);
    for (const text of ['{"a": 1}', '7', 'a,b', '["a"']) {
      expect(itemsIn(text), text).toContain('this is no list of values');
    }
  });

  it('may be 32 deep, and as wide as it likes', () => {
    expect(itemsIn(nested(32, '[', ']'))).toBe(1);
    expect(itemsIn(nested(33, '[', ']'))).toContain('no list');
    expect(itemsIn(nested(31, '[', ']').replace('[]', '[{"a": []}]'))).toContain('no list');
    expect(itemsIn(`[{"m": ${nested(31, '[', ']')}}]`)).toContain('no list');
    const wide = Array.from({ length: 20 }, () => '[[]]').join(', ');
    expect(itemsIn(`[${wide}]`)).toBe(20);
    const maps = Array.from({ length: 40 }, (_, at) => `{"m": {"n": ${at}}}`).join(', ');
    expect(itemsIn(`[${maps}]`)).toBe(40);
  });
});

describe('the name of an instance', () => {
  it('shows forty characters of a value, and cuts a longer one', () => {
    const [short, long] = ['s'.repeat(40), 'l'.repeat(41)];
    expect(namesOf(start(items([short, long])))).toEqual([
      `shard (${short})`,
      `shard (${'l'.repeat(39)}…)`,
    ]);
  });
});

it('a secret is no value of a loop, however deep it hides in one', () => {
  const secret = '<+secrets.getValue("token")>';
  for (const values of [['a', secret], [['a', secret]], [{ plain: 'a', hidden: secret }]]) {
    expect(cameTo(items(values))).toContain('a secret cannot be a value of a loop');
  }
});

it('nor is one that an expression brings, beside what is no secret', () => {
  expect(cameTo(items(['<+["a", secrets.getValue("token")]>']))).toContain(
    'a secret cannot be a value of a loop',
  );
});

it('a value that holds nothing holds no secret either', () => {
  const shard = script('shard', { strategy: items(['<+stage.matrix.options>']) });
  const strategy = matrix({ options: [{}] });
  const run = Run.start(pipeline([stage('test', [shard], { strategy })]));
  expect(run.effects).toHaveLength(1);
});

it('a number is no list of values', () => {
  expect(cameTo(items('<+1 + 2>'))).toContain('this is no list of values');
});
