import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';

/** A port on which requests are answered, while it is open. */
export interface Listener {
  /** Port 0 takes any free one. Answers the address by which it is reached. */
  listen(port: number): Promise<{ readonly url: string }>;
  /** Requests under way are answered; streams that would never end are cut. */
  close(): Promise<void>;
}

/** What answers a request. */
type Answering = Parameters<typeof serve>[0]['fetch'];

/** How long requests under way may take when the server goes. */
const DRAIN = 2_000;

export function createListener(fetch: Answering, hostname: string): Listener {
  let http: Server | undefined;
  return {
    listen: async (port) => {
      const listening = serve({ fetch, port, hostname }) as Server;
      http = listening;
      if (!listening.listening) await once(listening, 'listening');
      const { port: taken } = listening.address() as AddressInfo;
      return { url: `http://${hostname.includes(':') ? `[${hostname}]` : hostname}:${taken}` };
    },
    close: async () => {
      if (http === undefined) return;
      const closed = once(http, 'close');
      const server = http;
      server.close();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN);
      await closed;
      clearTimeout(cut);
    },
  };
}
