import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { FifoPool } from './fifo-pool.ts';
import { Launcher } from './launcher.ts';
import { acquireLock } from './lock.ts';
import { closeMemory, openMemory, pipesFolder } from './memory-folder.ts';
import { runtimeFolder, socketPath } from './runtime-folder.ts';
import { Session } from './session.ts';
import { TaskRecords, tasksFolder } from './task-records.ts';

/*
 * The launcher: a small process that starts steps, owns their pipes, and outlives the delegate that talks to it, so
 * that neither a crash nor an upgrade of the server touches a running step. It loads Node's own modules and the files
 * beside this one, nothing else.
 *
 *   node launcher.mjs [--grace-ms 10000] [--linger-ms 5000] <work folder>
 */

interface Options {
  readonly workFolder: string;
  /** The folder of the socket and the lock. */
  readonly runtime: string;
  /** The folder of the records and the pipes. */
  readonly memory: string;
  /** The time between TERM and KILL of a step that is stopped. */
  readonly graceMs: number;
  /** How long to stay with nothing to do and no delegate. */
  readonly lingerMs: number;
}

function main(): void {
  process.title = 'reprise-launcher';
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'grace-ms': { type: 'string' }, 'linger-ms': { type: 'string' } },
  });
  const [workFolder] = positionals;
  if (workFolder === undefined) throw new Error('usage: launcher [options] <work folder>');
  const runtime = runtimeFolder(workFolder);
  // Another launcher serves this folder: the delegate that wanted one will find it.
  if (!acquireLock(runtime)) return;
  mkdirSync(tasksFolder(workFolder), { recursive: true, mode: 0o700 });
  serve({
    workFolder,
    runtime,
    memory: openMemory(workFolder),
    graceMs: milliseconds(values['grace-ms'], 10_000),
    lingerMs: milliseconds(values['linger-ms'], 5_000),
  });
}

function serve({ workFolder, runtime, memory, graceMs, lingerMs }: Options): void {
  const path = socketPath(runtime);
  let lingering: NodeJS.Timeout | undefined;
  let dismissed = false;
  const leaveWhenIdle = () => {
    clearTimeout(lingering);
    lingering = setTimeout(
      () => {
        if (!launcher.idle || (session.connected && !dismissed)) return;
        rmSync(path, { force: true });
        if (launcher.keepAll() || !existsSync(workFolder)) closeMemory(workFolder, memory);
        process.exit(0);
      },
      dismissed ? 0 : lingerMs,
    );
  };
  const session = new Session(
    () => launcher,
    memory,
    () => {
      launcher.keepAll();
      leaveWhenIdle();
    },
  );
  const launcher = new Launcher({
    workFolder,
    records: new TaskRecords(workFolder, memory),
    pipes: new FifoPool(pipesFolder(memory)),
    graceMs,
    tell: (message) => session.tell(message),
    onIdle: leaveWhenIdle,
  });
  // The lock is ours, so a socket that lies there is a dead one's.
  rmSync(path, { force: true });
  createServer((socket) => session.attend(socket)).listen(path);
  leaveWhenIdle();
  // A launcher that is told to end does so when its steps have.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      dismissed = true;
      leaveWhenIdle();
    });
  }
}

function milliseconds(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new Error(`"${text}" is not a number of milliseconds`);
  return number;
}

main();
