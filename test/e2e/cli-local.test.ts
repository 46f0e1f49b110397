import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { cli, startCli } from './support/cli.ts';
import { linesOf, temporaryFolder } from './support/server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

async function file(name: string, text: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, text);
  return path;
}

const good = shellPipeline('good', {
  build: { compile: 'echo compiled' },
  test: { unit: 'echo tested' },
});
const bad = shellPipeline('bad', {
  build: { compile: 'echo compiled' },
  deploy: { copy: 'echo no space left >&2; exit 3' },
  check: { smoke: 'echo never' },
});

describe('the command line itself', () => {
  it('prints help and its version, and ends with 0', async () => {
    const help = await cli(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('reprise');
    expect(help.out).toContain('retry');
    expect(await cli(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['rnu']],
    ['an unknown option', ['run', 'x.yaml', '--fast']],
    ['an input without a value', ['run', 'x.yaml', '--input', 'name']],
    ['a file that is not there', ['run', '/nowhere/x.yaml']],
    ['a duration that is none', ['run', 'x.yaml', '--timeout', 'soon']],
    ['a map of delegates that maps nothing', ['server', '--ci-delegates', 'moon=linux']],
    ['an address that is none', ['show', 'x', '--server', 'localhost:7070']],
    [
      'a local run that should go on by itself',
      ['run', 'examples/parallel-checks/pipeline.yaml', '--local', '--detach'],
    ],
  ])('ends with 2 for %s, and says so on standard error only', async (_, args) => {
    const ended = await cli(args);
    expect(ended).toMatchObject({ code: 2, out: '' });
    expect(ended.err).not.toBe('');
  });

  it('ends with 7 when no server answers, and says how to start one', async () => {
    const ended = await cli(['executions', '--server', 'http://127.0.0.1:9']);
    expect(ended).toMatchObject({ code: 7, out: '' });
    expect(ended.err).toContain('npm start');
    expect(ended.err).toContain('--server');
  });
});

describe('lint', () => {
  it('says that nothing is wrong', async () => {
    expect(await cli(['lint', await file('good.yaml', good)])).toMatchObject({
      code: 0,
      out: '1 file, nothing wrong.\n',
    });
  });

  it('shows what is wrong with file, line and column, and ends with 1', async () => {
    const path = await file('typo.yaml', good.replace('stages:', 'stagse:'));
    const { code, out } = await cli(['lint', path]);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`${path}:\\d+:\\d+ error`));
    expect(out).toContain('stagse:');
  });

  it('prints one JSON document for many files', async () => {
    const paths = [await file('a.yaml', good), await file('b.yaml', 'pipeline: [')];
    const { code, out } = await cli(['lint', '--json', ...paths]);
    expect(code).toBe(1);
    const document: unknown = JSON.parse(out);
    expect(document).toEqual([
      { file: paths[0], problems: [] },
      {
        file: paths[1],
        problems: expect.arrayContaining([
          expect.objectContaining({
            severity: 'error',
            code: expect.any(String),
            message: expect.any(String),
            line: expect.any(Number),
            column: expect.any(Number),
          }),
        ]),
      },
    ]);
  });
});

describe('a local run', () => {
  it('runs every step, prints its output under its name, and ends with 0', async () => {
    const { code, out, err } = await cli(['run', await file('good.yaml', good), '--local']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('build / compile | compiled\n');
    expect(out).toContain('test / unit | tested\n');
    expect(out.indexOf('✓ build / compile')).toBeLessThan(out.indexOf('● test'));
    expect(out).toMatch(/✓ Success after [\d.]+s/);
  });

  it('ends with 1 after a failure and shows the last words of the step', async () => {
    const { code, out } = await cli(['run', await file('bad.yaml', bad), '--local']);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ deploy \/ copy: .*3/);
    expect(out).toContain('    no space left\n');
    expect(out).not.toContain('never');
  });

  it('prints one JSON document with --json', async () => {
    const { code, out, err } = await cli(['run', await file('bad.yaml', bad), '--local', '--json']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(JSON.parse(out)).toMatchObject({
      pipelineIdentifier: 'bad',
      status: 'Failed',
      planExecutionId: expect.any(String),
      failedStagesCount: 1,
    });
  });

  it('refuses a file with errors before anything runs, with the lines', async () => {
    const path = await file('typo.yaml', good.replace('stages:', 'stagse:'));
    const { code, err } = await cli(['run', path, '--local']);
    expect(code).toBe(2);
    expect(err).toContain(`${path}:`);
    expect(err).toContain('Nothing was started.');
  });

  it('takes inputs as name=value', async () => {
    const yaml = `pipeline:
  identifier: greet
  name: greet
  variables:
    - name: who
      type: String
      value: <+input>
  stages:
    - stage:
        identifier: s
        name: s
        type: Custom
        spec:
          execution:
            steps:
              - step:
                  identifier: hello
                  name: hello
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: { type: Inline, spec: { script: 'echo "hello $WHO"' } }
                    environmentVariables:
                      - { name: WHO, type: String, value: <+pipeline.variables.who> }
`;
    const path = await file('greet.yaml', yaml);
    const { code, out } = await cli(['run', path, '--local', '--input', 'who=a=b $(id)']);
    expect(code).toBe(0);
    expect(out).toContain('| hello a=b $(id)\n');
    expect((await cli(['run', path, '--local'])).code).toBe(2);
  });

  it('is aborted by Ctrl-C: the step dies, nothing is left behind, and it ends with 5', async () => {
    const left = join(folder.path, 'left-running');
    const script = `echo started; for i in $(seq 1 600); do echo tick >> ${left}; sleep 0.1; done`;
    const path = await file('long.yaml', shellPipeline('long', { s: { long: script } }));
    const temporary = join(folder.path, 'temporary');
    await mkdir(temporary);
    const run = startCli(['run', path, '--local'], { TMPDIR: temporary });
    await run.printed('| started');
    expect(await readdir(temporary)).not.toEqual([]);
    run.signal('SIGINT');
    const { code, out } = await run.ended;
    expect(code).toBe(5);
    expect(out).toContain('Aborted');
    const ticks = (await linesOf(left)).length;
    await new Promise((resolve) => {
      setTimeout(resolve, 300);
    });
    expect((await linesOf(left)).length).toBe(ticks);
    expect(await readdir(temporary)).toEqual([]);
  });

  it('keeps everything in the folder of --data, and retries from there', async () => {
    const data = join(folder.path, 'kept');
    const marker = join(folder.path, 'mended');
    const path = await file(
      'mend.yaml',
      shellPipeline('mend', { build: { b: 'echo built' }, deploy: { d: `cat ${marker}` } }),
    );
    const failed = await cli(['run', path, '--local', '--data', data, '--json']);
    expect(failed.code).toBe(1);
    const { planExecutionId }: { planExecutionId: string } = JSON.parse(failed.out);
    await writeFile(marker, 'fine\n');
    const retried = await cli(['retry', planExecutionId, '--local', '--data', data]);
    expect(retried.code).toBe(0);
    expect(retried.out).toContain('↻ build');
    expect(retried.out).not.toContain('| built');
    expect(retried.out).toContain('| fine');
  });
});
