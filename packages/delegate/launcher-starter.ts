import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runtimeFolder, socketPath } from './launcher/runtime-folder.ts';
import { LauncherLink } from './launcher-link.ts';

const CONNECT_EVERY_MS = 10;
/** How long a launcher may take to answer. A machine that is busy to the limit may need seconds to start a process. */
const PATIENCE_MS = 30_000;

export interface LauncherOptions {
  readonly workFolder: string;
  /** The command that starts a launcher; the work folder is added to it. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** One that was started before, and may not answer yet. */
  readonly started: StartedLauncher | null;
  readonly signal: AbortSignal;
}

/** Connects to the launcher of this work folder, and starts one when there is none. */
export async function attachLauncher(options: LauncherOptions): Promise<LauncherLink> {
  const path = socketPath(runtimeFolder(options.workFolder));
  const deadline = Date.now() + PATIENCE_MS;
  let starting = options.started;
  while (Date.now() < deadline) {
    options.signal.throwIfAborted();
    const socket = await connect(path);
    const link = socket === null ? null : await LauncherLink.open(socket);
    if (link !== null) return link;
    // One that ended without serving found another one in its place: that one may be about to end itself.
    if (starting === null || starting.ended) starting = startLauncher(options);
    if (starting.error !== null)
      throw new Error(`The launcher could not be started: ${starting.error.message}`);
    await delay(CONNECT_EVERY_MS, undefined, { signal: options.signal });
  }
  throw new Error(`No launcher answers at ${path}. What it said is in ${logOf(options)}.`);
}

/** A connection, or null when nobody listens there. */
function connect(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      socket.on('error', () => socket.destroy());
      resolve(socket);
    });
    socket.once('error', () => resolve(null));
  });
}

/** A launcher's process. */
export interface StartedLauncher {
  readonly ended: boolean;
  /** Why there is none. */
  readonly error: Error | null;
}

const logOf = ({ workFolder }: Pick<LauncherOptions, 'workFolder'>): string =>
  join(workFolder, 'launcher.log');

/** Starts a launcher, which may find another one in its place. */
export function startLauncher(
  options: Pick<LauncherOptions, 'workFolder' | 'command' | 'environment'>,
): StartedLauncher {
  const [program = '', ...args] = options.command;
  const output = openSync(logOf(options), 'a', 0o600);
  const state: { ended: boolean; error: Error | null } = { ended: false, error: null };
  const child = spawn(program, [...args, options.workFolder], {
    cwd: options.workFolder,
    detached: true,
    env: options.environment,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  child.on('error', (error) => {
    state.error = error;
  });
  child.on('exit', () => {
    state.ended = true;
  });
  child.unref();
  return state;
}
