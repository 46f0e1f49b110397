import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const BUNDLE = fileURLToPath(new URL('./reprise.mjs', import.meta.url));

/** The real server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Ends it, and waits until it has. */
  stop(): Promise<void>;
}

/** Starts the server on this folder; answers as soon as it is ready. */
export async function startServerProcess(folder: string): Promise<ServerProcess> {
  const server = spawn(process.execPath, [BUNDLE, 'server', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return {
    url: await ready(server),
    pid: server.pid ?? 0,
    stop: async () => {
      server.kill('SIGTERM');
      await once(server, 'exit');
    },
  };
}

async function ready(server: ChildProcess): Promise<string> {
  let output = '';
  server.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  for (;;) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
    const answer = url === undefined ? null : await fetch(`${url}/readyz`).catch(() => null);
    if (url !== undefined && answer?.ok) return url;
    if (server.exitCode !== null) throw new Error(`the server ended at start: ${output}`);
    await pause(2);
  }
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
