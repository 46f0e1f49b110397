import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { shellPipeline } from '../../packages/server/testing/shell-pipelines.ts';
import { cliOf, startCli } from './support/cli.ts';
import { PATIENCE, startServer } from './support/server-process.ts';
import { useServer } from './support/use-server.ts';

const server = useServer();
const { file } = server;
const reprise = (...args: readonly string[]) => cliOf(server.url)(...args);

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
    const data = join(server.folder, 'killed');
    const first = await startServer(data);
    const gate = join(server.folder, 'gate');
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
