import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MailProbe } from '../ports/index.ts';
import { masterKeysFromEnvironment } from '../system/master-keys.ts';
import { createVault } from '../system/vault.ts';
import { mailServerOfExecutions } from '../use-cases/index.ts';
import { type ApiBench, denied, granted, openApiBench } from './testing/api-bench.ts';

const PIPELINE = `
pipeline:
  identifier: release
  name: Release
  notificationRules:
    - { name: team, identifier: team, enabled: true, pipelineEvents: [{ type: PipelineSuccess }],
        notificationMethod: { type: Webhook, spec: { webhookUrl: "https://example.com/T0KEN" } } }
    - { name: nobody, identifier: nobody, enabled: true, pipelineEvents: [{ type: PipelineStart }],
        notificationMethod: { type: Email, spec: { recipients: [] } } }
  stages:
    - stage: { identifier: a, name: A, type: Custom, spec: { execution: { steps: [
        { step: { identifier: b, name: B, type: ShellScript, spec: { shell: Bash, source: { type: Inline, spec: { script: x } } } } }] } } }
`;

const SERVER = {
  name: 'ours',
  value: {
    host: 'mail.example.com',
    port: 587,
    startTLS: true,
    fromAddress: 'reprise@example.com',
    username: 'reprise',
    password: 'hunter2',
  },
};

let bench: ApiBench;
beforeEach(async () => {
  bench = await openApiBench();
});
afterEach(() => bench.close());

async function ran() {
  granted(await bench.client.createPipeline({ body: PIPELINE }));
  const begun = granted(await bench.client.executePipeline({ path: { pipeline: 'release' } }));
  await bench.settle();
  return begun.data.planExecutionId;
}

test('what became of the notifications of an execution can be looked up, without addresses', async () => {
  const execution = await ran();
  const { notifications } = granted(await bench.client.listNotifications({ path: { execution } }));
  expect(notifications).toMatchObject([
    { rule: 'nobody', eventType: 'PipelineStart', status: 'GIVEN_UP', method: null, tries: 1 },
    { rule: 'team', eventType: 'PipelineSuccess', status: 'SENT', method: 'Webhook', tries: 1 },
  ]);
  expect(notifications[0]?.problem).toContain('nobody would get the mail');
  expect(JSON.stringify(notifications)).not.toContain('T0KEN');
});

describe('the mail server of an account', () => {
  const vault = createVault(masterKeysFromEnvironment('ab'.repeat(32)));
  const password = async () => {
    const of = mailServerOfExecutions({ store: bench.store, vault });
    const [row] = (
      await bench.store.executions.list(
        {
          scope: { accountId: 'default', orgId: 'default', projectId: 'default_project' },
          newestOnly: false,
        },
        0,
        1,
      )
    ).items;
    if (row === undefined) throw new Error('nothing has run');
    return (await of(row.executionId))?.password;
  };

  test('is stored, shown without its password, changed and forgotten', async () => {
    await ran();
    const { password: _, ...shown } = SERVER.value;
    const created = granted(await bench.client.createSmtpConfig({ body: SERVER })).data;
    expect(created).toEqual({
      uuid: 'default',
      accountId: 'default',
      name: 'ours',
      value: { ...shown, useSSL: false },
    });
    expect(granted(await bench.client.getSmtpConfig({})).data).toEqual(created);
    expect(await password()).toBe('hunter2');
    expect(JSON.stringify(await bench.store.mailServers.get('default'))).not.toContain('hunter2');

    const value = { ...shown, port: 25 };
    granted(await bench.client.updateSmtpConfig({ body: { name: 'ours', value } }));
    expect(granted(await bench.client.getSmtpConfig({})).data?.value.port).toBe(25);
    expect(await password()).toBe('hunter2');

    granted(await bench.client.deleteSmtpConfig({ path: { smtpConfig: 'default' } }));
    expect(granted(await bench.client.getSmtpConfig({})).data).toBeNull();
  });

  test('keeps its password from another host', async () => {
    await ran();
    granted(await bench.client.createSmtpConfig({ body: SERVER }));
    const { password: _, ...value } = { ...SERVER.value, host: 'evil.example.com' };
    granted(await bench.client.updateSmtpConfig({ body: { name: 'ours', value } }));
    expect(await password()).toBeNull();
  });

  test('is one, and is what a mail server can be', async () => {
    granted(await bench.client.createSmtpConfig({ body: SERVER }));
    const again = await bench.client.createSmtpConfig({ body: SERVER });
    expect(denied(again)).toMatchObject({ code: 'OBJECT_EXISTS' });
    for (const wrong of [{ port: 0 }, { host: 'a b' }, { fromAddress: 'nobody' }]) {
      const body = { name: 'ours', value: { ...SERVER.value, ...wrong } };
      const answer = await bench.client.updateSmtpConfig({ body });
      expect(denied(answer)).toMatchObject({ code: 'INVALID_OBJECT' });
    }
  });

  test('is tried by a mail, with its password, and says what came of it', async () => {
    const tried: Parameters<MailProbe>[] = [];
    const answers = [null, 'The mail could not be sent by mail.example.com:587: refused'];
    await bench.close();
    bench = await openApiBench({
      probeMail: async (...asked) => {
        tried.push(asked);
        return answers.shift() ?? null;
      },
    });
    const validate = async (query: { to: string; subject?: string; body?: string }) =>
      bench.client.validateSmtpConnectivity({ query: { identifier: 'default', ...query } });
    const mail = { to: 'a@example.com, b@example.com', subject: 'Hello', body: 'There' };
    expect(denied(await validate(mail)).code).toBe('OBJECT_NOT_FOUND');
    granted(await bench.client.createSmtpConfig({ body: SERVER }));
    expect(granted(await validate(mail)).data).toEqual({ valid: true, errorMessage: null });
    expect(tried).toMatchObject([
      [
        { host: 'mail.example.com', password: 'hunter2' },
        { ...mail, to: ['a@example.com', 'b@example.com'] },
      ],
    ]);
    const failed = granted(await validate({ to: 'a@example.com' })).data;
    expect(failed).toMatchObject({
      valid: false,
      errorMessage: expect.stringContaining('refused'),
    });
    const nobody = granted(await validate({ to: 'nobody' })).data;
    expect(nobody).toMatchObject({ valid: false, errorMessage: expect.stringContaining('nobody') });
    expect(tried).toHaveLength(2);
  });

  test('has a name that another would not have', async () => {
    granted(await bench.client.createSmtpConfig({ body: SERVER }));
    const valid = async (name: string) =>
      granted(await bench.client.validateSmtpName({ query: { name } })).data.valid;
    expect([await valid('ours'), await valid('theirs')]).toEqual([false, true]);
  });
});
