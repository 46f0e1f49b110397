import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { asExecutionId, asNodeKey } from '@reprise/core';
import type { MailMessage, NotificationMessage } from '@reprise/core/execution';
import { afterEach, describe, expect, test } from 'vitest';
import { readSettings } from '../settings.ts';
import { mailServers } from '../testing/mail-servers.ts';
import { createSender } from './create-sender.ts';

const receivers: Server[] = [];
const { mailServer, close } = mailServers();
afterEach(async () => {
  for (const receiver of receivers.splice(0)) receiver.close();
  await close();
});

interface Posted {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A real receiver of webhooks, which answers with this code. */
async function receiver(status = 200, headers: Readonly<Record<string, string>> = {}) {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      posted.push({ path, headers: request.headers, body: text === '' ? null : JSON.parse(text) });
      response.writeHead(status, headers).end();
    });
  });
  receivers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const SECRETS: ReadonlyMap<string, string> = new Map([
  ['account.hook', 'T0P/53cret'],
  ['whole', 'http://unreachable-5ecret.invalid/x'],
]);

function send(message: NotificationMessage, env: NodeJS.ProcessEnv = {}) {
  const sender = createSender({
    secret: async (reference) => SECRETS.get(reference) ?? null,
    mailServer: async () => null,
    members: async (groups) =>
      groups.includes('ops') ? ['Ada@example.com', 'eve@example.com'] : [],
    settings: readSettings(env),
  });
  return sender({
    id: 'n',
    executionId: asExecutionId('e'),
    rule: 'team',
    event: 'PipelineFailed',
    node: asNodeKey('pipeline'),
    message,
  });
}

const webhook = (
  url: Extract<NotificationMessage, { kind: 'webhook' }>['url'],
  headers: Extract<NotificationMessage, { kind: 'webhook' }>['headers'] = [],
): NotificationMessage => ({ kind: 'webhook', url, headers, body: { eventData: { a: 1 } } });

describe('a webhook', () => {
  test('is posted as JSON, with its headers and the secrets in them', async () => {
    const { posted, url } = await receiver();
    const headers = [{ name: 'X-Token', value: ['Bearer ', { secret: 'account.hook' }] }] as const;
    const sent = await send(webhook([`${url}/in/`, { secret: 'account.hook' }], headers));
    expect(sent).toEqual({ sent: true });
    expect(posted).toMatchObject([
      {
        path: '/in/T0P/53cret',
        headers: { 'content-type': 'application/json', 'x-token': 'Bearer T0P/53cret' },
        body: { eventData: { a: 1 } },
      },
    ]);
  });

  test('is not taken by who answers with an error; what was refused for good is hopeless', async () => {
    const busy = await receiver(503);
    const host = busy.url.slice('http://'.length);
    expect(await send(webhook(busy.url))).toEqual({ sent: false, problem: `${host} answered 503` });
    const wrong = await receiver(422);
    expect(await send(webhook(wrong.url))).toMatchObject({ sent: false, hopeless: true });
  });

  test('never reaches link-local addresses, not by a redirect either', async () => {
    const metadata = 'http://169.254.169.254/latest';
    expect(await send(webhook(metadata))).toMatchObject({ sent: false, hopeless: true });
    const { url } = await receiver(307, { location: metadata });
    const sent = await send(webhook(url));
    expect(sent).toMatchObject({ sent: false, hopeless: true });
    expect(JSON.stringify(sent)).toContain('link-local');
  });

  test('is held to what the operator allows', async () => {
    const { posted, url } = await receiver();
    const sent = await send(webhook(url), { REPRISE_HTTP_DENY: '127.0.0.0/8' });
    expect(sent).toMatchObject({ sent: false, hopeless: true });
    expect(posted).toEqual([]);
  });

  test('says nothing of an address that is a secret when it cannot be reached (I10)', async () => {
    const sent = await send(webhook([{ secret: 'whole' }]));
    expect(sent).toMatchObject({ sent: false });
    expect(JSON.stringify(sent)).not.toContain('5ecret');
    expect(JSON.stringify(sent)).toContain('the webhook could not be reached');
  });

  test('waits for a secret that is not there', async () => {
    const sent = await send(webhook([{ secret: 'org.gone' }]));
    expect(sent).toMatchObject({ sent: false, problem: expect.stringContaining('org.gone') });
    expect(sent).not.toHaveProperty('hopeless');
  });
});

describe('a mail', () => {
  const mail = (...to: readonly string[]): MailMessage => ({
    kind: 'mail',
    to,
    subject: 'Release #7 has failed',
    body: 'step push: bash exited with code 3',
  });

  test('is a real conversation with the mail server', async () => {
    const { received, host } = await mailServer();
    const env = { REPRISE_SMTP_URL: `smtp://${host}`, REPRISE_SMTP_FROM: 'ci@example.com' };
    expect(await send(mail('ada@example.com', 'bob@example.com'), env)).toEqual({ sent: true });
    expect(received).toMatchObject([
      { from: 'ci@example.com', to: ['ada@example.com', 'bob@example.com'] },
    ]);
    expect(received[0]?.text).toContain('Subject: Release #7 has failed');
  });

  test('goes to the members of its user groups as well, to each once', async () => {
    const { received, host } = await mailServer();
    const to = { ...mail('ada@example.com'), groups: ['ops'] };
    expect(await send(to, { REPRISE_SMTP_URL: `smtp://${host}` })).toEqual({ sent: true });
    expect(received).toMatchObject([{ to: ['Ada@example.com', 'eve@example.com'] }]);
  });

  test('to groups in which nobody is waits until somebody is', async () => {
    const sent = await send({ ...mail(), groups: ['empty', 'gone'] });
    expect(sent).toEqual({
      sent: false,
      problem: 'nobody would get the mail: nobody is in the user groups empty, gone',
    });
  });

  test('is not sent a second time because one of many was refused', async () => {
    const { host } = await mailServer({
      onRcptTo: ({ address }, _, done) =>
        address.startsWith('bob') ? done(new Error('no such user')) : done(),
    });
    const env = { REPRISE_SMTP_URL: `smtp://${host}` };
    expect(await send(mail('ada@example.com', 'bob@example.com'), env)).toEqual({
      sent: false,
      problem: 'the mail server refused bob@example.com; the others were sent the mail',
      hopeless: true,
    });
  });

  test('waits until somebody has named a mail server', async () => {
    const sent = await send(mail('ada@example.com'));
    expect(sent).toMatchObject({ sent: false, problem: expect.stringContaining('smtpConfig') });
    expect(sent).not.toHaveProperty('hopeless');
  });
});
