import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { shellPipeline, sideBySide } from '../../packages/server/testing/shell-pipelines.ts';
import { cliOf, startCli } from './support/cli.ts';
import {
  PATIENCE,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let reprise: ReturnType<typeof cliOf>;

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startServer(join(folder.path, 'data'));
  reprise = cliOf(server.url);
});
afterAll(async () => {
  await server.terminate();
  await folder.remove();
});

async function file(name: string, text: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, text);
  return path;
}

const idIn = (out: string): string => {
  const { planExecutionId }: { planExecutionId: string } = JSON.parse(out);
  return planExecutionId;
};

const approval = (identifier: string): string => `pipeline:
  identifier: ${identifier}
  name: ${identifier}
  stages:
    - stage:
        identifier: ask
        name: Ask
        type: Approval
        spec:
          execution:
            steps:
              - step:
                  identifier: release
                  name: Release
                  type: HarnessApproval
                  timeout: 1h
                  spec:
                    approvalMessage: Go?
                    approvers: { userGroups: [account._account_all_users], minimumCount: 1, disallowPipelineExecutor: false }
`;

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
    const marker = join(folder.path, 'marker');
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

const risky = (identifier: string): string => `pipeline:
  identifier: ${identifier}
  name: ${identifier}
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Custom
        failureStrategies:
          - onFailure:
              errors: [AllErrors]
              action: {type: ManualIntervention, spec: {timeout: 1h, onTimeout: {action: {type: Abort}}}}
        spec:
          execution:
            steps:
              - step:
                  identifier: apply
                  name: Apply
                  type: ShellScript
                  spec: {shell: Bash, source: {type: Inline, spec: {script: exit 3}}}
              - step:
                  identifier: watch
                  name: Watch
                  type: ShellScript
                  spec: {shell: Bash, source: {type: Inline, spec: {script: sleep 600}}}
`;

describe('an execution whose failed step waits for a decision', () => {
  it('lets go of a pipe with 6, goes on as decided, and fails where it is marked as failed', async () => {
    const waiting = await reprise('run', await file('risky.yaml', risky('risky')));
    expect(waiting.code).toBe(6);
    const command = /reprise (intervene \S+ deploy\/apply) Retry\|/.exec(waiting.out)?.[1] ?? '';
    const id = command.split(' ')[1] ?? '';
    expect((await reprise(...command.split(' '), 'Dance')).code).toBe(2);
    const decided = await reprise(...command.split(' '), 'Ignore');
    expect(decided).toMatchObject({ code: 0, out: 'Ignore: Deploy / Apply.\n' });
    const marked = await reprise('mark-failed', id, 'watch');
    expect(marked).toMatchObject({ code: 0, out: 'Marked Deploy / Watch as failed.\n' });
    // The stage's strategy matches this failure, too: it asks again.
    await vi.waitFor(async () => {
      const decidedAgain = await reprise('intervene', id, 'watch', 'MarkAsFailure');
      expect(decidedAgain.code).toBe(0);
    }, PATIENCE);
    await reprise('logs', id, '-f');
    expect(JSON.parse((await reprise('show', id, '--json')).out)).toMatchObject({
      status: 'Failed',
    });
  });
});

describe('an execution that waits for an approval', () => {
  it('lets go of a pipe with 6 and the command that approves; approved, it ends well', async () => {
    const waiting = await reprise('run', await file('ask.yaml', approval('ask')));
    expect(waiting.code).toBe(6);
    const command = /reprise (approve \S+ ask\/release)\n/.exec(waiting.out)?.[1] ?? '';
    const approved = await reprise(...command.split(' '), '--comment', 'fine');
    expect(approved).toMatchObject({ code: 0, out: 'Approved Ask / Release.\n' });
    const id = command.split(' ')[1] ?? '';
    await reprise('logs', id, '-f');
    expect(JSON.parse((await reprise('show', id, '--json')).out)).toMatchObject({
      status: 'Success',
    });
    expect(await reprise(...command.split(' '))).toMatchObject({ code: 1 });
  });

  it('is rejected', async () => {
    const path = await file('ask-again.yaml', approval('ask_again'));
    const started = await reprise('run', path, '--json');
    expect(started.code).toBe(6);
    const id = idIn(started.out);
    expect((await reprise('approve', id, '--reject', '--json')).code).toBe(0);
    await reprise('logs', id, '-f');
    expect(JSON.parse((await reprise('show', id, '--json')).out)).toMatchObject({
      status: 'ApprovalRejected',
    });
  });
});

describe('an execution that waits for inputs', () => {
  const asks = `pipeline:
  identifier: asks
  name: Asks
  stages:
    - stage:
        identifier: deploy
        name: Deploy
        type: Custom
        variables:
          - { name: env, type: String, value: "<+input>.executionInput().allowedValues(dev,prod)" }
          - { name: tag, type: String, value: <+input>.executionInput().default(v1) }
        spec:
          execution:
            steps:
              - step:
                  identifier: say
                  name: Say
                  type: ShellScript
                  spec:
                    shell: Bash
                    source: { type: Inline, spec: { script: echo "<+stage.variables.env> <+stage.variables.tag>" } }
`;

  it('lets go of a pipe with 6 and the command that gives them; given them, it goes on', async () => {
    const waiting = await reprise('run', await file('asks.yaml', asks));
    expect(waiting.code).toBe(6);
    const [, id = ''] = /reprise input (\S+) deploy env=… tag=…\n/.exec(waiting.out) ?? [];
    const missing = await reprise('input', id, 'deploy');
    expect(missing.code).not.toBe(0);
    expect(missing.err).toContain('env has no value');
    const wrong = await reprise('input', id, 'deploy', 'evn=prod');
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toContain('Did you mean "env"?');
    const given = await reprise('input', id, 'deploy', 'env=prod');
    expect(given).toMatchObject({ code: 0, out: 'Deploy has its inputs and goes on.\n' });
    expect((await reprise('logs', id, '-f')).out).toContain('prod v1');
    const again = await reprise('input', id, 'deploy', 'env=prod');
    expect(again.err).toContain('Nothing in this execution waits for inputs now.');
  });
});

describe('watching', () => {
  const long = shellPipeline('long', { s: { long: 'echo started; sleep 600' } });

  it('stops after --timeout with 124, and the execution goes on until it is aborted', async () => {
    const watched = await reprise('run', await file('long.yaml', long), '--timeout', '1s');
    expect(watched.code).toBe(124);
    const id = /reprise abort (\S+)/.exec(watched.out)?.[1] ?? '';
    expect(JSON.parse((await reprise('show', id, '--json')).out)).toMatchObject({
      status: 'Running',
    });
    expect(await reprise('abort', id)).toMatchObject({ code: 0 });
  });

  it('ends with 5 when somebody else aborts', async () => {
    const run = startCli(['run', await file('long.yaml', long)], { REPRISE_URL: server.url });
    await run.printed('| started');
    const list = await reprise('executions', '--pipeline', 'long', '--status', 'Running', '--json');
    const { content }: { content: { planExecutionId: string }[] } = JSON.parse(list.out);
    await reprise('abort', content[0]?.planExecutionId ?? '');
    expect((await run.ended).code).toBe(5);
  });

  it('pauses no stage alone and says so; aborts all whatever stage is named, and says that too', async () => {
    const detached = await reprise('run', await file('long.yaml', long), '--detach');
    const id = detached.out.trim();
    const paused = await reprise('pause', id, 's');
    expect(paused.code).not.toBe(0);
    expect(paused.err).toContain('is for the whole execution: leave the node out.');
    expect(await reprise('abort', id, 'nobody')).toMatchObject({ code: 4 });
    const aborted = await reprise('abort', id, 's');
    expect(aborted.code).toBe(0);
    expect(aborted.out).toContain(
      `Aborting ${id}, and not s alone: aborting a stage or step aborts`,
    );
    await vi.waitFor(async () => {
      const shown = JSON.parse((await reprise('show', id, '--json')).out);
      expect(shown).toMatchObject({ status: 'Aborted' });
    }, PATIENCE);
  });

  it('returns at once with --detach, with nothing but the id', async () => {
    const detached = await reprise('run', await file('long.yaml', long), '--detach');
    expect(detached.code).toBe(0);
    expect(detached.out).toMatch(/^[\w-]+\n$/);
    await reprise('abort', detached.out.trim());
  });

  it('goes on after the server was killed and started again, and misses no line', async () => {
    const data = join(folder.path, 'killed');
    const first = await startServer(data);
    const gate = join(folder.path, 'gate');
    const script = `echo before; until [ -e ${gate} ]; do sleep 0.05; done; echo after`;
    const path = await file('gate.yaml', shellPipeline('gate', { s: { wait: script } }));
    const run = startCli(['run', path], { REPRISE_URL: first.url });
    await run.printed('| before');
    await first.kill();
    await writeFile(gate, '');
    const second = await startServer(data, Number(new URL(first.url).port));
    const { code, out, err } = await run.ended;
    await second.terminate();
    expect(code).toBe(0);
    expect(err).toContain('Lost the server');
    expect(out.match(/\| (?:before|after)/g)).toEqual(['| before', '| after']);
  });
});
