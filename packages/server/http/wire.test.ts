import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, granted, openApiBench } from './testing/api-bench.ts';
import { SHIPPING } from './testing/pipelines.ts';

let bench: ApiBench;
let server: Server;
let port: number;
beforeEach(async () => {
  bench = await openApiBench();
  server = serve({ fetch: bench.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  if (!server.listening) await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await bench.close();
});

describe('over a real connection', () => {
  it('a file of ten megabytes is refused, whether or not it says how large it is', async () => {
    const file = Buffer.alloc(10_485_760, 'a');
    for (const headers of [{ 'content-length': file.length }, { 'transfer-encoding': 'chunked' }]) {
      const path = '/pipeline/api/pipelines/v2';
      const sending = request({ host: '127.0.0.1', port, path, method: 'POST', headers });
      // The server may hang up before it has got everything: what counts is its answer.
      sending.on('error', () => undefined);
      sending.end(file);
      const [answer] = await once(sending, 'response');
      expect(answer.statusCode).toBe(413);
      answer.destroy();
    }
  });

  it('nobody is told anything any more once they have hung up', async () => {
    bench.delegate.script = () => 'hang';
    granted(await bench.client.createPipeline({ body: SHIPPING }));
    const begun = await bench.client.executePipeline({ path: { pipeline: 'shipping' } });
    const execution = granted(begun).data.planExecutionId;
    const path = `/api/v1/executions/${execution}/live`;
    const watching = request({ host: '127.0.0.1', port, path });
    watching.on('error', () => undefined);
    watching.end();
    const [answer] = await once(watching, 'response');
    await once(answer, 'data');
    expect(bench.watchers()).toBe(1);
    watching.destroy();
    while (bench.watchers() > 0) await new Promise(setImmediate);
  });
});
