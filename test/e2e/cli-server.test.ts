import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellPipeline, sideBySide } from '../../packages/server/testing/shell-pipelines.ts';
import { cliOf } from './support/cli.ts';
import { useServer } from './support/use-server.ts';

const server = useServer();
const { file } = server;
const reprise = (...args: readonly string[]) => cliOf(server.url)(...args);

const idIn = (out: string): string => {
  const { planExecutionId }: { planExecutionId: string } = JSON.parse(out);
  return planExecutionId;
};

describe('lint with a server', () => {
  it('looks for what a file refers to, too', async () => {
    const path = await file(
      'refers.yaml',
      shellPipeline('refers', { one: { say: 'echo <+secrets.getValue("account.nothing")>' } }),
    );
    expect(await reprise('lint', path)).toMatchObject({ out: '1 file, nothing wrong.\n' });
    const { code, out } = await reprise('lint', '--server', server.url, path);
    expect(code).toBe(0);
    expect(out).toContain('There is no secret "account.nothing" in account default.');
  });
});

describe('a stored pipeline', () => {
  it('runs by its identifier, with a template and input sets', async () => {
    const post = async (path: string, body: string): Promise<void> => {
      const answer = await fetch(`${server.url}${path}`, { method: 'POST', body });
      expect([await answer.text(), answer.status]).toEqual([expect.any(String), 200]);
    };
    await post(
      '/template/api/templates?accountIdentifier=default',
      `template:
  identifier: greet
  name: Greet
  versionLabel: v1
  type: Step
  spec:
    type: ShellScript
    spec:
      shell: Bash
      source: { type: Inline, spec: { script: echo "hello <+pipeline.variables.who>" } }
`,
    );
    const yaml = `pipeline:
  identifier: greeting
  name: Greeting
  variables: [{ name: who, type: String, value: <+input> }]
  stages:
    - stage:
        identifier: one
        name: One
        type: Custom
        spec:
          execution:
            steps:
              - step: { identifier: say, name: Say, template: { templateRef: account.greet } }
`;
    await post('/pipeline/api/pipelines', yaml);
    await post(
      '/pipeline/api/inputSets?pipelineIdentifier=greeting',
      'inputSet: {identifier: world, name: W, pipeline: {identifier: greeting, variables: [{name: who, value: world}]}}',
    );
    const run = await reprise('run', 'greeting', '--input-set', 'world', '--json');
    expect([run.code, run.err]).toEqual([0, '']);
    const logs = await reprise('logs', idIn(run.out), 'say');
    expect(logs.out).toContain('hello world');
    const missing = await reprise('run', 'greeting', '--input-set', 'mars');
    expect(missing.code).toBe(4);
    expect(missing.err).toContain('has no input set mars');
  });
});

describe('a failed execution on a server', () => {
  it('is continued by the very command that the failure printed', async () => {
    const marker = join(server.folder, 'marker');
    const yaml = shellPipeline(
      'shop',
      { build: { compile: 'echo compiled' } },
      sideBySide({ unit: { u: 'echo unit' }, deploy: { d: `cat ${marker}` } }),
      { check: { smoke: 'echo smoke' } },
    );
    const failed = await reprise('run', await file('shop.yaml', yaml));
    expect(failed.code).toBe(1);
    const command = /reprise (retry \S+ --from deploy --only-failed)\n/.exec(failed.out)?.[1] ?? '';
    const args = command.split(' ');

    const planned = await reprise(...args, '--dry-run');
    expect(planned.code).toBe(0);
    expect(planned.out).toMatch(/↻ reuse +build/);
    expect(planned.out).toMatch(/↻ reuse +unit/);
    expect(planned.out).toMatch(/▶ run +deploy/);
    expect(planned.out).toMatch(/▶ run +check/);
    expect(planned.out).toContain('2 reused, 2 to run');

    await writeFile(marker, 'mended\n');
    const retried = await reprise(...args);
    expect(retried.code).toBe(0);
    expect(retried.out).toContain('↻ build');
    expect(retried.out).toContain('deploy / d | mended');
    expect(retried.out).not.toContain('| compiled');

    const history = await reprise('history', args[1] ?? '');
    expect(history.code).toBe(0);
    expect(history.out).toMatch(/✓ Success .* newest .* deploy +deploy, check +build, unit/);

    const again = await reprise(...args);
    expect(again.code).toBe(1);
    expect(again.err).toContain('[ALREADY_RETRIED]');
  });

  it('prints the plan of a retry as one JSON document', async () => {
    const yaml = shellPipeline('planned', { a: { a: 'echo a' }, b: { b: 'exit 1' } });
    const failed = await reprise('run', await file('planned.yaml', yaml), '--json');
    const { code, out } = await reprise(
      'retry',
      idIn(failed.out),
      '--from',
      'b',
      '--dry-run',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      from: ['b'],
      stages: [
        { identifier: 'a', decision: 'reuse' },
        { identifier: 'b', decision: 'run' },
      ],
    });
  });

  it('is shown, listed and read from, for people and as JSON', async () => {
    const yaml = shellPipeline('listed', {
      a: { print: 'printf "one\\ntwo\\n"' },
      b: { b: 'exit 1' },
    });
    const id = idIn((await reprise('run', await file('listed.yaml', yaml), '--json')).out);

    const list = await reprise('executions', '--pipeline', 'listed', '--status', 'Failed');
    expect(list.out).toContain(id);
    const listJson: unknown = JSON.parse(
      (await reprise('executions', '--pipeline', 'listed', '--json')).out,
    );
    expect(listJson).toMatchObject({ content: [{ planExecutionId: id, status: 'Failed' }] });

    const shown = await reprise('show', id);
    expect(shown.out).toMatch(/✓ print +Success/);
    expect(shown.out).toContain(`reprise retry ${id} --from b`);
    expect(JSON.parse((await reprise('show', id, '--json')).out)).toMatchObject({
      planExecutionId: id,
      status: 'Failed',
    });

    expect((await reprise('logs', id, 'print')).out).toBe('one\ntwo\n');
    expect((await reprise('logs', id)).out).toContain('a / print | one\n');
    expect(JSON.parse((await reprise('logs', id, 'a/print', '--json')).out)).toMatchObject({
      content: [{ out: 'one', level: 'INFO' }, { out: 'two' }],
    });
  });

  it('does not exist under another name: 4', async () => {
    for (const command of ['show', 'logs', 'abort', 'approve', 'retry']) {
      expect({ command, ...(await reprise(command, 'nope')) }).toMatchObject({ command, code: 4 });
    }
  });
});
