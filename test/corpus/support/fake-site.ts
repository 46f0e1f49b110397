import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page, Pages } from './model.ts';

/** The services that pipelines ask over HTTP: health checks, registries, ticket systems. */
export interface FakeSite {
  readonly url: string;
  /** Forgets what was asked, and answers like this from now on; 200 where nothing is said. */
  prepare(pages: Pages): void;
  close(): Promise<void>;
}

export async function openFakeSite(): Promise<FakeSite> {
  let pages: Pages = {};
  const asked = new Map<string, number>();
  const answer = (path: string): Page => {
    const found = pages[path];
    const turn = asked.get(path) ?? 0;
    asked.set(path, turn + 1);
    const all = found === undefined ? [] : [found].flat();
    return all[turn] ?? all.at(-1) ?? { status: 200 };
  };
  const server = createServer((request, response) => {
    const { status, body = '' } = answer(request.url ?? '/');
    request.resume().on('end', () => response.writeHead(status).end(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    prepare: (next) => {
      pages = next;
      asked.clear();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
