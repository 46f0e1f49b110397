import type { TaskOutcome } from '@reprise/core/execution';
import type { EmailTask } from '@reprise/core/step-types';
import { afterEach, expect, it } from 'vitest';
import { readSettings } from '../../settings.ts';
import { functionContext } from '../../testing/function-context.ts';
import { mailServers } from '../../testing/mail-servers.ts';
import { email } from './index.ts';

const { mailServer, close, servers } = mailServers();
afterEach(close);

const mail = (more: Partial<EmailTask> = {}): EmailTask => ({
  type: 'Email',
  to: ['ada@example.com'],
  cc: [],
  subject: 'Released',
  body: 'It is out.',
  ...more,
});

async function send(task: EmailTask, settings: NodeJS.ProcessEnv) {
  if (email.kind !== 'function') throw new Error('it runs inside the delegate');
  const context = functionContext({ settings: readSettings(settings) });
  return { outcome: await email.run(task, context), lines: context.lines };
}

const failure = (outcome: TaskOutcome) => ('failure' in outcome ? outcome.failure : null);

it('a mail reaches everybody it is for, with its subject and its text', async () => {
  const { received, host } = await mailServer();
  const task = mail({ cc: ['bob@example.com'], subject: 'Grüße', body: 'It is out.\n.\nReally.' });
  const settings = { REPRISE_SMTP_URL: `smtp://${host}`, REPRISE_SMTP_FROM: 'ci@example.com' };
  const { outcome, lines } = await send(task, settings);
  expect(outcome).toEqual({ status: 'Success', outputs: {} });
  expect(received).toMatchObject([
    { from: 'ci@example.com', to: ['ada@example.com', 'bob@example.com'] },
  ]);
  expect(received[0]?.text).toContain('Subject: =?UTF-8?');
  expect(received[0]?.text).toContain('Content-Type: text/plain');
  expect(received[0]?.text).toContain('It is out.\r\n.\r\nReally.');
  expect(lines).toEqual([
    'INFO The mail server took the mail for ada@example.com, bob@example.com.',
  ]);
});

it('a body with tags goes out as HTML', async () => {
  const { received, host } = await mailServer();
  await send(mail({ body: '<b>Out</b>' }), { REPRISE_SMTP_URL: `smtp://${host}` });
  expect(received[0]?.text).toContain('Content-Type: text/html');
});

it('the user of the mail server is who it comes from, when that is an address', async () => {
  const { received, host } = await mailServer({
    onAuth: ({ username, password }, _, done) =>
      password === 'p@ss' ? done(null, { user: username }) : done(new Error('no')),
  });
  const url = (password: string) => `smtp://ci%40example.com:${password}@${host}`;
  await send(mail(), { REPRISE_SMTP_URL: url('p%40ss') });
  expect(received[0]?.from).toBe('ci@example.com');
  const { outcome } = await send(mail(), { REPRISE_SMTP_URL: url('wrong-pass') });
  expect(failure(outcome)).toMatchObject({ types: ['Authentication'] });
  expect(failure(outcome)?.message).not.toContain('wrong-pass');
});

it('a recipient that the server refuses is named', async () => {
  const { received, host } = await mailServer({
    onRcptTo: ({ address }, _, done) =>
      address.startsWith('bob') ? done(new Error('no such user')) : done(),
  });
  const task = mail({ to: ['ada@example.com', 'bob@example.com'] });
  const { outcome } = await send(task, { REPRISE_SMTP_URL: `smtp://${host}` });
  expect(failure(outcome)?.message).toBe(
    'The mail server refused bob@example.com; the others were sent the mail.',
  );
  expect(received[0]?.to).toEqual(['ada@example.com']);
});

it.each([undefined, 'mail.example.com', 'http://mail.example.com'])(
  'without a mail server (%s) the step says what to set',
  async (url) => {
    const { outcome } = await send(mail(), url === undefined ? {} : { REPRISE_SMTP_URL: url });
    expect(failure(outcome)).toMatchObject({
      message: expect.stringContaining('Set REPRISE_SMTP_URL'),
      types: ['ConfigurationFailure'],
    });
  },
);

it('a mail server that is not there is a failure of type Connectivity', async () => {
  const { host } = await mailServer();
  const [server] = servers.splice(0);
  await new Promise<void>((resolve) => {
    server?.close(resolve);
  });
  const { outcome } = await send(mail(), { REPRISE_SMTP_URL: `smtp://${host}` });
  expect(failure(outcome)).toMatchObject({ types: ['Connectivity'] });
});

it('a stored mail server is used when the operator has named none, with its own sender', async () => {
  const { received, host } = await mailServer({
    onAuth: ({ password }, _, done) =>
      password === 'sealed' ? done(null, { user: 'x' }) : done(new Error('no')),
  });
  const [name = '', port] = host.split(':');
  const context = functionContext({
    mailServer: async () => ({
      host: name,
      port: Number(port),
      useSsl: false,
      startTls: false,
      username: 'ci',
      password: 'sealed',
      from: 'reprise@example.com',
    }),
  });
  if (email.kind !== 'function') throw new Error('it runs inside the delegate');
  expect(await email.run(mail(), context)).toEqual({ status: 'Success', outputs: {} });
  expect(received).toMatchObject([{ from: 'reprise@example.com', to: ['ada@example.com'] }]);
});
