import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Unix socket's path has a place of 104 bytes (macOS) or 108 (Linux), its end mark included. */
const LONGEST_SOCKET_PATH = 103;

const SOCKET = 'launcher.sock';

/**
 * The folder of the launcher's socket and lock, made when missing and open to its owner only: `run/` in the work
 * folder, or, when that path is too long for a socket, a folder of temporary files that is named after it.
 */
export function runtimeFolder(workFolder: string): string {
  const inside = join(workFolder, 'run');
  if (fits(inside)) return ownFolder(inside);
  const short = join(tmpdir(), nameOf(workFolder));
  return ownFolder(fits(short) ? short : join('/tmp', nameOf(workFolder)));
}

export const socketPath = (runtime: string): string => join(runtime, SOCKET);

/** A folder that nobody else can enter; a folder that somebody else has put there is refused. */
export function ownFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const status = lstatSync(folder);
  const ours = status.isDirectory() && status.uid === process.getuid?.();
  if (!ours || (status.mode & 0o077) !== 0)
    throw new Error(
      `${folder} must be a folder of this user that is closed to others (mode 700), or others could start processes here. Remove it and start again.`,
    );
  return folder;
}

const nameOf = (workFolder: string): string =>
  `reprise-${createHash('sha256').update(workFolder).digest('hex').slice(0, 16)}`;

const fits = (folder: string): boolean =>
  Buffer.byteLength(socketPath(folder)) <= LONGEST_SOCKET_PATH;
