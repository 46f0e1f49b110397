import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGitProbe } from './create-git-probe.ts';

let root: string;
let servers: Server[];
beforeEach(() => {
  servers = [];
  root = mkdtempSync(join(tmpdir(), 'reprise-probe-'));
  execFileSync('git', ['init', '--quiet', '--bare', join(root, 'shop.git')]);
});
afterEach(() => {
  for (const server of servers) server.close();
  rmSync(root, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const LOGIN = { user: 'ada', password: 'hunter2' };
const EXPECTED = `Basic ${Buffer.from('ada:hunter2').toString('base64')}`;

/** Git's own server of repositories, for whoever knows the password. */
const git: RequestListener = (request, response) => {
  if (request.headers.authorization !== EXPECTED) response.writeHead(401).end();
  else void answer(request, response);
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [head = '', body = ''] = await answerOf(request);
  const status = Number(/^Status: (\d+)/m.exec(head)?.[1] ?? 200);
  response.writeHead(status).end(body);
}

async function answerOf({ url = '', method = '' }: IncomingMessage): Promise<readonly string[]> {
  const [path = '', query = ''] = url.split('?');
  const cgi = { PATH_INFO: path, QUERY_STRING: query, REQUEST_METHOD: method };
  const own = { GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', GIT_PROTOCOL: 'version=2' };
  const backend = spawn('git', ['http-backend'], { env: { ...process.env, ...cgi, ...own } });
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(backend, 'close');
  return Buffer.concat(chunks).toString().split('\r\n\r\n');
}

test('a repository that is there can be read with its credentials', async () => {
  const host = await serve(git);
  const probe = createGitProbe();
  expect(await probe({ url: `${host}/shop.git`, credentials: LOGIN })).toEqual({ readable: true });
});

test.each([
  ['/shop.git', null, /refuses the credentials, or needs some \(401\)/],
  ['/shop.git', { user: 'ada', password: 'wrong' }, /refuses the credentials/],
  ['/other.git', LOGIN, /there is no such repository/],
])(
  'the repository %s with %j cannot be read, and it is said why',
  async (path, credentials, why) => {
    const host = await serve(git);
    const probed = await createGitProbe()({ url: `${host}${path}`, credentials });
    expect(probed).toMatchObject({ readable: false, problem: expect.stringMatching(why) });
    expect(JSON.stringify(probed)).not.toContain('hunter2');
  },
);

test('a server that is none of git is not taken for one', async () => {
  const host = await serve((_, response) => void response.end('welcome'));
  const probed = await createGitProbe()({ url: host, credentials: null });
  expect(probed).toMatchObject({
    readable: false,
    problem: expect.stringContaining('no server of git'),
  });
});

test('credentials stay with their host, wherever it redirects', async () => {
  const seen: unknown[] = [];
  const other = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(404).end();
  });
  const first = await serve((request, response) => {
    response.writeHead(302, { location: `${other}${request.url}` }).end();
  });
  await createGitProbe()({ url: `${first}/shop.git`, credentials: LOGIN });
  expect(seen).toEqual([undefined]);
});

test('what HTTP steps may not reach is not asked, and what is no web address neither', async () => {
  const probe = createGitProbe({ httpDeny: ['127.0.0.0/8'] });
  const denied = await probe({ url: 'http://127.0.0.1:1/shop.git', credentials: LOGIN });
  expect(denied).toMatchObject({ problem: expect.stringContaining('REPRISE_HTTP_DENY') });
  const metadata = await createGitProbe()({ url: 'http://169.254.169.254/x', credentials: null });
  expect(metadata).toMatchObject({ problem: expect.stringContaining('link-local') });
  const ssh = await probe({ url: 'git@example.com:acme/shop.git', credentials: null });
  expect(ssh).toMatchObject({ problem: expect.stringContaining('http://') });
});
