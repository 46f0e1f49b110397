import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The user of a child process; empty for the user of this one. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`, which every system has. */
export async function unprivilegedUser(): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

async function idOf(which: '-u' | '-g'): Promise<number> {
  const { stdout } = await promisify(execFile)('id', [which, 'nobody']);
  return Number(stdout);
}
