import type { Result } from '@reprise/core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createClient } from './create-client.ts';
import { readEvents } from './event-stream.ts';
import type { ClientProblem } from './problem.ts';

/** A client whose server remembers the request and gives a prepared answer. */
function talkingTo(answer: Response) {
  const asked: Request[] = [];
  const client = createClient({
    baseUrl: 'http://reprise.test/base/',
    headers: { 'x-api-key': 'pat.default.id.value' },
    fetch: async (request) => {
      asked.push(request);
      return answer;
    },
  });
  return { client, asked };
}

const json = (body: unknown, status = 200) => Response.json(body, { status });
const inEnvelope = (data: unknown) =>
  json({ status: 'SUCCESS', data, metaData: null, correlationId: 'c' });

describe('the client', () => {
  it('fills the path, writes the query and sends the headers', async () => {
    const { client, asked } = talkingTo(inEnvelope({ latestExecutionId: 'b', errorMessage: null }));
    await client.latestExecutionId({ path: { execution: 'a/b c' }, query: { orgIdentifier: 'o' } });
    expect(asked[0]?.url).toBe(
      'http://reprise.test/base/pipeline/api/pipeline/execute/latestExecutionId/a%2Fb%20c?orgIdentifier=o',
    );
    expect(asked[0]?.headers.get('x-api-key')).toBe('pat.default.id.value');
  });

  it('repeats a parameter that has several values', async () => {
    const { client, asked } = talkingTo(json({}, 500));
    await client.retryExecution({
      path: { pipeline: 'p' },
      query: { planExecutionId: 'x', retryStages: ['a', 'b'], runAllStages: false },
      body: '',
    });
    expect(new URL(asked[0]?.url ?? '').search).toBe(
      '?planExecutionId=x&retryStages=a&retryStages=b&runAllStages=false',
    );
  });

  it('answers with the parsed document, without the fields it does not know', async () => {
    const { client } = talkingTo(json({ status: 'ok', version: '1', extra: true }));
    const answer = await client.healthz({});
    expect(answer).toEqual({ ok: true, value: { status: 'ok', version: '1' } });
    expectTypeOf(answer).toEqualTypeOf<
      Result<{ status: 'ok' | 'starting'; version: string }, ClientProblem>
    >();
  });

  it('gives a refusal with its code, message and the problems of the YAML', async () => {
    const problem = { severity: 'error', code: 'x', message: 'bad', line: 3, column: 5 };
    const { client } = talkingTo(
      json(
        {
          status: 'ERROR',
          code: 'INVALID_PIPELINE',
          message: 'The pipeline has an error.',
          correlationId: 'c',
          detailedMessage: null,
          responseMessages: [],
          metadata: { problems: [problem] },
        },
        400,
      ),
    );
    expect(await client.createPipeline({ body: 'pipeline:' })).toEqual({
      ok: false,
      error: {
        httpStatus: 400,
        code: 'INVALID_PIPELINE',
        message: 'The pipeline has an error.',
        metadata: { problems: [problem] },
        problems: [problem],
      },
    });
  });

  it.each([
    ['an error page', new Response('<html>', { status: 502 })],
    ['a page where JSON was promised', new Response('<html>')],
    ['JSON of another shape', json({ hello: 1 })],
  ])('says that this is no such server when it gets %s', async (_, answer) => {
    const { client } = talkingTo(answer);
    const given = await client.healthz({});
    expect(given).toMatchObject({ ok: false, error: { code: 'UNEXPECTED_ANSWER' } });
  });

  it('lets the error through when nobody answers', async () => {
    const client = createClient({
      baseUrl: 'http://reprise.test',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    await expect(client.healthz({})).rejects.toThrow('fetch failed');
  });

  it('gives live messages one by one and passes over the ones it does not know', async () => {
    const { client, asked } = talkingTo(
      new Response(
        ': hello\n\nevent: news\ndata: {}\n\nevent: end\nid: 7\ndata: {"version":7,"status":"Failed"}\n\n',
      ),
    );
    const answer = await client.watchExecution({ path: { execution: 'x' }, lastEventId: '5' });
    const messages: unknown[] = [];
    if (answer.ok) for await (const message of answer.value) messages.push(message);
    expect(messages).toEqual([{ event: 'end', data: { version: 7, status: 'Failed' } }]);
    expect(asked[0]?.headers.get('last-event-id')).toBe('5');
  });
});

describe('reading an event stream', () => {
  const eventsOf = async (...chunks: readonly string[]) => {
    const bytes = chunks.map((chunk) => new TextEncoder().encode(chunk));
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of bytes) controller.enqueue(chunk);
        controller.close();
      },
    });
    const events: unknown[] = [];
    for await (const event of readEvents(stream)) events.push(event);
    return events;
  };

  it('joins the lines of data and takes the default name', async () => {
    expect(await eventsOf('data: a\ndata:b\nid: 1\n\n')).toEqual([
      { event: 'message', data: 'a\nb', id: '1' },
    ]);
  });

  it('keeps the last id for events that have none', async () => {
    expect(await eventsOf('id: 1\ndata: a\n\ndata: b\n\n')).toMatchObject([
      { id: '1' },
      { id: '1' },
    ]);
  });

  it('is not disturbed by where the chunks are cut, nor by the kind of line ends', async () => {
    expect(await eventsOf('event: x\r', '\ndata: {"a"', ':1}\r\n\r', '\n')).toEqual([
      { event: 'x', data: '{"a":1}', id: '' },
    ]);
  });

  it('passes over comments, and over an event that was cut off', async () => {
    expect(await eventsOf(': hi\n\n: there\n\ndata: a')).toEqual([]);
  });
});
