import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { connectTo, ServerUnreachable } from './connection.ts';
import { untilAnswered } from './repeat.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

const { terminal } = recordingTerminal();
const noPause = async (): Promise<void> => undefined;

/** A server that cuts the first `lost` requests off, and the keys that came to it. */
async function forgetful(lost: number) {
  const keys: (string | null)[] = [];
  const server = createServer((request, response) => {
    keys.push(new URL(request.url ?? '', 'http://x').searchParams.get('idempotencyKey'));
    if (keys.length <= lost) request.socket.destroy();
    else response.writeHead(503).end('{}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { client } = connectTo(terminal, `http://127.0.0.1:${port}`);
  const call = (idempotencyKey: string) =>
    client.executePipeline({ path: { pipeline: 'shop' }, query: { idempotencyKey } });
  const close = () => new Promise((resolve) => void server.close(resolve));
  return { keys, call, close };
}

it('asks again under the same key when the answer was lost', async () => {
  const { keys, call, close } = await forgetful(2);
  const answer = await untilAnswered(call, noPause);
  expect(answer).toMatchObject({ ok: false, error: { httpStatus: 503 } });
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  await close();
});

it('gives up in the end', async () => {
  const { keys, call, close } = await forgetful(Number.POSITIVE_INFINITY);
  await expect(untilAnswered(call, noPause)).rejects.toThrow(ServerUnreachable);
  expect(keys).toHaveLength(4);
  await close();
});

it('does not ask a server again that was never there', async () => {
  const { call, close } = await forgetful(0);
  await close();
  let calls = 0;
  const counted = (key: string) => {
    calls += 1;
    return call(key);
  };
  await expect(untilAnswered(counted, noPause)).rejects.toThrow(ServerUnreachable);
  expect(calls).toBe(1);
});
