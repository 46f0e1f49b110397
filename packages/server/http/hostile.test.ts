import { errorEnvelope, problemInYaml } from '@reprise/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// The whole library sets a language for everything in the process: what is said here must not depend on it.
import 'zod';
import * as z from 'zod/mini';
import { type ApiBench, BASE, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

const CREATE = '/pipeline/api/pipelines/v2';
const failures: string[] = [];
const note = (_: unknown, message: string): void => {
  failures.push(message);
};
let bench: ApiBench;
beforeAll(async () => {
  bench = await openApiBench({ logger: { info: note, warn: note, error: note } });
  granted(await bench.client.createPipeline({ body: SHIPPING }));
});
afterAll(() => bench.close());

/** A refusal in full: its status, its code, and an envelope that tells nothing of the server's inside. */
async function refusalOf(answer: Response): Promise<string> {
  const body = errorEnvelope.parse(await answer.json());
  expect(body.responseMessages).toMatchObject([{ code: body.code, message: body.message }]);
  expect(JSON.stringify(body)).not.toMatch(/\bat .*\.ts:\d+|node_modules/);
  return `${answer.status} ${body.code}`;
}

describe('hostile YAML', () => {
  /** Nine of the one before, twelve times over: a few hundred bytes that stand for 9^12 values. */
  const letters = 'abcdefghijklm'.split('');
  const lines = letters.map((letter, at) => {
    const item = at === 0 ? 'x' : `*${letters[at - 1]}`;
    return `${letter}: &${letter} [${Array.from({ length: 9 }, () => item).join(', ')}]`;
  });
  const bomb = lines.join('\n');

  it.each([
    ['nothing', ''],
    ['no YAML', 'pipeline: [unclosed'],
    ['a tab', 'pipeline:\n\tidentifier: x'],
    ['a scalar', 'hello'],
    ['a list', '- a\n- b'],
    ['a bomb of aliases', bomb],
    ['a tag', 'pipeline: !!js/function "x"'],
    ['a duplicate key', SHIPPING.replace('name: Shipping', 'name: Shipping\n  name: Again')],
    ['two documents', `${SHIPPING}\n---\n${SHIPPING}`],
    ['a path for an identifier', SHIPPING.replace('identifier: shipping', 'identifier: ../../etc')],
    ['deep nesting', `pipeline: ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['an own prototype', 'pipeline:\n  __proto__: {polluted: true}\n  identifier: x\n  name: x'],
  ])('that is %s is refused with each place', async (_, body) => {
    const answer = await bench.send('POST', CREATE, { body });
    const { metadata } = errorEnvelope.parse(await answer.clone().json());
    expect(await refusalOf(answer)).toBe('400 INVALID_PIPELINE');
    const [first] = z.array(problemInYaml).parse(metadata['problems']);
    expect(first?.severity).toBe('error');
  });

  it('that is no UTF-8 is refused', async () => {
    const answer = await bench.send('POST', CREATE, { body: new Uint8Array([0xff, 0xfe, 0x41]) });
    expect(await refusalOf(answer)).toBe('400 INVALID_REQUEST');
  });
});

describe('a body that is too large', () => {
  it('is refused before it is read when it says so itself', async () => {
    const init = { body: 'x', headers: { 'content-length': '10485760' } };
    expect(await refusalOf(await bench.send('POST', CREATE, init))).toBe('413 BODY_TOO_LARGE');
  });

  it('is refused when the limit is passed, and the rest is never taken', async () => {
    const mebibyte = new Uint8Array(1_048_576).fill(0x61);
    let sent = 0;
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1;
        if (sent > 10) controller.close();
        else controller.enqueue(mebibyte);
      },
      cancel: () => {
        cancelled = true;
      },
    });
    const init: RequestInit & { duplex: 'half' } = { body, duplex: 'half' };
    expect(await refusalOf(await bench.send('POST', CREATE, init))).toBe('413 BODY_TOO_LARGE');
    expect(sent).toBeLessThan(6);
    expect(cancelled).toBe(true);
  });
});

describe('hostile JSON', () => {
  const LIST = '/pipeline/api/pipelines/execution/summary';

  it.each([
    ['cut off', '{"filterType":', 400],
    ['a list', '[]', 400],
    ['of the wrong types', '{"pipelineIdentifiers": "all"}', 400],
    ['unknown fields', '{"orgIdentifier":"default","anything":{"at":"all"}}', 200],
    [
      'prototype keys',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
      200,
    ],
  ])('that is or has %s', async (_, body, status) => {
    const answer = await bench.send('POST', LIST, { body });
    expect(answer.status).toBe(status);
    if (status === 400) expect(await refusalOf(answer)).toBe('400 INVALID_REQUEST');
  });

  it('names each field that is wrong', async () => {
    const answer = await bench.send('POST', `${LIST}?page=-1&size=many`, {});
    const { message, metadata } = errorEnvelope.parse(await answer.json());
    expect(message).toContain('page');
    expect(metadata['errors']).toMatchObject([{ fieldId: 'page' }, { fieldId: 'size' }]);
  });
});

describe('a body that is not valid', () => {
  const ACT = '/pipeline/api/approvals/x/harness/activity';
  it.each([
    ['{}', 'action', 'must be APPROVE or REJECT'],
    ['{"action":"approve"}', 'action', 'must be APPROVE or REJECT'],
    ['{"action":"REJECT","comments":5}', 'comments', 'must be a text'],
    ['{"action":"REJECT","approverInputs":{}}', 'approverInputs', 'must be a list'],
    ['{"action":"REJECT","approverInputs":[{}]}', 'approverInputs.0.name', 'must be a text'],
    ['[]', 'body', 'must be a map'],
  ])('is refused with what each field has to be: %s', async (body, fieldId, error) => {
    const answer = await bench.send('POST', ACT, { body });
    const refused = errorEnvelope.parse(await answer.json());
    expect(refused.errors?.[0]).toEqual({ fieldId, error });
    expect(refused.message).toContain(error);
  });
});

it('a parameter that is missing is said to be required', async () => {
  const answer = await bench.send('GET', '/pipeline/api/inputSets');
  const { errors } = errorEnvelope.parse(await answer.json());
  expect(errors).toEqual([{ fieldId: 'pipelineIdentifier', error: 'is required' }]);
});

describe('hostile addresses', () => {
  it.each([
    ['/pipeline/api/pipelines/..%2F..%2Fetc', '404 PIPELINE_NOT_FOUND'],
    ['/pipeline/api/pipelines/%00', '404 PIPELINE_NOT_FOUND'],
    ['/pipeline/api/pipelines/__proto__', '404 PIPELINE_NOT_FOUND'],
    ['/pipeline/api/pipelines/shipping?projectIdentifier=nowhere', '404 SCOPE_NOT_FOUND'],
    ['/pipeline/api/pipelines/shipping?accountIdentifier=%27%3B--', '404 SCOPE_NOT_FOUND'],
    ['/pipeline/api/pipelines/shipping?orgIdentifier=%00', '400 INVALID_REQUEST'],
    ['/pipeline/api/pipelines/execution/v2/..%2Fx', '404 EXECUTION_NOT_FOUND'],
    ['/pipeline/api/pipelines/execution/v2/x%00y', '404 EXECUTION_NOT_FOUND'],
    ['/pipeline/api/pipelines/getExecutionNode?nodeExecutionId=x', '404 EXECUTION_NOT_FOUND'],
    ['/pipeline/api/pipelines/getExecutionNode', '400 INVALID_REQUEST'],
    ['/gateway/gateway/healthz', '404 ROUTE_NOT_FOUND'],
    ['/', '404 ROUTE_NOT_FOUND'],
  ])('%s is answered with %s', async (path, expected) => {
    expect(await refusalOf(await bench.send('GET', path))).toBe(expected);
  });
});

describe('a known path with another method', () => {
  it.each([
    ['PATCH', '/pipeline/api/pipelines/list', 'DELETE, GET, POST, PUT'],
    ['DELETE', '/gateway/healthz', 'GET'],
  ])('%s %s is answered with the methods that are', async (method, path, allowed) => {
    const answer = await bench.send(method, path);
    expect(answer.headers.get('allow')).toBe(allowed);
    expect(await refusalOf(answer)).toBe('405 METHOD_NOT_ALLOWED');
  });
});

describe('a server without a login', () => {
  const at = (host: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    bench.fetch(new Request(`http://${host}/pipeline/api/pipelines/list`, { method, headers }));

  it.each(['localhost', 'localhost:7070', '127.0.0.1:1', '[::1]:7070', 'LOCALHOST:7070'])(
    'answers under the name %s',
    async (host) => {
      expect((await at(host, {}, 'POST')).status).toBe(200);
    },
  );

  it.each([
    'evil.test',
    'evil.test:7070',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '10.0.0.1',
  ])('does not answer under the name %s, which may lead here by a trick', async (host) => {
    expect(await refusalOf(await at(host))).toBe('403 HOST_NOT_ALLOWED');
  });

  it('looks at the name that the request says, not only at the address', async () => {
    const request = new Request(`${BASE}/healthz`, { headers: { host: 'evil.test' } });
    expect(await refusalOf(await bench.fetch(request))).toBe('403 HOST_NOT_ALLOWED');
  });

  it.each([
    ['http://evil.test', 'cross-site'],
    ['http://localhost:9999', 'same-site'],
    ['null', 'cross-site'],
    ['not an origin', 'none'],
  ])('takes no change from a page of %s', async (origin, site) => {
    const headers = { origin, 'sec-fetch-site': site };
    expect(await refusalOf(await at('localhost:7070', headers, 'POST'))).toBe(
      '403 ORIGIN_NOT_ALLOWED',
    );
  });

  it('takes changes from its own pages, and from programs', async () => {
    const own = { origin: BASE, 'sec-fetch-site': 'same-origin' };
    expect((await at('localhost:7070', own, 'POST')).status).toBe(200);
    expect((await at('localhost:7070', {}, 'POST')).status).toBe(200);
  });

  it('lets nobody take an answer for a page or keep it', async () => {
    const { headers } = await bench.send('GET', '/healthz');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('after all of this', () => {
  it('no object has got a property that nobody gave it', () => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Readonly<Record<string, unknown>>)['polluted']).toBeUndefined();
  });

  it('nothing went wrong in the server that it did not foresee', () => {
    expect(failures).toEqual([]);
  });
});
