import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

/** Real mail servers on loopback, for one test file. */
export function mailServers() {
  const servers: SMTPServer[] = [];
  const close = async (): Promise<void> => {
    for (const server of servers.splice(0)) {
      await new Promise<void>((resolve) => {
        server.close(resolve);
      });
    }
  };
  async function mailServer(options: SMTPServerOptions = {}) {
    const received: Received[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => {
          text += chunk.toString('utf8');
        });
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const from = mailFrom === false ? '' : mailFrom.address;
          received.push({ from, to: rcptTo.map(({ address }) => address), text });
          done();
        });
      },
      ...options,
    });
    // A peer that hangs up is what some of these tests are about.
    server.on('error', () => undefined);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    const { port } = server.server.address() as AddressInfo;
    return { received, host: `127.0.0.1:${port}` };
  }
  return { mailServer, close, servers };
}
