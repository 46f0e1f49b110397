import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CHECKOUT = fileURLToPath(new URL('../../../', import.meta.url));
export const BUNDLE = join(CHECKOUT, 'dist/reprise.mjs');

/** A real server in a process of its own, on loopback. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Dies at once, as in a crash. */
  kill(): Promise<void>;
  /** Asks it to end, as an operator does. Answers the exit code. */
  terminate(): Promise<number | null>;
  output(): string;
}

/** How long anything may take on a busy machine before a test gives up and says what it waited for. */
export const PATIENCE = 100_000;

/**
 * @param environment what it has in its environment besides that of the tests.
 * @param options of the command, such as `--team`.
 */
export async function startServer(
  dataFolder: string,
  port = 0,
  environment: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<ServerProcess> {
  const args = [BUNDLE, 'server', '--port', String(port), '--data', dataFolder, ...options];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...environment },
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exited = once(child, 'exit');
  const url = await addressOf(child, () => output);
  return {
    url,
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    terminate: async () => {
      child.kill('SIGTERM');
      await exited;
      return child.exitCode;
    },
    output: () => output,
  };
}

async function addressOf(child: ChildProcess, output: () => string): Promise<string> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output())?.[0];
    if (address !== undefined && (await answers(`${address}/readyz`))) return address;
    if (child.exitCode !== null) throw new Error(`the server ended at start:\n${output()}`);
    if (Date.now() > deadline) throw new Error(`the server did not get ready:\n${output()}`);
    await pause(5);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

export const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** A folder that is gone after the test, with whatever launcher still runs in it. */
export async function temporaryFolder(): Promise<{
  readonly path: string;
  remove(): Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'reprise-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** The lines of a file; none when it is not there. */
export async function linesOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}
