import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { cli } from './support/cli.ts';
import { temporaryFolder } from './support/server-process.ts';

const NAME = '<+pipeline.stages.build.name>';
const yaml = shellPipeline('picky', {
  build: { compile: 'echo built by <+pipeline.variables.who>' },
  ship: { push: `echo shipped ${NAME}` },
  tell: { mail: 'echo told' },
})
  .replace(
    /^ {2}stages:/m,
    '  allowStageExecutions: true\n  variables: [{name: who, type: String, value: <+input>.default(ada)}]\n  stages:',
  )
  .replace('identifier: build', 'identifier: build\n        tags: {reprise.gate: "true"}');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let pipeline: string;
const local = (...args: readonly string[]) =>
  cli([...args, '--local', '--data', join(folder.path, 'data')]);

beforeAll(async () => {
  folder = await temporaryFolder();
  pipeline = join(folder.path, 'picky.yaml');
  await writeFile(pipeline, yaml);
});
afterAll(() => folder.remove());

const idIn = (out: string): string => /, run \d+ {2}(\S+)/.exec(out)?.[1] ?? 'no id';

describe('the command line', () => {
  it('runs an execution again, whole, with another input, or some of its stages', async () => {
    const first = await local('run', pipeline);
    expect(first).toMatchObject({ code: 0, err: '' });
    const execution = idIn(first.out);
    const again = await local('rerun', execution, '--input', 'who=eve');
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain(`picky, rerun of ${execution}`);
    expect(again.out).toContain(`with the inputs of execution ${execution} and the given ones`);
    expect(again.out).toContain('built by eve');
    const original = await local('rerun', execution, '--original');
    expect(original.out).toContain('as they were, all 3 stages.');
    expect(original.out).toContain('built by ada');
    const some = await local('rerun', execution, '--stages', 'build');
    expect(some.out).toContain('only stage build.');
    expect(some.out).not.toContain('told');
  });

  it('names the very option that a selection lacks', async () => {
    await local('run', pipeline);
    const gate = await local('run', 'picky', '--stages', 'tell');
    expect(gate).toMatchObject({ code: 2, out: '' });
    expect(gate.err).toContain('Add: --stages tell,build');
    const stages = await local('stages', 'picky');
    expect(stages.out).toContain('build (gate)');
    expect(stages.out).toContain(NAME);
  });

  it('says what an expression is worth that asks a stage which does not run', async () => {
    const open = join(folder.path, 'open.yaml');
    await writeFile(open, yaml.replace('        tags: {reprise.gate: "true"}\n', ''));
    const missing = await local('run', open, '--stages', 'ship');
    expect(missing.code).toBe(2);
    expect(missing.err).toContain(`Add: --value '${NAME}=VALUE'`);
    const given = await local('run', open, '--stages', 'ship', '--value', `${NAME}=by hand`);
    expect(given).toMatchObject({ code: 0, err: '' });
    expect(given.out).toContain('shipped by hand');
    expect(given.out).toContain('only stage ship.');
  });

  it.each([
    ['a value without stages', ['run', 'x', '--value', 'a=b'], '--stages'],
    [
      'a value that is none',
      ['run', 'x', '--stages', 'a', '--value', '<+a>'],
      '<+expression>=value',
    ],
    ['the original with inputs', ['rerun', 'x', '--original', '--input', 'a=b'], '--input'],
    ['the original with stages', ['rerun', 'x', '--original', '--stages', 'a'], '--stages'],
  ])('ends with 2 for %s', async (_, args, said) => {
    const ended = await cli(args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).toContain(said);
  });
});
