import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { TaskOutcome } from '@reprise/core/execution';
import type { DeferredText } from '@reprise/core/expression';
import type { HttpTask } from '@reprise/core/step-types';
import { afterEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../settings.ts';
import { selfMadeCertificate } from '../../testing/certificate.ts';
import { functionContext } from '../../testing/function-context.ts';
import { http } from './index.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

async function listening(server: Server, scheme = 'http'): Promise<string> {
  servers.push(server);
  server.listen(0, 'localhost');
  await once(server, 'listening');
  return `${scheme}://localhost:${(server.address() as AddressInfo).port}`;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

const serve = (listener: Listener): Promise<string> =>
  listening(createServer((request, response) => void listener(request, response)));

const httpTask = (url: HttpTask['url'], more: Partial<HttpTask> = {}): HttpTask => ({
  type: 'Http',
  url,
  method: 'GET',
  headers: [],
  outputs: [],
  ...more,
});

async function run(task: HttpTask, more: Parameters<typeof functionContext>[0] = {}) {
  if (http.kind !== 'function') throw new Error('it runs inside the delegate');
  const context = functionContext(more);
  return { outcome: await http.run(task, context), lines: context.lines };
}

const condition = (text: string): DeferredText => ({ text, kind: 'condition', known: {} });
const value = (text: string): DeferredText => ({ text, kind: 'text', known: {} });
const failure = (outcome: TaskOutcome) => ('failure' in outcome ? outcome.failure : null);

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

describe('a call', () => {
  it('carries method, headers, secrets and body, and publishes the answer', async () => {
    const url = await serve(async (request, response) => {
      const body = await bodyOf(request);
      response.writeHead(201);
      response.end(`${request.method} ${request.url} ${String(request.headers['x-key'])} ${body}`);
    });
    const task = httpTask(`${url}/items?a=1`, {
      method: 'POST',
      headers: [{ name: 'X-Key', value: [{ secret: 'key' }] }],
      body: '{"ü":1}',
      assertion: condition('<+httpResponseCode> == 201'),
      outputs: [
        { name: 'first', value: value('<+httpResponseBody.split(" ")[0]>') },
        { name: 'both', value: value('<+httpMethod> gave <+httpResponseCode>') },
      ],
    });
    const { outcome } = await run(task, { secrets: { get: async () => 's3cret' } });
    expect(outcome).toEqual({
      status: 'Success',
      outputs: {
        httpResponseCode: 201,
        httpResponseBody: 'POST /items?a=1 s3cret {"ü":1}',
        httpMethod: 'POST',
        httpUrl: `${url}/items?a=1`,
        outputVariables: { first: 'POST', both: 'POST gave 201' },
      },
    });
  });

  it('fails when the assertion does not hold, and shows the answer', async () => {
    const url = await serve((_, response) => response.writeHead(503).end('down for repairs'));
    const { outcome, lines } = await run(
      httpTask(url, { assertion: condition('<+httpResponseCode> == 200') }),
    );
    expect(failure(outcome)?.message).toBe(
      'The assertion <+httpResponseCode> == 200 does not hold: the answer was 503.',
    );
    expect(lines).toContain('ERROR down for repairs');
  });

  it('compares with what the pipeline knew when the step began', async () => {
    const url = await serve((_, response) => response.end('ok'));
    const assertion = {
      ...condition('<+httpResponseBody> == <+pipeline.variables.wanted>'),
      known: { pipeline: { variables: { wanted: 'ok' } } },
    };
    expect((await run(httpTask(url, { assertion }))).outcome.status).toBe('Success');
  });

  it('never evaluates what the answer says', async () => {
    const url = await serve((_, response) => response.end('<+httpMethod>'));
    const outputs = [{ name: 'said', value: value('<+httpResponseBody>') }];
    expect((await run(httpTask(url, { outputs }))).outcome).toMatchObject({
      outputs: { outputVariables: { said: '<+httpMethod>' } },
    });
  });

  it('without an assertion takes any answer for a success, and says so', async () => {
    const url = await serve((_, response) => response.writeHead(500).end());
    const { outcome, lines } = await run(httpTask(url));
    expect(outcome).toMatchObject({ status: 'Success', outputs: { httpResponseCode: 500 } });
    expect(lines.at(-1)).toContain('has no assertion');
  });

  it('fails as Connectivity when nobody answers', async () => {
    const server = createServer();
    const url = await listening(server);
    server.close();
    await once(server, 'close');
    servers.splice(0);
    const { outcome } = await run(httpTask(url));
    expect(failure(outcome)).toMatchObject({
      message: expect.stringContaining('could not be reached'),
      types: ['Connectivity'],
    });
  });

  it('takes no more than 512 KB, also of an answer without an end', async () => {
    const url = await serve((_, response) => {
      const write = () => {
        while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
      };
      response.on('drain', write);
      write();
    });
    const { outcome } = await run(httpTask(url));
    expect(failure(outcome)?.message).toContain('larger than 512 KB');
  });

  it('ends when the step is stopped, however slow the server is', async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort(new Error('stopped')));
    const { outcome } = await run(httpTask(url), { signal: stop.signal });
    expect(outcome.status).toBe('Failed');
  });

  it.each([
    ['a URL that is none', { url: 'localhost/x y' }, 'The URL of the step is none'],
    ['a scheme that is not for the web', { url: 'file:///etc/passwd' }, 'not file:'],
    [
      'a header of two lines',
      { headers: [{ name: 'a', value: 'b\r\nc: d' }] },
      'The header "a" cannot be sent',
    ],
    ['a header without a name', { headers: [{ name: '', value: 'b' }] }, 'cannot be sent'],
    ['a secret that nobody knows', { body: [{ secret: 'x' }] }, 'The secret "x" does not exist'],
  ])('refuses %s', async (_, wrong: Partial<HttpTask>, message) => {
    const { outcome } = await run(httpTask('http://localhost:1/', wrong));
    expect(failure(outcome)?.message).toContain(message);
  });
});

describe('a redirect', () => {
  it('is followed, as a GET without the body after 302', async () => {
    const seen: string[] = [];
    const url = await serve(async (request, response) => {
      seen.push(`${request.method} ${request.url} ${await bodyOf(request)}`);
      if (request.url === '/a') response.writeHead(302, { location: '/b' }).end();
      else if (request.url === '/b') response.writeHead(307, { location: 'c?d' }).end();
      else response.end('here');
    });
    const { outcome } = await run(httpTask(`${url}/a`, { method: 'POST', body: 'x' }));
    expect(seen).toEqual(['POST /a x', 'GET /b ', 'GET /c?d ']);
    expect(outcome).toMatchObject({ outputs: { httpResponseBody: 'here', httpUrl: `${url}/c?d` } });
  });

  it('to another origin takes neither credentials nor the body along', async () => {
    let seen: IncomingMessage['headers'] = {};
    let body = 'not asked';
    const other = await serve(async (request, response) => {
      seen = request.headers;
      body = await bodyOf(request);
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(307, { location: other }).end());
    const names = ['Authorization', 'Cookie', 'X-Api-Key', 'X-Auth-Token', 'X-Plain'];
    const headers = names.map((name) => ({ name, value: 'v' }));
    await run(httpTask(url, { method: 'POST', headers, body: 'secret body' }));
    expect(names.filter((name) => name.toLowerCase() in seen)).toEqual(['X-Plain']);
    expect(body).toBe('');
  });

  it('to a metadata service is refused', async () => {
    const location = 'http://169.254.169.254/latest/meta-data';
    const url = await serve((_, response) => response.writeHead(302, { location }).end());
    expect(failure((await run(httpTask(url))).outcome)?.message).toContain(
      '169.254.169.254 is a link-local, metadata',
    );
  });

  it('that goes in a circle ends', async () => {
    const url = await serve((_, response) => response.writeHead(302, { location: '/' }).end());
    const { outcome } = await run(httpTask(url));
    expect(failure(outcome)?.message).toBe('The server redirects more than 10 times.');
  });
});

describe('an address', () => {
  it.each([
    'http://169.254.169.254/',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://[::ffff:169.254.169.254]/',
    'http://[fe80::1]/',
  ])('%s is refused before anything is sent', async (url) => {
    expect(failure((await run(httpTask(url))).outcome)?.message).toContain('never reach');
  });

  it('that a name stands for is held to the rules of the operator', async () => {
    const url = await serve((_, response) => response.end());
    const settings = readSettings({ REPRISE_HTTP_DENY: '127.0.0.0/8, ::1' });
    const { outcome } = await run(httpTask(url), { settings });
    expect(failure(outcome)?.message).toContain('REPRISE_HTTP_DENY');
  });
});

describe('TLS', () => {
  const own = selfMadeCertificate();

  it('is refused by a certificate that nobody vouches for', async () => {
    const url = await listening(createTlsServer(own), 'https');
    const { outcome } = await run(httpTask(url));
    expect(failure(outcome)).toMatchObject({ types: ['Connectivity'] });
    expect(failure(outcome)?.message).toMatch(/self.signed/);
  });

  it('trusts the certificate that the step brings', async () => {
    const url = await listening(
      createTlsServer(own, (_, response) => response.end('safe')),
      'https',
    );
    const { outcome } = await run(httpTask(url, { certificate: own.cert }));
    expect(outcome).toMatchObject({ outputs: { httpResponseBody: 'safe' } });
  });
});

describe('a proxy', () => {
  it('is asked for what is not excepted', async () => {
    const asked: string[] = [];
    const proxy = await serve((request, response) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      response.end('by proxy');
    });
    const url = await serve((_, response) => response.end('direct'));
    const HTTP_PROXY = proxy.replace('http://', 'http://me:pass@');
    const through = readSettings({ HTTP_PROXY });
    const around = readSettings({ HTTP_PROXY, NO_PROXY: 'example.com,localhost' });
    expect((await run(httpTask(`${url}/x`), { settings: through })).outcome).toMatchObject({
      outputs: { httpResponseBody: 'by proxy' },
    });
    expect(asked).toEqual([`${url}/x Basic ${Buffer.from('me:pass').toString('base64')}`]);
    expect((await run(httpTask(url), { settings: around })).outcome).toMatchObject({
      outputs: { httpResponseBody: 'direct' },
    });
  });

  it('is a tunnel for TLS', async () => {
    const own = selfMadeCertificate();
    const url = await listening(
      createTlsServer(own, (_, response) => response.end('safe')),
      'https',
    );
    const server = createServer();
    const targets: string[] = [];
    server.on('connect', (request, socket) => {
      targets.push(request.url ?? '');
      const onward = connect(Number(new URL(url).port), 'localhost', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    const settings = readSettings({ HTTPS_PROXY: await listening(server) });
    const { outcome } = await run(httpTask(url, { certificate: own.cert }), { settings });
    expect(outcome).toMatchObject({ outputs: { httpResponseBody: 'safe' } });
    expect(targets).toEqual([new URL(url).host]);
  });
});
