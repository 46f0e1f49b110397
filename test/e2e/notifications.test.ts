import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Database from 'libsql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mailServers } from '../../packages/delegate/testing/mail-servers.ts';
import { ended, execute, storePipeline } from './support/client.ts';
import {
  PATIENCE,
  type ServerProcess,
  startServer,
  temporaryFolder,
} from './support/server-process.ts';

/** Somebody else's service, which answers only when a test says so. */
interface Receiver {
  readonly port: number;
  readonly bodies: { readonly eventData: { readonly eventType: string } }[];
  readonly tokens: (string | undefined)[];
  readonly waiting: ServerResponse[];
  readonly http: Server;
}

async function receiver(): Promise<Receiver> {
  const bodies: Receiver['bodies'] = [];
  const tokens: Receiver['tokens'] = [];
  const waiting: ServerResponse[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    tokens.push(request.headers.authorization);
    bodies.push(JSON.parse(await text(request)));
    waiting.push(response);
  };
  const http = createServer((request, response) => void take(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return { port: (http.address() as AddressInfo).port, bodies, tokens, waiting, http };
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: ServerProcess;
let there: Receiver;
const mails = mailServers();
const started = (): Promise<ServerProcess> =>
  startServer(join(folder.path, 'data'), 0, { REPRISE_PUBLIC_URL: 'https://ci.example.com' });
beforeEach(async () => {
  folder = await temporaryFolder();
  there = await receiver();
  server = await started();
});
afterEach(async () => {
  await server.kill();
  there.http.closeAllConnections();
  there.http.close();
  await mails.close();
  await folder.remove();
});

const post = async (path: string, body: unknown): Promise<void> => {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  expect([await answer.text(), answer.status]).toEqual([expect.any(String), 200]);
};

const pipeline = (notificationMethod: string): string => `
pipeline:
  identifier: told
  name: Told
  notificationRules:
    - name: team
      identifier: team
      enabled: true
      pipelineEvents: [{ type: PipelineSuccess }]
      notificationMethod: ${notificationMethod}
  stages:
    - stage: { identifier: a, name: A, type: Custom, spec: { execution: { steps: [
        { step: { identifier: b, name: B, type: ShellScript, spec: { shell: Bash, source: { type: Inline, spec: { script: echo done } } } } }] } } }
`;

async function states(execution: string): Promise<readonly string[]> {
  const answer = await fetch(`${server.url}/api/v1/executions/${execution}/notifications`);
  const { notifications } = (await answer.json()) as {
    readonly notifications: readonly { readonly status: string }[];
  };
  return notifications.map(({ status }) => status);
}

/** As if a minute had passed: until then what a dead server was sending is its own. */
function letClaimsRunOut(file: string): void {
  const database = new Database(file);
  database.exec('UPDATE outbox SET due_at = 0 WHERE due_at IS NOT NULL');
  database.close();
}

test('a webhook that nobody is known to have taken when the server is killed is sent again, with its secret', async () => {
  await post('/ng/api/v2/secrets?accountIdentifier=default', {
    secret: {
      type: 'SecretText',
      identifier: 'token',
      name: 'token',
      spec: { valueType: 'Inline', value: 'kanarienvogel-7391' },
    },
  });
  const method = `{ type: Webhook, spec: { webhookUrl: "http://127.0.0.1:${there.port}/hook", headers: { Authorization: 'Bearer <+secrets.getValue("account.token")>' } } }`;
  await storePipeline(server.url, pipeline(method));
  const execution = await execute(server.url, 'told');
  expect(await ended(server.url, execution)).toBe('Success');
  await vi.waitUntil(() => there.waiting.length === 1, { timeout: PATIENCE });
  expect(await states(execution)).toEqual(['WAITING']);

  await server.kill();
  letClaimsRunOut(join(folder.path, 'data', 'reprise.db'));
  server = await started();
  await vi.waitUntil(() => there.waiting.length === 2, { timeout: PATIENCE });
  there.waiting[1]?.writeHead(204).end();
  await vi.waitUntil(async () => JSON.stringify(await states(execution)) === '["SENT"]', {
    timeout: PATIENCE,
  });
  expect(there.bodies[1]).toEqual(there.bodies[0]);
  expect(there.bodies[0]?.eventData).toMatchObject({
    eventType: 'PipelineSuccess',
    planExecutionId: execution,
    nodeStatus: 'completed',
    executionUrl: expect.stringContaining(`https://ci.example.com/ng/account/default/`),
  });
  expect(there.tokens).toEqual(Array.from({ length: 2 }, () => 'Bearer kanarienvogel-7391'));
});

test('a mail goes out by the mail server that the account has stored', async () => {
  const { received, host } = await mails.mailServer({
    onAuth: ({ password }, _, done) =>
      password === 'p@ss' ? done(null, { user: 'ci' }) : done(new Error('no')),
  });
  const [name = '', port] = host.split(':');
  await post('/ng/api/smtpConfig?accountIdentifier=default', {
    name: 'ours',
    value: {
      host: name,
      port: Number(port),
      fromAddress: 'ci@example.com',
      username: 'ci',
      password: 'p@ss',
    },
  });
  const method = '{ type: Email, spec: { recipients: [ada@example.com] } }';
  await storePipeline(server.url, pipeline(method));
  const execution = await execute(server.url, 'told');
  await vi.waitUntil(() => received.length === 1, { timeout: PATIENCE });
  expect(received).toMatchObject([{ from: 'ci@example.com', to: ['ada@example.com'] }]);
  expect(received[0]?.text).toContain(execution);
});
