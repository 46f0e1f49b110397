import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * The yardstick: a small process of its own starts the very same `bash` steps, each in a session of its own with its
 * output to pipes, and says when one has ended. No engine, no commits, no logs: what nobody can be faster than.
 */
const LAUNCHER = `
import { spawn } from 'node:child_process';
process.on('message', ({ id, script }) => {
  const step = spawn('bash', [], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  step.stdout.resume();
  step.stderr.resume();
  step.stdin.end(script);
  step.on('close', (code) => process.send({ id, code }));
});
`;

export interface BareLauncher {
  /** Runs one script to its end. */
  run(script: string): Promise<void>;
  close(): Promise<void>;
}

export async function startBareLauncher(): Promise<BareLauncher> {
  const file = join(tmpdir(), `reprise-bare-launcher-${process.pid}.mjs`);
  await writeFile(file, LAUNCHER);
  const launcher = fork(file, { stdio: 'ignore' });
  await once(launcher, 'spawn');
  const waiting = new Map<number, () => void>();
  launcher.on('message', ({ id }: { readonly id: number }) => waiting.get(id)?.());
  let last = 0;
  return {
    run: (script) => {
      last += 1;
      const id = last;
      launcher.send({ id, script });
      return new Promise((resolve) => waiting.set(id, resolve));
    },
    close: async () => {
      await end(launcher);
      await rm(file);
    },
  };
}

async function end(launcher: ChildProcess): Promise<void> {
  const exited = once(launcher, 'exit');
  launcher.kill();
  await exited;
}
